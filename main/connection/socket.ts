/** The only user of the `ws` client: dials under one wall-clock deadline and wraps an open WebSocket as a Socket. */
import type { IncomingMessage } from 'node:http'
import WebSocket, { type RawData } from 'ws'
import type { Cause } from '../../shared/connection'
import { limits } from '../../shared/limits'
import type { EncodedMessage } from '../../shared/payload'
import type { Profile } from '../../shared/profile'
import { abortError, type Clock } from '../lib/clock'
import { Attempt } from './attempt'
import { cause, dialCause, endCause, errorCode, retryAfterMs } from './cause'
import { DialError, type Dial, type Frame, type Handshake, type Socket } from './wire'

/** How much of a refused upgrade's body is kept. */
const bodyBytes = 64 * 1024

/**
 * Makes a Dial whose `profile.deadlineMs` bounds DNS, TCP, TLS and HTTP together in wall-clock time: the
 * `handshakeTimeout` of `ws` is only an idle timer, which a dripping server never lets fire.
 */
export function dialWith(clock: Clock): Dial {
  return (profile, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(abortError(signal))
      const attempt = new Attempt(new URL(profile.url), clock)
      const webSocket = new WebSocket(profile.url, profile.protocols, clientOptions(profile, attempt))
      // Listens from the start: the first frame may come in the same packet as the handshake's answer.
      const socket = new OpenSocket(webSocket, attempt, clock)
      let response: IncomingMessage | null = null
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
      const takeBack = clock.after(profile.deadlineMs, () => giveUp(new DialError(cause(attempt.phase, 'deadline'))))
      signal.addEventListener('abort', onAbort, { once: true })

      webSocket.once('upgrade', (answer: IncomingMessage) => {
        attempt.reach('http', 'websocket')
        response = answer
      })
      webSocket.once('open', () => settle(() => resolve(socket.opened(handshakeOf(webSocket, attempt, response)))))
      webSocket.on('error', (error) => giveUp(new DialError(dialCause(error, sighting(attempt, profile, response)), '', { cause: error })))
      webSocket.once('unexpected-response', (_request, answer: IncomingMessage) => {
        void bodyOf(answer).then((body) => giveUp(new DialError(refusal(answer, clock), body)))
      })
    })
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
    // Its types know neither a repeated header nor that `createConnection` is called in one way only.
  } as unknown as WebSocket.ClientOptions
}

/** A name used twice is sent twice; a name used once stays a string, since Node treats Host and its like only so. */
function headersOf(profile: Profile): Record<string, string | string[]> {
  const headers = new Map<string, string[]>()
  for (const { name, value, enabled } of profile.headers) if (enabled) headers.set(name, [...(headers.get(name) ?? []), value])
  return Object.fromEntries([...headers].map(([name, values]) => [name, values.length > 1 ? values : (values[0] ?? '')]))
}

function sighting(attempt: Attempt, profile: Profile, response: IncomingMessage | null) {
  const answered = response?.headers['sec-websocket-protocol']
  const asked = profile.protocols
  const mismatch = response?.statusCode === 101 && (answered === undefined ? asked.length > 0 : !asked.includes(answered))
  return { phase: attempt.phase, rawErrorCode: attempt.rawErrorCode, protocolMismatch: mismatch }
}

function refusal(answer: IncomingMessage, clock: Clock): Cause {
  return cause('http', 'http-status', {
    httpStatus: answer.statusCode ?? null,
    reason: answer.statusMessage ?? '',
    retryAfterMs: retryAfterMs(answer.headers['retry-after'], clock.now()),
  })
}

/** The first bytes of a refused upgrade's body as text; a body that never ends is bounded by the dial's deadline. */
async function bodyOf(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  try {
    for await (const part of answer as AsyncIterable<Buffer>) {
      parts.push(part)
      size += part.byteLength
      if (size >= bodyBytes) break
    }
  } catch (error) {
    // A body that breaks off is still worth showing as far as it came.
    if (errorCode(error) === null) throw error
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
  readonly #clock: Clock
  #inbox: Frame[] = []
  #inboxBytes = 0
  #over = false
  #wake: (() => void) | null = null
  #protocolErrorCode: string | null = null

  constructor(webSocket: WebSocket, attempt: Attempt, clock: Clock) {
    this.#webSocket = webSocket
    this.#attempt = attempt
    this.#clock = clock
    webSocket.on('message', (data: RawData, binary: boolean) => this.#receive(binary ? 'binary' : 'text', data as Buffer))
    webSocket.on('ping', (data: Buffer) => this.#receive('ping', data))
    webSocket.on('pong', (data: Buffer) => this.#receive('pong', data))
    webSocket.on('error', (error) => {
      const code = errorCode(error)
      if (code?.startsWith('WS_ERR_')) this.#protocolErrorCode ??= code
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
    if (this.#webSocket.isPaused) this.#webSocket.resume()
    return frames
  }

  write(messages: readonly EncodedMessage[], told: (index: number, error: Error | null) => void): Promise<void> {
    return new Promise((resolve) => {
      let untold = messages.length
      this.#attempt.raw?.cork()
      messages.forEach(({ bytes, binary }, index) =>
        this.#webSocket.send(bytes, { binary }, (error) => {
          told(index, error ?? null)
          untold -= 1
          if (untold === 0) resolve()
        }),
      )
      this.#attempt.raw?.uncork()
    })
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
    this.#inbox.push({ kind, data, at: this.#clock.now() })
    this.#inboxBytes += data.byteLength
    if (this.#inboxBytes > limits.inboxBytes && !this.#webSocket.isPaused) this.#webSocket.pause()
    this.#wake?.()
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
