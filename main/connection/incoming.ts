/** Incoming: reads just the bytes of a proxy's answer from a line, and gives back what follows to whoever comes next. */
import { cause, Fault } from '../lib/fault'
import { heard, type Line } from './line'

export class Incoming {
  readonly #line: Line
  readonly #signal: AbortSignal
  /** Read and not asked for yet: Node would call a stream readable again and again for bytes that are left in it. */
  #kept: Buffer = Buffer.alloc(0)

  constructor(line: Line, signal: AbortSignal) {
    this.#line = line
    this.#signal = signal
  }

  /** Throws the Fault `proxy-closed` if the line ends before. */
  async bytes(count: number): Promise<Buffer> {
    while (this.#kept.byteLength < count) await this.#more()
    return this.#take(count)
  }

  /** Up to an empty line, without it; null if it is longer than `limit` bytes, or no text that begins with `start`. */
  async head(start: string, limit: number): Promise<string | null> {
    for (;;) {
      const end = this.#kept.indexOf('\r\n\r\n')
      const begins = this.#kept.toString('latin1', 0, start.length)
      if (!start.startsWith(begins) || this.#kept.byteLength > limit) return null
      if (end !== -1) return this.#take(end + 4).toString('latin1', 0, end)
      await this.#more()
    }
  }

  /** To be called when the answer is over. */
  giveBack(): void {
    if (this.#kept.byteLength > 0) this.#line.raw.unshift(this.#kept)
    this.#kept = Buffer.alloc(0)
  }

  #take(count: number): Buffer {
    const taken = this.#kept.subarray(0, count)
    this.#kept = this.#kept.subarray(count)
    return taken
  }

  async #more(): Promise<void> {
    const { raw } = this.#line
    const got = raw.read() as Buffer | null
    if (got !== null) {
      this.#kept = Buffer.concat([this.#kept, got])
      return
    }
    const closed = () => new Fault(cause('proxy', 'proxy-closed', { code: this.#line.errorCode }))
    if (raw.readableEnded || raw.destroyed) throw closed()
    await heard<void>(this.#signal, (resolve, reject) => {
      const onEnd = () => reject(closed())
      raw.once('readable', resolve).once('end', onEnd).once('close', onEnd)
      return () => raw.off('readable', resolve).off('end', onEnd).off('close', onEnd)
    })
  }
}
