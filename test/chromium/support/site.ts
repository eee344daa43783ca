/** The built page over HTTP: the files, the refusals and the headers are those of app://bundle/. */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { bundleAnswer, bundlePage, listBundle } from '../../../main/app/protocol'

export interface Site {
  page: string
  close: () => Promise<void>
}

export async function serveSite(folder: string): Promise<Site> {
  const bundle = listBundle(folder)
  const server = createServer((request, response) => {
    // A browser asks every site for it, and complains on the console where there is none.
    if (request.url === '/favicon.ico') return void response.writeHead(204).end()
    const answer = bundleAnswer(bundle, { method: request.method ?? '', url: new URL(request.url ?? '', bundlePage).href })
    response.writeHead(answer.statusCode, answer.headers).end(answer.path === null ? '' : readFileSync(answer.path))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return { page: `http://127.0.0.1:${port}${new URL(bundlePage).pathname}`, close }
}
