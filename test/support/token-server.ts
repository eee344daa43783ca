/** An OAuth token endpoint on loopback that records what it is asked, and answers as a test says. */
import http from 'node:http'
import https from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'

export interface TokenAsked {
  method: string
  authorization: string
  contentType: string
  body: URLSearchParams
  /** Common name of the client certificate; '' for none. */
  client: string
}

export interface TokenServer {
  url: string
  asked: TokenAsked[]
  /** Connections that are open now. */
  open: () => number
  close: () => Promise<void>
}

export type TokenAnswer = (response: http.ServerResponse, asked: TokenAsked, count: number) => void

export const json = (response: http.ServerResponse, about: unknown, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(about))
}

export async function tokenServer(answer: TokenAnswer, tls: https.ServerOptions | null = null): Promise<TokenServer> {
  const asked: TokenAsked[] = []
  const sockets = new Set<Socket>()
  const onRequest = (request: http.IncomingMessage, response: http.ServerResponse) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const client = tls === null ? '' : String((request.socket as TLSSocket).getPeerCertificate().subject?.CN ?? '')
      const { authorization = '', 'content-type': contentType = '' } = request.headers
      const seen = { method: request.method ?? '', authorization, contentType, body: new URLSearchParams(Buffer.concat(chunks).toString()), client }
      asked.push(seen)
      answer(response, seen, asked.length)
    })
  }
  const server = tls === null ? http.createServer(onRequest) : https.createServer(tls, onRequest)
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `${tls === null ? 'http' : 'https'}://127.0.0.1:${port}/token`,
    asked,
    open: () => sockets.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
