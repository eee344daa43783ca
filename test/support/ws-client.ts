/** A plain WebSocket client and a raw HTTP one, for talking to a server under test on loopback. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { WebSocket, type ClientOptions } from 'ws'

export interface Closed {
  code: number
  reason: string
}

export interface TestClient {
  ws: WebSocket
  /** All messages so far, as text. */
  messages: string[]
  closed: Promise<Closed>
}

/** Resolves when open; rejects with ws's error ("Unexpected server response: 403") if refused. */
export async function openClient(url: string, options: ClientOptions & { protocols?: string[] } = {}): Promise<TestClient> {
  const { protocols = [], ...rest } = options
  const ws = new WebSocket(url, protocols, { perMessageDeflate: false, ...rest })
  const messages: string[] = []
  ws.on('message', (data: Buffer) => messages.push(data.toString()))
  const closed = new Promise<Closed>((resolve) => {
    ws.once('close', (code, reason) => resolve({ code, reason: reason.toString() }))
  })
  await once(ws, 'open')
  ws.on('error', () => undefined)
  return { ws, messages, closed }
}

export async function closeClients(clients: readonly TestClient[]): Promise<void> {
  for (const { ws } of clients) ws.close()
  await Promise.all(clients.map(({ closed }) => closed))
}

/** Sends `head` as it is and resolves with all the server answers until it ends the connection. */
export async function rawExchange(port: number, head: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write(head)
  return allOf(socket)
}

export async function allOf(socket: Socket): Promise<string> {
  let answer = ''
  socket.on('data', (data: Buffer) => (answer += data.toString()))
  socket.on('error', () => undefined)
  await new Promise((resolve) => socket.once('close', resolve))
  return answer
}

/** The head of a proper opening handshake, with headers replaced, added, or left out where null. */
export function handshakeHead(port: number, path: string, headers: Record<string, string | null> = {}): string {
  const all: Record<string, string | null> = {
    'Host': `127.0.0.1:${port}`,
    'Connection': 'Upgrade',
    'Upgrade': 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  }
  const lines = Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}\r\n`]))
  return `GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`
}
