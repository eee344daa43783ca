/** Reads a server's answer to the handshake that is no 101: what it says, when to come back, where to go instead. */
import type { IncomingMessage } from 'node:http'
import type { AttemptHop } from '../../shared/attempt'
import type { Cause } from '../../shared/connection'
import { limits } from '../../shared/limits'
import { codeOf } from '../lib/errno'
import { cause } from '../lib/fault'
import type { Redaction } from './redaction'
import type { Way } from './way'

/** How long a refused upgrade's body may take, ms. */
const bodyTimeMs = 2_000

/** Characters of a server's or a proxy's own words in a cause: it goes to the window with each change of the deck. */
export const reasonLength = 500

export type RawHeader = readonly [name: string, value: string]

export function rawHeaders({ rawHeaders: raw }: IncomingMessage): RawHeader[] {
  const headers: RawHeader[] = []
  for (let i = 0; i + 1 < raw.length; i += 2) headers.push([raw[i] ?? '', raw[i + 1] ?? ''])
  return headers
}

export function responseRecord(answer: IncomingMessage, redaction: Redaction): NonNullable<AttemptHop['response']> {
  return {
    status: answer.statusCode ?? 0,
    reason: redaction.text(answer.statusMessage ?? ''),
    headers: rawHeaders(answer).map(([name, value]) => redaction.header(name, value)),
    body: '',
    bodyCut: false,
  }
}

/** The first bytes of the body as text, as far as they come before the attempt's end: what came is worth showing even then. */
export async function bodyOf(answer: IncomingMessage, { clock, signal, redaction }: Way): Promise<{ body: string; bodyCut: boolean }> {
  const parts: Buffer[] = []
  let size = 0
  const stop = () => { answer.destroy() }
  const takeBack = clock.after(bodyTimeMs, stop)
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  try {
    for await (const part of answer as AsyncIterable<Buffer>) {
      parts.push(part)
      size += part.byteLength
      if (size > limits.refusalBodyBytes) break
    }
  } catch (error) {
    if (codeOf(error) === null) throw error
  } finally {
    takeBack()
    signal.removeEventListener('abort', stop)
  }
  const body = Buffer.concat(parts).subarray(0, limits.refusalBodyBytes).toString('utf8')
  return { body: redaction.text(body), bodyCut: size > limits.refusalBodyBytes || !answer.complete }
}

export function refusalCause(answer: IncomingMessage, { clock, redaction }: Way): Cause {
  // Without Upgrade and Connection headers a 101 is an ordinary answer to Node (RFC 6455 §4.1).
  if (answer.statusCode === 101) return cause('websocket', 'bad-upgrade', { httpStatus: 101 })
  return cause('http', 'http-status', {
    httpStatus: answer.statusCode ?? null,
    reason: redaction.text(answer.statusMessage ?? '').slice(0, reasonLength),
    retryAfterMs: retryAfterMs(answer.headers['retry-after'], clock.now()),
  })
}

const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

/**
 * `Retry-After` as a duration: seconds or an HTTP date (RFC 9110 §10.2.3), at most an hour. Nonsense counts as absent, and
 * so does "at once": the usual backoff must hold a fleet back then.
 */
export function retryAfterMs(header: string | undefined, now: number): number | null {
  if (header === undefined) return null
  const text = header.trim()
  let ms = 0
  if (/^\d{1,10}$/.test(text)) ms = Number(text) * 1000
  else if (httpDate.test(text)) ms = Date.parse(text) - now
  if (!(ms > 0)) return null
  return Math.min(ms, 3_600_000)
}
