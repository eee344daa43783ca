/** A WebSocket server behind TLS that counts what reached it above TLS. */
import type { RequestListener } from 'node:http'
import { createServer, type ServerOptions } from 'node:https'
import type { TLSSocket } from 'node:tls'
import { WebSocketServer } from 'ws'
import { onLoopback, type TestServer } from './servers'

export interface TlsServer extends TestServer {
  /** Bytes of HTTP that came. */
  heardBytes: () => number
  /** Common names of the clients' certificates. */
  clients: string[]
  /** What clients named as their server. */
  names: (string | false | undefined)[]
}

/** With `onRequest` it refuses every upgrade with what that answers. */
export async function tlsServer(options: ServerOptions, onRequest?: RequestListener): Promise<TlsServer> {
  const server = createServer({ ...options, pfx: undefined }, onRequest)
  // Without a listener for upgrades Node takes them for plain requests.
  const webSockets = new WebSocketServer(onRequest === undefined ? { server } : { noServer: true })
  let bytes = 0
  const clients: string[] = []
  const names: TlsServer['names'] = []
  server.on('tlsClientError', () => undefined)
  server.on('secureConnection', (socket: TLSSocket) => {
    names.push((socket as { servername?: string | false }).servername)
    const { subject } = socket.getPeerCertificate()
    if (subject !== undefined) clients.push(String(subject.CN))
    socket.on('data', (data: Buffer) => { bytes += data.length })
    socket.on('error', () => socket.destroy())
  })
  webSockets.on('connection', (webSocket) => {
    webSocket.on('error', () => webSocket.terminate())
    webSocket.on('message', (data, binary) => webSocket.send(data, { binary }))
  })
  const own = await onLoopback(server)
  return { ...own, url: `wss://localhost:${own.port}`, heardBytes: () => bytes, clients, names }
}
