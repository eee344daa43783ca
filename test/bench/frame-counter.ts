/** Counts the frames of a client, which are masked and small, without looking at what messages say. */

const maskBytes = 4
const opcodes = { text: 1, close: 8, ping: 9 } as const

export interface Counted {
  messages: number
  /** Payloads of pings, unmasked. */
  pings: Buffer[]
  closed: boolean
}

export class FrameCounter {
  #rest: Buffer = Buffer.alloc(0)

  /** Throws RangeError for a frame of 126 bytes or more: no client of a benchmark sends one. */
  take(chunk: Buffer): Counted {
    const counted: Counted = { messages: 0, pings: [], closed: false }
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    let at = 0
    while (at + 2 <= bytes.length) {
      const opcode = (bytes[at] ?? 0) & 0x0f
      const length = (bytes[at + 1] ?? 0) & 0x7f
      if (length > 125) throw new RangeError('A client sent a large frame')
      const end = at + 2 + maskBytes + length
      if (end > bytes.length) break
      if (opcode === opcodes.text) counted.messages += 1
      else if (opcode === opcodes.ping) counted.pings.push(unmasked(bytes.subarray(at + 2, end)))
      else if (opcode === opcodes.close) counted.closed = true
      at = end
    }
    this.#rest = bytes.subarray(at)
    return counted
  }
}

/** `body`: the mask, then the masked payload. */
function unmasked(body: Buffer): Buffer {
  return Buffer.from(body.subarray(maskBytes).map((byte, i) => byte ^ (body[i % maskBytes] ?? 0)))
}
