/** Servers and a proxy outside of the app, which remember what they were asked. */
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server as HttpServer } from 'node:http'
import { createServer as createSecure, type ServerOptions } from 'node:https'
import { connect, type AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { WebSocketServer } from 'ws'

export interface Visit {
  url: string
  headers: IncomingHttpHeaders
  /** Names in the client's certificate. */
  client: string
}

export interface Peer {
  port: number
  visits: Visit[]
  /** Text messages that came, of all clients. */
  messages: string[]
  close: () => void
}

export interface Refusal {
  status: number
  headers: Record<string, string>
  body: string
}

interface Changing {
  refusal: Refusal | null
  closing: { code: number; reason: string }
}

/** Echoes every message, over TLS if options of TLS are given. */
export async function echoServer(tls: ServerOptions | null = null): Promise<Peer> {
  const server = tls === null ? createServer() : createSecure(tls)
  const visits: Visit[] = []
  const messages: string[] = []
  const webSockets = new WebSocketServer({ server })
  webSockets.on('connection', (webSocket, request) => {
    const client = tls === null ? undefined : (request.socket as TLSSocket).getPeerX509Certificate()?.subjectAltName
    visits.push({ url: request.url ?? '', headers: request.headers, client: client ?? '' })
    webSocket.on('error', () => webSocket.terminate())
    webSocket.on('message', (data: Buffer, binary) => {
      if (!binary) messages.push(data.toString())
      webSocket.send(data, { binary })
    })
  })
  const port = await listening(server)
  const close = () => {
    for (const webSocket of webSockets.clients) webSocket.terminate()
    server.close()
  }
  return { port, visits, messages, close }
}

/** Refuses every upgrade with this answer. */
export async function refusingServer(status: number, headers: Record<string, string>, body: string): Promise<Peer> {
  const server = createServer()
  const visits: Visit[] = []
  server.on('upgrade', (request, socket) => {
    visits.push({ url: request.url ?? '', headers: request.headers, client: '' })
    refuse(socket, { status, headers, body })
  })
  return { port: await listening(server), visits, messages: [], close: () => server.close() }
}

/** Refuses the first upgrade if told to, takes those after it, and closes all of its clients in its own words. */
export async function changingServer({ refusal, closing }: Changing): Promise<Peer & { closeAll: () => void }> {
  const server = createServer()
  const visits: Visit[] = []
  const messages: string[] = []
  const webSockets = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    visits.push({ url: request.url ?? '', headers: request.headers, client: '' })
    if (refusal !== null && visits.length === 1) return refuse(socket, refusal)
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on('error', () => webSocket.terminate())
      webSocket.on('message', (data: Buffer) => messages.push(data.toString()))
    })
  })
  const port = await listening(server)
  const closeAll = () => {
    for (const webSocket of webSockets.clients) webSocket.close(closing.code, closing.reason)
  }
  const close = () => {
    for (const webSocket of webSockets.clients) webSocket.terminate()
    server.close()
  }
  return { port, visits, messages, closeAll, close }
}

function refuse(socket: Duplex, { status, headers, body }: Refusal): void {
  const lines = Object.entries({ ...headers, 'Content-Length': String(Buffer.byteLength(body)) }).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${status} Refused\r\n${lines.join('')}\r\n${body}`)
}

/** An HTTP proxy that asks for credentials; `visits` are its CONNECT requests. */
export async function connectProxy(credentials: string): Promise<Peer> {
  const server = createServer()
  const visits: Visit[] = []
  server.on('connect', (request, client) => {
    visits.push({ url: request.url ?? '', headers: request.headers, client: '' })
    client.on('error', () => client.destroy())
    if (request.headers['proxy-authorization'] !== `Basic ${Buffer.from(credentials).toString('base64')}`) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="test"\r\n\r\n')
      return
    }
    const [host = '', port = ''] = (request.url ?? '').split(':')
    const upstream = connect(Number(port), host)
    upstream.on('error', () => client.destroy())
    upstream.on('connect', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      upstream.pipe(client).pipe(upstream)
    })
  })
  return { port: await listening(server), visits, messages: [], close: () => server.closeAllConnections() }
}

async function listening(server: HttpServer): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}
