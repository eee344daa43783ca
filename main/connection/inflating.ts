/** Inflating: bounds what all sockets together may have inflated at once (permessage-deflate, RFC 7692): a few KiB can become a thousand times as much. */
import { limits } from '../../shared/limits'

type Inflate = (data: Uint8Array, fin: boolean, callback: (error: Error | null, result?: Uint8Array) => void) => void

/** Fields of ws 8; where a later version has them no longer, only its own bound on messages at a time holds. */
interface Inside {
  _receiver?: { _maxPayload?: number; _extensions?: Record<string, { decompress?: Inflate } | undefined> } | null
}

/** What deflate can make of a byte at most (RFC 1951: a match of 258 bytes takes two bits). */
const mostRatio = 1_032

/** Those that could be too much together wait for each other, in their order; a small message could not, and seldom waits. */
export class Inflating {
  readonly #most: number
  #bytes = 0
  readonly #waiting: { bytes: number; begin: () => void }[] = []

  constructor(most: number = limits.inflateBytes) {
    this.#most = most
  }

  /** From now on what this open socket inflates counts, message by message. */
  watch(webSocket: object): void {
    const { _receiver: receiver } = webSocket as Inside
    const most = receiver?._maxPayload ?? Infinity
    const extension = receiver?._extensions?.['permessage-deflate']
    const inflate = extension?.decompress?.bind(extension)
    if (extension === undefined || inflate === undefined) return
    extension.decompress = (data, fin, callback) => {
      const bytes = Math.min(most, data.byteLength * mostRatio)
      this.#when(bytes, () => inflate(data, fin, (error, result) => {
        this.#over(bytes)
        callback(error, result)
      }))
    }
  }

  #when(bytes: number, begin: () => void): void {
    if (this.#waiting.length > 0 || !this.#fits(bytes)) this.#waiting.push({ bytes, begin })
    else this.#begin(bytes, begin)
  }

  /** One that is too much by itself has its turn when nobody else is at it. */
  #fits(bytes: number): boolean {
    return this.#bytes === 0 || this.#bytes + bytes <= this.#most
  }

  #begin(bytes: number, begin: () => void): void {
    this.#bytes += bytes
    begin()
  }

  #over(bytes: number): void {
    this.#bytes -= bytes
    for (let next = this.#waiting[0]; next !== undefined && this.#fits(next.bytes); next = this.#waiting[0]) {
      this.#waiting.shift()
      this.#begin(next.bytes, next.begin)
    }
  }
}
