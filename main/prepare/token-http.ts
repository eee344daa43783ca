/** Token HTTP: one POST to a token endpoint with the profile's own TLS settings; bounded, and never redirected. */
import http from 'node:http'
import https from 'node:https'
import type { Duplex } from 'node:stream'
import { rootCertificates } from 'node:tls'
import { limits } from '../../shared/limits'
import { t } from '../../shared/words/words'
import { cause, Fault } from '../lib/fault'
import { codeOf } from '../lib/errno'
import type { TlsPlan } from './dial-plan'

export type TokenTls = Pick<TlsPlan, 'ca' | 'certificate' | 'key' | 'pfx' | 'passphrase' | 'minVersion' | 'maxVersion'> & Partial<Pick<TlsPlan, 'pins' | 'accepted'>>

/** Opens the way to an http or https URL, TLS included; what it opened is its caller's to destroy. */
export type Reach = (url: URL, signal: AbortSignal) => Promise<Duplex>

export interface Post {
  url: string
  /** The profile's own way, by its proxy; null: straight. */
  reach: Reach | null
  headers: Readonly<Record<string, string>>
  body: string
  tls: TokenTls
}

export interface PostAnswer {
  status: number
  contentType: string
  body: string
}

/** Rejects with a Fault: oauth-unreachable, or oauth-bad-answer for one that is too large; with an AbortError when told to stop. */
export async function post(about: Post, signal: AbortSignal): Promise<PostAnswer> {
  const socket = about.reach === null ? null : await about.reach(new URL(about.url), signal)
  try {
    return await asked(about, socket, signal)
  } finally {
    socket?.destroy()
  }
}

function asked({ url, headers, body, tls }: Post, socket: Duplex | null, signal: AbortSignal): Promise<PostAnswer> {
  return new Promise((resolve, reject) => {
    const unreachable = (error: Error) => reject(signal.aborted ? error : new Fault(cause('auth', 'oauth-unreachable', { code: codeOf(error) })))
    const options = { method: 'POST', headers: { ...headers, 'content-length': Buffer.byteLength(body) }, signal }
    const request = socket === null ? straight(url, options, tls) : over(socket, url, options)
    request.on('error', unreachable)
    request.on('response', (answer) => collect(answer, { resolve, reject, unreachable }))
    request.end(body)
  })
}

/** No agent: a kept connection would outlive the client certificate that was asked for. */
function straight(url: string, options: http.RequestOptions, tls: TokenTls): http.ClientRequest {
  return url.startsWith('https:') ? https.request(url, { ...options, agent: false, ...secureOptions(tls) }) : http.request(url, { ...options, agent: false })
}

function over(socket: Duplex, url: string, options: http.RequestOptions): http.ClientRequest {
  const { host, pathname, search } = new URL(url)
  const headers = { ...(options.headers as http.OutgoingHttpHeaders), host }
  return http.request({ ...options, headers, path: pathname + search, createConnection: () => socket })
}

interface Settle {
  resolve: (answer: PostAnswer) => void
  reject: (error: Error) => void
  unreachable: (error: Error) => void
}

function collect(answer: http.IncomingMessage, { resolve, reject, unreachable }: Settle): void {
  const chunks: Buffer[] = []
  let length = 0
  answer.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length <= limits.tokenAnswerBytes) return void chunks.push(chunk)
    reject(new Fault(cause('auth', 'oauth-bad-answer', { reason: t('main.dial.reason.answerLarge', { most: limits.tokenAnswerBytes / 1024 }) })))
    answer.destroy()
  })
  answer.on('error', unreachable)
  answer.on('end', () => resolve({ status: answer.statusCode ?? 0, contentType: answer.headers['content-type'] ?? '', body: Buffer.concat(chunks).toString() }))
}

function secureOptions({ ca, certificate, key, pfx, passphrase, minVersion, maxVersion }: TokenTls): https.RequestOptions {
  return {
    ...(ca !== null && { ca: [...rootCertificates, ca] }),
    ...(pfx !== null ? { pfx, passphrase } : certificate !== null && key !== null && { cert: certificate, key, passphrase }),
    ...(minVersion !== null && { minVersion }),
    ...(maxVersion !== null && { maxVersion }),
  }
}
