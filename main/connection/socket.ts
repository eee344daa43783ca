/** Dials: opens a WebSocket under one wall-clock deadline; the only maker of `ws` clients. */
import type { ClientRequest, IncomingMessage } from 'node:http'
import WebSocket from 'ws'
import type { Cause } from '../../shared/connection'
import type { Profile } from '../../shared/profile'
import { abortError } from '../lib/abort'
import type { Clock } from '../lib/clock'
import { codeOf } from '../lib/errno'
import { Attempt } from './attempt'
import { cause, dialCause, retryAfterMs } from './cause'
import { OpenSocket } from './open-socket'
import type { ReadTurn } from './read-turn'
import { DialError, type Dial, type Handshake } from './wire'

/** How much of a refused upgrade's body is kept, and how long it may take, ms. */
const bodyBytes = 64 * 1024
const bodyTimeMs = 2_000

/**
 * Makes a Dial whose `profile.deadlineMs` bounds DNS, TCP, TLS and HTTP together in wall-clock time: the
 * `handshakeTimeout` of `ws` is only an idle timer, which a dripping server never lets fire. All its sockets share `turn`.
 */
export function dialWith(clock: Clock, turn: ReadTurn): Dial {
  return (profile, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(abortError(signal))
      const attempt = new Attempt(new URL(profile.url), clock)
      const webSocket = start(profile, attempt)
      if (webSocket instanceof DialError) return reject(webSocket)
      // Listens from the start: the first frame may come in the same packet as the handshake's answer.
      const socket = new OpenSocket(webSocket, attempt, turn)
      let response: IncomingMessage | null = null
      let refused: Cause | null = null
      let settled = false
      const settle = (finish: () => void) => {
        if (settled) return
        settled = true
        takeBack()
        signal.removeEventListener('abort', onAbort)
        finish()
        // What is still listening lives as long as the socket: it must not keep the handshake's request and answer.
        webSocket.off('error', onError)
        response = null
      }
      const giveUp = (error: Error) =>
        settle(() => {
          webSocket.terminate()
          attempt.raw?.destroy()
          reject(error)
        })
      const onAbort = () => giveUp(abortError(signal))
      const onError = (error: Error) => giveUp(new DialError(dialCause(error, sighting(attempt, profile, response)), '', { cause: error }))
      const takeBack = clock.after(profile.deadlineMs, () => giveUp(new DialError(refused ?? cause(attempt.phase, 'deadline'))))
      signal.addEventListener('abort', onAbort, { once: true })

      webSocket.once('upgrade', (answer: IncomingMessage) => {
        attempt.reach('http', 'websocket')
        response = answer
      })
      webSocket.once('open', () => settle(() => resolve(socket.opened(handshakeOf(webSocket, attempt, response)))))
      webSocket.on('error', onError)
      webSocket.once('unexpected-response', (_request, answer: IncomingMessage) => {
        const why = refusal(answer, clock)
        refused = why
        void bodyOf(answer, clock).then((body) => giveUp(new DialError(why, body)))
      })
    })
}

/** Options that even the profile's schema lets through may be too much for Node: an ordinary failure of this dial. */
function start(profile: Profile, attempt: Attempt): WebSocket | DialError {
  try {
    return new WebSocket(profile.url, profile.protocols, clientOptions(profile, attempt))
  } catch (error) {
    const reason = error instanceof Error ? error.message : ''
    return new DialError(cause(attempt.phase, 'bad-request', { code: codeOf(error), reason }), '', { cause: error })
  }
}

function clientOptions(profile: Profile, attempt: Attempt): WebSocket.ClientOptions {
  return {
    headers: headersOf(profile),
    perMessageDeflate: profile.compression,
    // Pongs are the open socket's own, so that the log knows of them.
    autoPong: false,
    maxPayload: profile.receiveBytes,
    followRedirects: false,
    // The session has its own limit; this one covers an end that the server starts.
    closeTimeout: profile.closeTimeoutMs,
    createConnection: attempt.connect,
    // What Node refuses only now, with the TCP connection under way, comes as this dial's error.
    finishRequest: (request: ClientRequest) => {
      try {
        request.end()
      } catch (error) {
        request.destroy(error as Error)
      }
    },
    // Its types know neither a repeated header nor that `createConnection` is called in one way only.
  } as unknown as WebSocket.ClientOptions
}

/** A name used twice, in whatever case, is sent twice; used once it stays a string, since Node treats Host and its like only so. */
function headersOf(profile: Profile): Record<string, string | string[]> {
  const headers = new Map<string, { name: string; values: string[] }>()
  for (const { name, value, enabled } of profile.headers) {
    if (!enabled) continue
    const same = headers.get(name.toLowerCase())
    if (same) same.values.push(value)
    else headers.set(name.toLowerCase(), { name, values: [value] })
  }
  return Object.fromEntries([...headers.values()].map(({ name, values }) => [name, values.length > 1 ? values : (values[0] ?? '')]))
}

function sighting(attempt: Attempt, profile: Profile, response: IncomingMessage | null) {
  const answered = response?.headers['sec-websocket-protocol']
  const asked = profile.protocols
  const mismatch = response?.statusCode === 101 && (answered === undefined ? asked.length > 0 : !asked.includes(answered))
  return { phase: attempt.phase, rawErrorCode: attempt.rawErrorCode, protocolMismatch: mismatch }
}

function refusal(answer: IncomingMessage, clock: Clock): Cause {
  // Without Upgrade and Connection headers a 101 is an ordinary answer to Node (RFC 6455 §4.1).
  if (answer.statusCode === 101) return cause('websocket', 'bad-handshake', { reason: '101 without an Upgrade header' })
  return cause('http', 'http-status', {
    httpStatus: answer.statusCode ?? null,
    reason: answer.statusMessage ?? '',
    retryAfterMs: retryAfterMs(answer.headers['retry-after'], clock.now()),
  })
}

/** The first bytes of a refused upgrade's body as text, as far as they came in time. */
async function bodyOf(answer: IncomingMessage, clock: Clock): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  const takeBack = clock.after(bodyTimeMs, () => answer.destroy())
  try {
    for await (const part of answer as AsyncIterable<Buffer>) {
      parts.push(part)
      size += part.byteLength
      if (size >= bodyBytes) break
    }
  } catch (error) {
    // A body that breaks off is still worth showing as far as it came.
    if (codeOf(error) === null) throw error
  } finally {
    takeBack()
  }
  return Buffer.concat(parts).subarray(0, bodyBytes).toString('utf8')
}

function handshakeOf(webSocket: WebSocket, attempt: Attempt, response: IncomingMessage | null): Handshake {
  const raw = response?.rawHeaders ?? []
  const headers: [string, string][] = []
  for (let i = 0; i + 1 < raw.length; i += 2) headers.push([raw[i] ?? '', raw[i + 1] ?? ''])
  return {
    protocol: webSocket.protocol,
    extensions: webSocket.extensions,
    status: response?.statusCode ?? 0,
    headers,
    address: `${attempt.raw?.remoteAddress ?? ''}:${attempt.raw?.remotePort ?? ''}`,
    timing: attempt.timing,
  }
}
