/** Serves the page from app://bundle/: the files that were built, read once, and nothing else of the disk. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { CustomScheme, Session } from 'electron'
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
  type: string
  bytes: Uint8Array<ArrayBuffer>
}

/** By path from the folder, with a leading slash. What the page can't use (source maps, say) is not in it. */
export type Bundle = ReadonlyMap<string, BundleFile>

/** Throws if the folder can't be read: the app was not built. */
export function readBundle(folder: string, prefix = '/'): Bundle {
  const files = new Map<string, BundleFile>()
  for (const item of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, item.name)
    const type = types[path.extname(item.name)]
    if (item.isDirectory()) for (const [name, inner] of readBundle(file, `${prefix}${item.name}/`)) files.set(name, inner)
    else if (item.isFile() && type !== undefined) files.set(prefix + item.name, { type, bytes: new Uint8Array(readFileSync(file)) })
  }
  return files
}

/** A path is looked up, never opened: there is nothing to traverse. */
export function bundleResponse(bundle: Bundle, request: { method: string; url: string }): Response {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405)
  const url = URL.canParse(request.url) ? new URL(request.url) : null
  const own = url !== null && url.protocol === 'app:' && url.host === 'bundle'
  const file = own ? bundle.get(url.pathname) : undefined
  if (file === undefined) return refusal(404)
  return new Response(request.method === 'GET' ? file.bytes : null, { headers: headers(file.type) })
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: headers('text/plain; charset=utf-8') })
}

function headers(type: string): Record<string, string> {
  return { 'Content-Type': type, 'Content-Security-Policy': contentPolicy, 'X-Content-Type-Options': 'nosniff' }
}

export function serveBundle(session: Session, bundle: Bundle): void {
  session.protocol.handle('app', (request) => bundleResponse(bundle, request))
}

/** While developing, the page comes from Vite's server; its policy is added to every answer. */
export function watchDevServer(session: Session, server: string): void {
  const policy = devContentPolicy(server)
  session.webRequest.onHeadersReceived(({ responseHeaders }, callback) => {
    callback({ responseHeaders: { ...responseHeaders, 'Content-Security-Policy': [policy] } })
  })
}
