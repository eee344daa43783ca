/** A feed of updates on loopback: a channel file and the file that it names, as they are, broken, or never coming. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Feed {
  url: string
  /** Paths asked for, oldest first, without what keeps caches away. */
  asked: string[]
  /** Headers of the requests, in the same order. */
  headers: IncomingMessage['headers'][]
  close: () => Promise<void>
}

export interface FeedOptions {
  version?: string
  file?: Buffer
  name?: string
  /** Lines of the channel file beside the usual ones, or in their place. */
  about?: Record<string, unknown>
  /** Answers in place of the feed; true: it has. */
  instead?: (response: ServerResponse, path: string) => boolean
}

export const sha512 = (bytes: Buffer): string => createHash('sha512').update(bytes).digest('base64')

/** On an architecture other than x64 the channel has its name in its own. */
const suffix = process.arch === 'x64' ? '' : `-${process.arch}`
export const channelFile = `/latest-linux${suffix}.yml`

export async function updateFeed({ version = '0.2.0', file = Buffer.from('the new one'), name = 'Sockdeck-0.2.0.AppImage', about = {}, instead }: FeedOptions = {}): Promise<Feed> {
  const facts = { version, files: [{ url: name, sha512: sha512(file), size: file.length }], path: name, sha512: sha512(file), releaseDate: '2026-11-22T00:00:00.000Z', ...about }
  const asked: string[] = []
  const headers: IncomingMessage['headers'][] = []
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://feed')
    asked.push(pathname)
    headers.push(request.headers)
    if (instead?.(response, pathname) === true) return
    // JSON is YAML, too.
    if (pathname === channelFile) response.end(JSON.stringify(facts))
    else if (pathname === `/${name}`) response.writeHead(200, { 'content-length': file.length }).end(file)
    else response.writeHead(404).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = async () => {
    const closed = once(server.close(), 'close')
    server.closeAllConnections()
    await closed
  }
  return { url: `http://127.0.0.1:${port}`, asked, headers, close }
}
