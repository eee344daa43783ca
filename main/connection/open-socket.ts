/** An open WebSocket as a Socket: batches what arrives, bounds what waits, and tells the fate of what is written. */
import type WebSocket from 'ws'
import type { RawData } from 'ws'
import type { Cause } from '../../shared/connection'
import { limits } from '../../shared/limits'
import type { EncodedMessage } from '../../shared/payload'
import { codeOf } from '../lib/errno'
import type { Attempt } from './attempt'
import { cause, endCause, violationCause, violationCloseCode } from './cause'
import type { ReadTurn } from './read-turn'
import type { Frame, Handshake, Socket, WriteFate } from './wire'

const openState = 1 satisfies typeof WebSocket.OPEN

export class OpenSocket implements Socket {
  handshake: Handshake = { protocol: '', extensions: '', status: 0, headers: [], address: '', timing: {} }
  readonly ended: Promise<Cause>
  readonly #webSocket: WebSocket
  readonly #attempt: Attempt
  readonly #turn: ReadTurn
  #inbox: Frame[] = []
  #inboxBytes = 0
  #over = false
  #wake: (() => void) | null = null
  /** Its turn of the event loop is used up. */
  #waitsForTurn = false
  #pendingPongs = 0
  #closeSent = false
  /** Why this side cut the connection, or what the server broke. */
  #broken: Cause | null = null

  constructor(webSocket: WebSocket, attempt: Attempt, turn: ReadTurn) {
    this.#webSocket = webSocket
    this.#attempt = attempt
    this.#turn = turn
    webSocket.on('message', (data: RawData, binary: boolean) => this.#receive(binary ? 'binary' : 'text', data as Buffer))
    webSocket.on('ping', (data: Buffer) => this.#pinged(data))
    webSocket.on('pong', (data: Buffer) => this.#receive('pong', data))
    webSocket.on('error', (error) => this.#failed(error))
    this.ended = new Promise((resolve) => {
      webSocket.once('close', (closeCode: number, reason: Buffer) => resolve(this.#closed(closeCode, reason)))
    })
  }

  opened(handshake: Handshake): this {
    this.handshake = handshake
    this.#attempt.phase = 'open'
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

  write(messages: readonly EncodedMessage[], told: (index: number, fate: WriteFate) => void): Promise<void> {
    return new Promise((resolve) => {
      let untold = messages.length
      const tell = (index: number, fate: WriteFate) => {
        told(index, fate)
        untold -= 1
        if (untold === 0) resolve()
      }
      this.#attempt.raw?.cork()
      messages.forEach((message, index) => {
        if (message.bytes.byteLength > limits.corkBytes) void this.#sendInFragments(message).then((fate) => tell(index, fate))
        else this.#send(message.bytes, { binary: message.binary, fin: true }, (fate) => tell(index, fate))
      })
      this.#attempt.raw?.uncork()
    })
  }

  ping(payload: Uint8Array): void {
    this.#webSocket.ping(payload)
  }

  close(code: number, reason: string): void {
    this.#closeSent = true
    this.#webSocket.close(code, reason)
  }

  terminate(): void {
    this.#webSocket.terminate()
    // A paused receiver would hold back the close event until somebody reads.
    if (this.#webSocket.isPaused) this.#webSocket.resume()
  }

  #send(part: Uint8Array, options: { binary: boolean; fin: boolean }, tell: (fate: WriteFate) => void): void {
    if (this.#webSocket.readyState !== openState) return tell('unwritten')
    this.#webSocket.send(part, options, (error) => {
      // Node calls back without an error for a write that was pending when the socket was destroyed.
      tell(error || this.#attempt.raw?.destroyed === true ? 'unknown' : 'taken')
    })
  }

  /**
   * Fragments of a large message (RFC 6455 §5.4), one after the other: masking copies what is written, and a copy of a
   * large message for each of a thousand sockets would be more memory than there is.
   */
  async #sendInFragments({ bytes, binary }: EncodedMessage): Promise<WriteFate> {
    for (let at = 0; ; at += limits.corkBytes) {
      const part = bytes.subarray(at, at + limits.corkBytes)
      const fin = at + part.byteLength === bytes.byteLength
      const fate = await new Promise<WriteFate>((resolve) => this.#send(part, { binary, fin }, resolve))
      if (fate === 'unwritten' && at > 0) return 'unknown'
      if (fate !== 'taken' || fin) return fate
    }
  }

  #receive(kind: Frame['kind'], data: Uint8Array): void {
    this.#pass(kind, 'in', data)
    if (!this.#waitsForTurn) this.#waitsForTurn = !this.#turn.admits(data.byteLength, this.#takeTurn)
    if (this.#waitsForTurn || this.#inboxBytes > limits.inboxBytes) this.#webSocket.pause()
  }

  #pass(kind: Frame['kind'], direction: Frame['direction'], data: Uint8Array): void {
    this.#inbox.push({ kind, direction, data })
    this.#inboxBytes += data.byteLength
    this.#wake?.()
  }

  readonly #takeTurn = (): void => {
    this.#waitsForTurn = false
    this.#resume()
  }

  #resume(): void {
    if (this.#webSocket.isPaused && !this.#waitsForTurn && this.#inboxBytes <= limits.inboxBytes) this.#webSocket.resume()
  }

  /** Answers a ping (RFC 6455 §5.5.2); a peer that sends them faster than it takes pongs is cut. */
  #pinged(data: Buffer): void {
    this.#receive('ping', data)
    if (this.#webSocket.readyState !== openState) return
    if (this.#pendingPongs >= limits.pendingPongs) {
      this.#broken ??= cause('open', 'ping-flood')
      return this.terminate()
    }
    this.#pendingPongs += 1
    this.#webSocket.pong(data, true, (error) => {
      this.#pendingPongs -= 1
      if (!error && this.#attempt.raw?.destroyed === false) this.#pass('pong', 'out', data)
    })
  }

  /** What is not the raw socket's own failure is a rule that the server broke; `ws` has answered with a close frame. */
  #failed(error: Error): void {
    if ('syscall' in error) return
    const code = codeOf(error)
    this.#broken ??= violationCause(code)
    if (this.#attempt.phase === 'open') this.#pass('close', 'out', closeBody(violationCloseCode(code), new Uint8Array()))
    this.#closeSent = true
  }

  #closed(closeCode: number, reason: Buffer): Cause {
    if (closeCode !== 1006) {
      const body = closeBody(closeCode, reason)
      this.#pass('close', 'in', body)
      // `ws` answers a close frame with the same code and reason (RFC 6455 §5.5.1).
      if (!this.#closeSent) this.#pass('close', 'out', body)
    }
    this.#over = true
    this.#wake?.()
    return this.#broken ?? endCause({ closeCode, reason: reason.toString('utf8'), rawErrorCode: this.#attempt.rawErrorCode })
  }
}

/** The close frame's body as it is on the wire: two bytes of code, then the reason; empty for 1005 (RFC 6455 §5.5.1, §7.1.5). */
function closeBody(code: number, reason: Uint8Array): Uint8Array {
  if (code === 1005) return new Uint8Array()
  const body = Buffer.allocUnsafe(2 + reason.byteLength)
  body.writeUInt16BE(code)
  body.set(reason, 2)
  return body
}
