/** An open WebSocket as a Socket: batches what arrives, bounds what waits, and tells the fate of what is written. */
import type { Socket as TcpSocket } from 'node:net'
import type WebSocket from 'ws'
import type { RawData } from 'ws'
import type { Cause } from '../../shared/connection'
import { limits } from '../../shared/limits'
import { codeOf } from '../lib/errno'
import { cause } from '../lib/fault'
import { stopInBlocks } from './blocks'
import { endCause, violationCause, violationCloseCode } from './cause'
import { closeBody, onCloseFrame, sentCloseFrame } from './conclude'
import { maskedFrames } from './masked'
import { arrivedDeflated, leavesDeflated } from './deflated'
import { Fragments, type Fragment } from './fragments'
import { hearLastWords } from './last-words'
import type { Line } from './line'
import { tellOffence, type Offence } from './offence'
import { Pongs } from './pongs'
import type { Reading, ReadTurn } from './read-turn'
import { tornWords } from './torn'
import type { Carrier, Frame, Handshake, Socket, TellFate, WriteFate } from './wire'

const openState = 1 satisfies typeof WebSocket.OPEN

/** Of Node's sockets: what the system has not taken of the write that is under way; without it one is only seen to be taken as a whole. */
interface Inside {
  _handle?: { writeQueueSize?: number } | null
}

/** What a profile says of an open socket. */
export interface OpenSocketOptions {
  /** Answer the peer's pings. */
  autoPong: boolean
  /** Smaller messages go out uncompressed; `ws` heeds that only where the window is not kept. */
  thresholdBytes: number
}

export class OpenSocket implements Socket {
  handshake: Handshake = { protocol: '', extensions: '', status: 0, headers: [], address: '', timing: {} }
  readonly ended: Promise<Cause>
  readonly concluding: Promise<Cause>
  valve: Socket['valve'] = { isShut: false, shuts: 0 }
  readonly #webSocket: WebSocket
  readonly #line: Line
  readonly #options: OpenSocketOptions
  readonly #turn: ReadTurn
  #inbox: Frame[] = []
  /** What the last read gave out: the next inbox. */
  #lent: Frame[] = []
  #inboxBytes = 0
  #isOpen = false
  #over = false
  #wake: (() => void) | null = null
  /** Its turn of the event loop is used up, or all sockets are held. */
  #waitsForTurn = false
  #pauses = 0
  readonly #pongs = new Pongs((data, told) => this.#pong(data, told))
  #pendingPings = 0
  readonly #fragments = new Fragments((part, about, tell) => this.#send(part, about, tell))
  #closeSent = false
  #closeHeard = false
  #conclusion: Cause | null = null
  #conclude: (why: Cause) => void = () => undefined
  /** Why this side cut the connection, or what the server broke. */
  #broken: Cause | null = null
  #offence: Offence | null = null
  readonly #reading: Reading = {
    pause: () => {
      this.#waitsForTurn = true
      this.#pause()
    },
    resume: () => {
      this.#waitsForTurn = false
      this.#resume()
    },
  }

  constructor(webSocket: WebSocket, line: Line, turn: ReadTurn, options: OpenSocketOptions) {
    this.#webSocket = webSocket
    this.#line = line
    this.#options = options
    this.#turn = turn
    // Before anybody who waits for the open can know: the first frame may be the next thing that happens.
    webSocket.once('open', () => {
      this.#isOpen = true
      tellOffence(webSocket, (offence) => this.#offended(offence))
      onCloseFrame(webSocket, (code, reason) => this.#peerCloses(code, reason))
      line.raw.once('end', () => this.#halfClosed())
      hearLastWords(line.raw)
      turn.inflating.watch(webSocket)
      this.valve = stopInBlocks(webSocket, { raw: line.raw, turn, reading: this.#reading })
    })
    webSocket.on('message', (data: RawData, binary: boolean) => this.#receive(binary ? 'binary' : 'text', data as Buffer, arrivedDeflated(webSocket)))
    webSocket.on('ping', (data: Buffer) => this.#pinged(data))
    webSocket.on('pong', (data: Buffer) => this.#receive('pong', data))
    webSocket.on('error', (error) => this.#failed(error))
    this.concluding = new Promise((resolve) => {
      this.#conclude = resolve
    })
    this.ended = new Promise((resolve) => {
      webSocket.once('close', (closeCode: number, reason: Buffer) => resolve(this.#closed(closeCode, reason)))
    })
  }

  opened(handshake: Handshake): this {
    this.handshake = handshake
    if (!this.#over) this.#turn.join(this.#reading)
    return this
  }

  get paused(): boolean {
    return this.#webSocket.isPaused
  }

  get conclusion(): Cause | null {
    return this.#conclusion
  }

  get pauses(): number {
    return this.#pauses
  }

  async read(): Promise<readonly Frame[]> {
    this.#lent.length = 0
    if (this.#inbox.length === 0 && !this.#over)
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    const frames = this.#inbox
    this.#inbox = this.#lent
    this.#lent = frames
    this.#inboxBytes = 0
    this.#resume()
    return frames
  }

  write<T extends Carrier>(batch: readonly T[], told: TellFate<T>): void {
    const { raw } = this.#line
    if (this.#webSocket.readyState !== openState) return told(batch, 'unwritten', false)
    const large = batch.some(({ message }) => message.bytes.byteLength > limits.corkBytes)
    // Without an extension `ws` holds nothing back, so whole frames beside its own control frames keep their order.
    if (this.handshake.extensions === '' && !large) raw.write(maskedFrames(batch), (error) => told(batch, this.#fateOf(error), false))
    else this.#writeEach(raw, batch, told)
  }

  get unsentBytes(): number {
    return this.#webSocket.bufferedAmount + this.#fragments.bytesToCome
  }

  get takenMark(): number {
    const { raw } = this.#line
    return raw.bytesWritten - raw.writableLength - ((raw as Inside)._handle?.writeQueueSize ?? 0)
  }

  ping(payload: Uint8Array): boolean {
    if (this.#pendingPings >= limits.pendingPongs) return false
    this.#pendingPings += 1
    this.#webSocket.ping(payload, true, () => {
      this.#pendingPings -= 1
    })
    return true
  }

  close(code: number, reason: string): void {
    this.#closeSent = true
    this.#webSocket.close(code, reason)
  }

  terminate(): void {
    this.#webSocket.terminate()
  }

  #writeEach<T extends Carrier>(raw: TcpSocket, batch: readonly T[], told: TellFate<T>): void {
    raw.cork()
    for (const item of batch) {
      const { bytes, binary } = item.message
      const compress = bytes.byteLength >= this.#options.thresholdBytes
      const tell = (fate: WriteFate) => told([item], fate, leavesDeflated(this.#webSocket))
      if (bytes.byteLength > limits.corkBytes) void this.#fragments.send(bytes, { binary, compress }).then(tell)
      else this.#send(bytes, { binary, compress, fin: true }, (fate, compressed) => told([item], fate, compressed))
    }
    raw.uncork()
  }

  #send(part: Uint8Array, options: Fragment, tell: (fate: WriteFate, compressed: boolean) => void): void {
    if (this.#webSocket.readyState !== openState) return tell('unwritten', false)
    let compressed = false
    this.#webSocket.send(part, options, (error) => tell(this.#fateOf(error), compressed))
    compressed = leavesDeflated(this.#webSocket)
  }

  /** Node calls back without an error for a write that was pending when the socket was destroyed. */
  #fateOf(error: Error | null | undefined): WriteFate {
    return error || this.#line.raw.destroyed ? 'unknown' : 'taken'
  }

  /** What still comes when it is paused goes to the log all the same. */
  #receive(kind: Frame['kind'], data: Uint8Array, compressed = false): void {
    this.#pass(kind, 'in', data, compressed)
    if (!this.#waitsForTurn) this.#turn.spend(data.byteLength, this.#reading)
    if (this.#inboxBytes > limits.inboxBytes) this.#pause()
  }

  #pass(kind: Frame['kind'], direction: Frame['direction'], data: Uint8Array, compressed = false): void {
    this.#inbox.push({ kind, direction, data, compressed })
    this.#inboxBytes += data.byteLength
    this.#rouse()
  }

  /** Once for each wait: to resolve a promise again for each message would cost as much as the message. */
  #rouse(): void {
    const wake = this.#wake
    this.#wake = null
    wake?.()
  }

  #pause(): void {
    // After the last frame `ws` only waits for the end of TCP, and where it is paused then it does not go on any more.
    if (this.#webSocket.isPaused || this.#conclusion !== null) return
    this.#pauses += 1
    this.#webSocket.pause()
  }

  #resume(): void {
    if (this.#webSocket.isPaused && !this.#waitsForTurn && this.#inboxBytes <= limits.inboxBytes) this.#webSocket.resume()
  }

  /** Answers a ping (RFC 6455 §5.5.2); a peer that goes on with them and takes no pong is cut. */
  #pinged(data: Buffer): void {
    this.#receive('ping', data)
    if (!this.#options.autoPong || this.#webSocket.readyState !== openState || this.#pongs.answer(data)) return
    this.#broken ??= cause('open', 'ping-flood')
    this.terminate()
  }

  #pong(data: Uint8Array, told: (taken: boolean) => void): void {
    if (this.#webSocket.readyState !== openState) return told(false)
    this.#webSocket.pong(data, true, (error) => {
      const taken = !error && !this.#line.raw.destroyed
      if (taken) this.#pass('pong', 'out', data)
      told(taken)
    })
  }

  /** What breaks a rule inside is in the log as it came, before the close frame that answers it. */
  #offended(offence: Offence): void {
    this.#offence = offence
    if (offence.came !== null) this.#receive(offence.came.kind, offence.came.data)
  }

  /** What is not the raw socket's own failure is a rule that the server broke; `ws` has answered with a close frame. */
  #failed(error: Error): void {
    if ('syscall' in error) return
    const code = codeOf(error)
    this.#broken ??= violationCause(code, this.#offence?.about)
    if (!this.#isOpen) return
    this.#answered(closeBody(violationCloseCode(code)))
    this.#concludes(this.#broken)
  }

  #peerCloses(code: number, reason: Uint8Array): void {
    this.#closeHeard = true
    const body = closeBody(code, reason)
    this.#pass('close', 'in', body)
    // `ws` answers a close frame with the same code and reason (RFC 6455 §5.5.1).
    this.#answered(body)
    this.#concludes(endCause({ closeCode: code, reason: Buffer.from(reason).toString('utf8'), line: this.#line }))
  }

  /** The close frame that `ws` has just written, unless this side has begun with one: in the log when the system has taken it. */
  #answered(body: Uint8Array): void {
    const { raw } = this.#line
    if (this.#closeSent || !raw.writable) return
    this.#closeSent = true
    // Whether this write fails says nothing of it: a peer that resets as soon as it has the frame may be quicker.
    raw.write('', () => {
      if (!raw.destroyed && sentCloseFrame(this.#webSocket)) this.#pass('close', 'out', body)
    })
  }

  /** FIN: `ws` ends this side as well, but only when the peer has taken what waits, for which it has no limit. */
  #halfClosed(): void {
    if (this.#line.raw.writableLength > 0) this.#concludes(this.#broken ?? endCause({ closeCode: 1006, reason: '', line: this.#line }))
  }

  #concludes(why: Cause): void {
    this.#conclusion ??= why
    this.#conclude(this.#conclusion)
  }

  #closed(closeCode: number, reason: Buffer): Cause {
    if (closeCode !== 1006 && !this.#closeHeard) this.#peerCloses(closeCode, reason)
    this.#over = true
    this.#turn.leave(this.#reading)
    this.#rouse()
    const said = closeCode === 1006 ? tornWords(this.#webSocket) : reason.toString('utf8')
    return this.#broken ?? endCause({ closeCode, reason: said, line: this.#line })
  }
}
