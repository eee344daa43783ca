/** Counts a connection's messages and remembers the head of the newest one for the deck. */
import type { ConnectionCounters, LastMessage } from '../../shared/connection'
import type { EncodedMessage } from '../../shared/payload'
import type { Frame } from './wire'

/** Bytes of the newest message that are kept; copied, since a view would pin the whole block that the socket delivered. */
const headBytes = 160

interface Head {
  direction: 'in' | 'out'
  at: number
  binary: boolean
  bytes: Buffer
  size: number
}

export class LastSeen {
  #head: Head | null = null

  /** Decoded only when it is asked for: a snapshot, not a message, costs the decoding. */
  get message(): LastMessage | null {
    if (this.#head === null) return null
    const { direction, at, binary, bytes, size } = this.#head
    const preview = binary ? (bytes.subarray(0, 32).toString('hex').match(/../g) ?? []).join(' ') : bytes.toString('utf8').replace(/\uFFFD+$/, '')
    return { direction, at, preview, size }
  }

  received(frames: readonly Frame[], at: number, counters: ConnectionCounters): void {
    let newest: Frame | null = null
    for (const frame of frames) {
      if (frame.kind !== 'text' && frame.kind !== 'binary') continue
      counters.messagesIn += 1
      counters.bytesIn += frame.data.byteLength
      newest = frame
    }
    if (newest !== null) this.#keep('in', at, newest.kind === 'binary', newest.data)
  }

  sent({ bytes, binary }: EncodedMessage, at: number, counters: ConnectionCounters): void {
    counters.messagesOut += 1
    counters.bytesOut += bytes.byteLength
    this.#keep('out', at, binary, bytes)
  }

  #keep(direction: 'in' | 'out', at: number, binary: boolean, data: Uint8Array): void {
    this.#head = { direction, at, binary, bytes: Buffer.from(data.subarray(0, headBytes)), size: data.byteLength }
  }
}
