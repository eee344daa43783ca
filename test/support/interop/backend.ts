/** What stands behind a proxy: echoes, compresses, and closes when told "close CODE REASON". */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from 'vitest'
import { WebSocketServer } from 'ws'

export interface Backend {
  port: number
  /** TCP connections it took so far. */
  accepted: number
}

/** To be called at the top of a test file, with whose tests it ends. */
export async function backend(): Promise<Backend> {
  const server = createServer((_request, response) => response.writeHead(400).end())
  const webSockets = new WebSocketServer({ server, perMessageDeflate: { threshold: 0 } })
  webSockets.on('connection', (webSocket) => {
    webSocket.on('error', () => webSocket.terminate())
    webSocket.on('message', (data: Buffer, binary) => {
      const [word, code, reason] = data.length < 100 ? data.toString().split(' ') : []
      if (word === 'close') webSocket.close(Number(code), reason)
      else webSocket.send(data, { binary })
    })
  })
  server.on('connection', () => { own.accepted += 1 })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const own: Backend = { port: (server.address() as AddressInfo).port, accepted: 0 }
  afterAll(() => {
    for (const webSocket of webSockets.clients) webSocket.terminate()
    server.closeAllConnections()
    server.close()
  })
  return own
}
