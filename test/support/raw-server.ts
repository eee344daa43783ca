/** A TCP server that speaks just enough of HTTP and WebSocket to misbehave byte by byte (RFC 6455). */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { onLoopback, type TestServer } from './servers'

/** Every accepted connection is counted: the attempts that a client made. */
export interface RawServer extends TestServer {
  accepted: number
}

export async function rawServer(onSocket: (socket: Socket) => void | Promise<void>, port = 0): Promise<RawServer> {
  const server = createServer((socket) => {
    raw.accepted += 1
    socket.on('error', () => socket.destroy())
    // A client that goes away in the middle of a handshake is what many tests want.
    Promise.resolve(onSocket(socket)).catch(() => socket.destroy())
  })
  const raw: RawServer = { ...(await onLoopback(server, port)), accepted: 0 }
  return raw
}

/** The head of the client's request. */
export async function requestOf(socket: Socket): Promise<string> {
  let head = ''
  while (!head.includes('\r\n\r\n')) {
    const [part] = (await once(socket, 'data')) as [Buffer]
    head += part.toString('latin1')
  }
  return head
}

export function acceptOf(request: string): string {
  const key = /^sec-websocket-key: (.*)$/im.exec(request)?.[1]?.trim() ?? ''
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
}

export function switching(request: string, ...more: string[]): string {
  return ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade', `Sec-WebSocket-Accept: ${acceptOf(request)}`, ...more, '', ''].join('\r\n')
}

/** Answers the opening handshake as it should be. */
export async function upgrade(socket: Socket, ...more: string[]): Promise<void> {
  socket.write(switching(await requestOf(socket), ...more))
}

/** Answers with an HTTP response and keeps the connection open, as keep-alive servers do. */
export async function answer(socket: Socket, status: string, headers: readonly string[] = [], body = ''): Promise<void> {
  await requestOf(socket)
  socket.write([`HTTP/1.1 ${status}`, `Content-Length: ${Buffer.byteLength(body)}`, ...headers, '', body].join('\r\n'))
}

/** A server's frame: FIN unless the first byte says otherwise, unmasked. */
export function frame(first: number, payload: Uint8Array | string = ''): Buffer {
  const body = Buffer.from(payload)
  const head = body.length < 126 ? Buffer.from([first, body.length]) : Buffer.from([first, 126, body.length >> 8, body.length & 0xff])
  return Buffer.concat([head, body])
}
export const textFrame = 0x81
export const binaryFrame = 0x82
export const closeFrame = 0x88
export const pingFrame = 0x89

export function closeBody(code: number, reason = ''): Buffer {
  return Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from(reason)])
}
