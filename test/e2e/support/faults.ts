/** Servers that fail in a dozen ways, and what the screen is to say of each. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { createServer as createSecure } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'
import type { Overrides } from '../../../shared/options'
import { selfSigned } from '../../support/certificate'

export interface Fault {
  /** Of the profile, and so of the socket. */
  name: string
  url: string
  options?: Overrides
  /** Words of the cause on the deck, and those of the row that ends its life in the log. */
  deck: string
  log: string
}

export interface Faults {
  all: readonly Fault[]
  close: () => void
}

const same = (words: string) => ({ deck: words, log: words })

type Behave = (socket: Socket, request: IncomingMessage, head: Buffer) => void

const webSockets = new WebSocketServer({ noServer: true, handleProtocols: () => false })

/** After an opening handshake as it should be; a close frame of the client is answered. */
function opened(act: (webSocket: WebSocket, socket: Socket) => void): Behave {
  return (socket, request, head) => webSockets.handleUpgrade(request, socket, head, (webSocket) => {
    webSocket.on('error', () => webSocket.terminate())
    act(webSocket, socket)
  })
}

const behaviours: Readonly<Record<string, Behave>> = {
  '/refuses': (socket) => socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n'),
  // Not before the client has read what came: an RST takes away what is unread.
  '/resets': opened((webSocket, socket) => webSocket.once('pong', () => socket.resetAndDestroy()).ping()),
  '/ends': opened((_, socket) => socket.end()),
  '/closes': opened((webSocket) => webSocket.close(4001, 'plan ended')),
  '/speaks-http': opened((_, socket) => socket.write('HTTP/1.1 500 Oh\r\n\r\n')),
  '/spoils-text': opened((_, socket) => socket.write(Buffer.from([0x81, 2, 0xc3, 0x28]))),
  '/sends-much': opened((webSocket) => webSocket.send(Buffer.alloc(101))),
  '/chooses-nothing': opened(() => undefined),
  '/accepts-another': (socket) =>
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: another\r\n\r\n'),
  '/says-nothing': (socket) => socket.resume(),
}

/** Without the certificate where openssl is missing. */
export async function faultyServers(): Promise<Faults> {
  const certificate = selfSigned()
  const servers = [createServer(), ...(certificate === null ? [] : [createSecure(certificate)])]
  const sockets = servers.map(socketsOf)
  const [plain, secure] = await Promise.all(servers.map(portOf))
  const at = (path: string) => `ws://127.0.0.1:${plain}${path}`
  const selfSigns = 'Certificate is self-signed'
  const untrusted = { name: 'Untrusted', url: `wss://127.0.0.1:${secure}/`, deck: selfSigns, log: `${selfSigns} (DEPTH_ZERO_SELF_SIGNED_CERT)` }
  const all: Fault[] = [
    { name: 'Refused', url: 'ws://127.0.0.1:1/', deck: 'Connection refused', log: 'Connection refused (ECONNREFUSED)' },
    { name: 'Unauthorized', url: at('/refuses'), deck: 'HTTP 401', log: 'Server answered HTTP 401' },
    ...(secure === undefined ? [] : [untrusted]),
    { name: 'Silent', url: at('/says-nothing'), options: { limits: { deadlineMs: 1_000 } }, ...same('Timed out while waiting for the HTTP answer') },
    { name: 'Foreign', url: at('/accepts-another'), ...same('Wrong Sec-WebSocket-Accept') },
    {
      name: 'Unchosen', url: at('/chooses-nothing'), options: { request: { protocols: [{ name: 'chat', enabled: true }] } },
      ...same('Server chose no subprotocol'),
    },
    { name: 'Reset', url: at('/resets'), ...same('Reset by peer (RST)') },
    { name: 'Ended', url: at('/ends'), ...same('Dropped without a close frame (FIN)') },
    { name: 'Closed', url: at('/closes'), deck: '4001 · plan ended', log: 'Closed by server: 4001 Application Code · plan ended' },
    { name: 'Garbage', url: at('/speaks-http'), ...same('Server broke the protocol') },
    { name: 'Spoilt', url: at('/spoils-text'), ...same('Server sent text that is not UTF-8') },
    { name: 'Large', url: at('/sends-much'), options: { limits: { receiveBytes: 100 } }, ...same('Message over the size limit') },
  ]
  const close = () => {
    for (const socket of sockets.flatMap((each) => [...each])) socket.destroy()
    for (const server of servers) server.close()
  }
  return { all, close }
}

/** Those that are there, each of which behaves as its path says. */
function socketsOf(server: Server): Set<Socket> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket))
  })
  server.on('upgrade', (request, socket: Socket, head) => behaviours[request.url ?? '']?.(socket, request, head))
  return sockets
}

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}
