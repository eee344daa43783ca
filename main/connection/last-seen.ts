/** Counts a connection's messages and control frames, and remembers the head of the newest one for the deck. */
import type { ConnectionCounters, LastMessage } from '../../shared/connection'
import type { Veil } from './veil'
import type { Carrier, Frame } from './wire'

/** Bytes of the newest message that are kept; copied, since a view would pin the whole block that the socket delivered. */
const headBytes = 160

export class LastSeen {
  #direction: 'in' | 'out' = 'in'
  #at = 0
  #binary = false
  #size = 0
  /** Memory of its own, used again and again: one of Node's shared slabs would be kept whole for it. */
  #head: Buffer | null = null
  readonly #veil: Veil

  constructor(veil: Veil) {
    this.#veil = veil
  }

  /** Decoded only when it is asked for: a snapshot, not a message, costs the decoding. */
  get message(): LastMessage | null {
    if (this.#head === null) return null
    const bytes = this.#head.subarray(0, Math.min(this.#size, headBytes))
    const preview = this.#binary ? (bytes.subarray(0, 32).toString('hex').match(/../g) ?? []).join(' ') : bytes.toString('utf8').replace(/\uFFFD+$/, '')
    return { direction: this.#direction, at: this.#at, preview, size: this.#size }
  }

  received(frames: readonly Frame[], at: number, counters: ConnectionCounters): void {
    let newest: Frame | null = null
    let count = 0
    let bytes = 0
    for (const frame of frames) {
      if (frame.kind !== 'text' && frame.kind !== 'binary') {
        if (frame.kind !== 'close') counters[frame.direction === 'in' ? 'controlIn' : 'controlOut'] += 1
        continue
      }
      count += 1
      bytes += frame.data.byteLength
      newest = frame
    }
    if (newest === null) return
    counters.messagesIn += count
    counters.bytesIn += bytes
    this.#direction = 'in'
    this.#keep(at, newest.kind === 'binary', newest.data)
  }

  /** At least one. */
  sent(sent: readonly Carrier[], at: number, counters: ConnectionCounters): void {
    counters.messagesOut += sent.length
    for (const { message } of sent) counters.bytesOut += message.bytes.byteLength
    const newest = sent.at(-1)
    if (newest === undefined) return
    this.#direction = 'out'
    this.#keep(at, newest.message.binary, newest.message.bytes)
  }

  #keep(at: number, binary: boolean, whole: Uint8Array): void {
    // Before it is cut, or the first half of a secret would stay.
    const data = this.#veil.bytes(whole)
    this.#at = at
    this.#binary = binary
    this.#size = data.byteLength
    this.#head ??= Buffer.allocUnsafeSlow(headBytes)
    this.#head.set(data.byteLength > headBytes ? data.subarray(0, headBytes) : data)
  }
}
