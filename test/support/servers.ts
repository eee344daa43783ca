/** Real WebSocket servers on a free port of 127.0.0.1. */
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo, Server, Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { WebSocketServer, type ServerOptions, type WebSocket } from 'ws'

export interface TestServer {
  port: number
  url: string
  /** TCP connections that are still there. */
  sockets: Set<Socket>
  /** Cuts every connection and stops listening. */
  close: () => Promise<void>
}

/** Starts a server on 127.0.0.1, keeps account of its connections, and ends them and it with the test. */
export async function onLoopback(server: Server, port = 0): Promise<TestServer> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  let closed: Promise<void> | null = null
  const close = () => (closed ??= new Promise((resolve) => {
    server.close(() => resolve())
    for (const socket of sockets) socket.destroy()
  }))
  onTestFinished(close)
  const { port: bound } = server.address() as AddressInfo
  return { port: bound, url: `ws://127.0.0.1:${bound}`, sockets, close }
}

export type OnWebSocket = (webSocket: WebSocket, request: IncomingMessage) => void

export async function wsServer(onWebSocket: OnWebSocket, { port = 0, ...options }: ServerOptions = {}): Promise<TestServer> {
  const server = createServer()
  const webSockets = new WebSocketServer({ server, ...options })
  webSockets.on('connection', (webSocket, request) => {
    webSocket.on('error', () => webSocket.terminate())
    onWebSocket(webSocket, request)
  })
  return onLoopback(server, port)
}

export const echo: OnWebSocket = (webSocket) => {
  webSocket.on('message', (data, isBinary) => webSocket.send(data, { binary: isBinary }))
}
