/** The only user of the `ws` client: dials under one wall-clock deadline and wraps an open WebSocket as a Socket. */
import type { ClientRequest, IncomingMessage } from 'node:http'
import WebSocket, { type RawData } from 'ws'
import type { Cause } from '../../shared/connection'
import { limits } from '../../shared/limits'
import type { EncodedMessage } from '../../shared/payload'
import type { Profile } from '../../shared/profile'
import { abortError, type Clock } from '../lib/clock'
import { Attempt } from './attempt'
import { cause, dialCause, endCause, errorCode, retryAfterMs } from './cause'
import { ReadTurn } from './read-turn'
import { DialError, type Dial, type Frame, type Handshake, type Socket } from './wire'

/** How much of a refused upgrade's body is kept, and how long it may take, ms. */
const bodyBytes = 64 * 1024
const bodyTimeMs = 2_000

/**
 * Makes a Dial whose `profile.deadlineMs` bounds DNS, TCP, TLS and HTTP together in wall-clock time: the
 * `handshakeTimeout` of `ws` is only an idle timer, which a dripping server never lets fire.
 */
export function dialWith(clock: Clock): Dial {
  const turn = new ReadTurn()
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
      }
      const giveUp = (error: Error) =>
        settle(() => {
          webSocket.terminate()
          attempt.raw?.destroy()
          reject(error)
        })
      const onAbort = () => giveUp(abortError(signal))
      const takeBack = clock.after(profile.deadlineMs, () => giveUp(new DialError(refused ?? cause(attempt.phase, 'deadline'))))
      signal.addEventListener('abort', onAbort, { once: true })

      webSocket.once('upgrade', (answer: IncomingMessage) => {
        attempt.reach('http', 'websocket')
        response = answer
      })
      webSocket.once('open', () => settle(() => resolve(socket.opened(handshakeOf(webSocket, attempt, response)))))
      webSocket.on('error', (error) => giveUp(new DialError(dialCause(error, sighting(attempt, profile, response)), '', { cause: error })))
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
    return new DialError(cause(attempt.phase, 'bad-request', { code: errorCode(error), reason }), '', { cause: error })
  }
}

function clientOptions(profile: Profile, attempt: Attempt): WebSocket.ClientOptions {
  return {
    headers: headersOf(profile),
    perMessageDeflate: profile.compression,
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
    if (errorCode(error) === null) throw error
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

/** An open WebSocket; frames gather in an inbox that is bounded by pausing the socket. */
class OpenSocket implements Socket {
  handshake: Handshake = { protocol: '', extensions: '', status: 0, headers: [], address: '', timing: {} }
  readonly ended: Promise<Cause>
  readonly #webSocket: WebSocket
  readonly #attempt: Attempt
  #inbox: Frame[] = []
  #inboxBytes = 0
  #over = false
  #wake: (() => void) | null = null
  #protocolErrorCode: string | null = null
  readonly #turn: ReadTurn
  /** Its turn of the event loop is used up. */
  #waitsForTurn = false

  constructor(webSocket: WebSocket, attempt: Attempt, turn: ReadTurn) {
    this.#turn = turn
    this.#webSocket = webSocket
    this.#attempt = attempt
    webSocket.on('message', (data: RawData, binary: boolean) => this.#receive(binary ? 'binary' : 'text', data as Buffer))
    webSocket.on('ping', (data: Buffer) => this.#receive('ping', data))
    webSocket.on('pong', (data: Buffer) => this.#receive('pong', data))
    webSocket.on('error', (error) => {
      // What is not the raw socket's own failure is a violation that `ws` or zlib found in what the server sent.
      if (!('syscall' in error)) this.#protocolErrorCode ??= errorCode(error)
    })
    this.ended = new Promise((resolve) => {
      webSocket.once('close', (closeCode: number, reason: Buffer) => {
        if (closeCode !== 1006) this.#receive('close', closeBody(closeCode, reason))
        this.#over = true
        this.#wake?.()
        const { rawErrorCode } = this.#attempt
        resolve(endCause({ closeCode, reason: reason.toString('utf8'), protocolErrorCode: this.#protocolErrorCode, rawErrorCode }))
      })
    })
  }

  opened(handshake: Handshake): this {
    this.handshake = handshake
    return this
  }

  get paused(): boolean {
    return this.#webSocket.isPaused
  }

  async read(): Promise<readonly Frame[]> {
    if (this.#inbox.length === 0 && !this.#over)
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    this.#wake = null
    const frames = this.#inbox
    this.#inbox = []
    this.#inboxBytes = 0
    this.#resume()
    return frames
  }

  write(messages: readonly EncodedMessage[], told: (index: number, error: Error | null) => void): Promise<void> {
    return new Promise((resolve) => {
      let untold = messages.length
      this.#attempt.raw?.cork()
      messages.forEach(({ bytes, binary }, index) =>
        this.#webSocket.send(bytes, { binary }, (error) => {
          told(index, error ?? this.#cutBeforeTaken())
          untold -= 1
          if (untold === 0) resolve()
        }),
      )
      this.#attempt.raw?.uncork()
    })
  }

  /** Node calls back without an error for a write that was pending when the socket was destroyed. */
  #cutBeforeTaken(): Error | null {
    return this.#attempt.raw?.destroyed === true ? new Error('The socket was cut before it took the message') : null
  }

  ping(payload: Uint8Array): void {
    this.#webSocket.ping(payload)
  }

  close(code: number, reason: string): void {
    this.#webSocket.close(code, reason)
  }

  terminate(): void {
    this.#webSocket.terminate()
    // A paused receiver would hold back the close event until somebody reads.
    if (this.#webSocket.isPaused) this.#webSocket.resume()
  }

  #receive(kind: Frame['kind'], data: Uint8Array): void {
    this.#inbox.push({ kind, data })
    this.#inboxBytes += data.byteLength
    if (!this.#waitsForTurn) this.#waitsForTurn = !this.#turn.admits(data.byteLength, this.#takeTurn)
    if (this.#waitsForTurn || this.#inboxBytes > limits.inboxBytes) this.#webSocket.pause()
    this.#wake?.()
  }

  readonly #takeTurn = (): void => {
    this.#waitsForTurn = false
    this.#resume()
  }

  #resume(): void {
    if (this.#webSocket.isPaused && !this.#waitsForTurn && this.#inboxBytes <= limits.inboxBytes) this.#webSocket.resume()
  }
}

/** The close frame's body as it was on the wire: two bytes of code, then the reason; empty for 1005 (RFC 6455 §5.5.1, §7.1.5). */
function closeBody(code: number, reason: Uint8Array): Uint8Array {
  if (code === 1005) return new Uint8Array()
  const body = Buffer.allocUnsafe(2 + reason.byteLength)
  body.writeUInt16BE(code)
  body.set(reason, 2)
  return body
}
