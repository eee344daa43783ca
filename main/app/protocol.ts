/** Serves the page from app://bundle/: the files that were built, listed once, and nothing else of the disk. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { CustomScheme, Protocol, Session } from 'electron'
import { contentPolicy, devContentPolicy } from './csp'

export const bundlePage = 'app://bundle/index.html'

/** Standard and secure, so that the page has an origin with relative URLs; no bypassCSP. To be registered before ready. */
export const bundleScheme: CustomScheme = { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

export interface BundleFile {
  headers: Record<string, string>
  /** Absolute path. */
  path: string
}

export interface BundleAnswer {
  statusCode: number
  headers: Record<string, string>
  /** What is in the body; null: nothing. */
  path: string | null
}

/** By path from the folder, with a leading slash. What the page can't use (source maps, say) is not in it. */
export type Bundle = ReadonlyMap<string, BundleFile>

/** Throws if the folder can't be read: the app was not built. */
export function listBundle(folder: string, prefix = '/'): Bundle {
  const files = new Map<string, BundleFile>()
  for (const item of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, item.name)
    const type = types[path.extname(item.name)]
    if (item.isDirectory()) for (const [name, inner] of listBundle(file, `${prefix}${item.name}/`)) files.set(name, inner)
    else if (item.isFile() && type !== undefined) files.set(prefix + item.name, { headers: headers(type), path: path.resolve(file) })
  }
  return files
}

/** A path is looked up, never opened: there is nothing to traverse. */
export function bundleAnswer(bundle: Bundle, request: { method: string; url: string }): BundleAnswer {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405)
  const url = URL.canParse(request.url) ? new URL(request.url) : null
  const own = url !== null && url.protocol === 'app:' && url.host === 'bundle'
  const file = own ? bundle.get(url.pathname) : undefined
  if (file === undefined) return refusal(404)
  return { statusCode: 200, headers: file.headers, path: request.method === 'GET' ? file.path : null }
}

function refusal(statusCode: number): BundleAnswer {
  return { statusCode, headers: headers('text/plain; charset=utf-8'), path: null }
}

function headers(type: string): Record<string, string> {
  return { 'Content-Type': type, 'Content-Security-Policy': contentPolicy, 'X-Content-Type-Options': 'nosniff' }
}

/** `net::ERR_FILE_NOT_FOUND`. */
const notFound = { error: -6 }

/** Lists the bundle when something of it is asked for first. Resolves when the page and all files that it names have been asked for. */
export function serveBundle(protocol: Pick<Protocol, 'registerFileProtocol'>, list: () => Bundle): Promise<void> {
  return new Promise((resolve, reject) => {
    let bundle: Bundle | null = null
    let unasked = new Set<string>()
    // Not by `handle`: for that Electron loads all of fetch and takes each file through two streams, a tenth of a second of a start. Not from a
    // buffer: that goes through a pipe of 64 KiB, another tenth for the page's script.
    // oxlint-disable-next-line typescript/no-deprecated -- since Electron 25, and still there in 45; nothing else hands over a file without fetch
    protocol.registerFileProtocol('app', (request, callback) => {
      try {
        if (bundle === null) {
          bundle = list()
          unasked = filesOf(bundle)
        }
        const { path: file, headers: said } = bundleAnswer(bundle, request)
        callback(file === null ? notFound : { path: file, headers: said })
        unasked.delete(request.url)
        if (unasked.size === 0) resolve()
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)))
        callback(notFound)
      }
    })
  })
}

/** URLs of the page and of what it names in its text. */
function filesOf(bundle: Bundle): Set<string> {
  const page = bundle.get(new URL(bundlePage).pathname)
  const text = page === undefined ? '' : readFileSync(page.path, 'utf8')
  const names = [...text.matchAll(/ (?:src|href)="([^"]+)"/g)].map(([, name = '']) => new URL(name, bundlePage).href)
  return new Set([bundlePage, ...names])
}

/** While developing, the page comes from Vite's server; its policy is added to every answer. */
export function watchDevServer(session: Pick<Session, 'webRequest'>, server: string): void {
  const policy = devContentPolicy(server)
  session.webRequest.onHeadersReceived(({ responseHeaders }, callback) => {
    callback({ responseHeaders: { ...responseHeaders, 'Content-Security-Policy': [policy] } })
  })
}
