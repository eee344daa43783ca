/** Inflation: what one compressed frame becomes (permessage-deflate, RFC 7692 §7.2.2), a step at a time. */
import { constants, createInflateRaw, type InflateRaw } from 'node:zlib'
import { slabBytes, type Slabs } from './slabs'

/** What a frame's sender has left away (RFC 7692 §7.2.1). */
const tail = Uint8Array.of(0x00, 0x00, 0xff, 0xff)
/** Bytes read in a step: 16 KiB that become nothing, block after block, take a millisecond or two. */
const stepBytes = 16 * 1024
/** What a byte read costs in bytes written: the same hostile blocks are why it counts. */
const readCost = 8

/** Fields of Node's zlib: its streams allocate for each 16 KiB, and nothing of that could be used again. */
interface Inside {
  _handle?: { writeSync?: Write } | null
  /** After a write: bytes of the output that are left, and of the input. */
  _writeState?: Uint32Array
}
type Write = (...about: [flush: number, input: Uint8Array, at: number, bytes: number, output: Uint8Array, outputAt: number, outputBytes: number]) => void

/** null where this Node has no such fields. */
export function newInflate(windowBits: number): InflateRaw | null {
  // Its own memory for output is never used.
  const inflate = createInflateRaw({ windowBits, chunkSize: constants.Z_MIN_CHUNK })
  const { _handle: handle, _writeState: state } = inflate as Inside
  // It is told a tick later, too; `errored` has it at once.
  inflate.on('error', () => inflate.close())
  if (typeof handle?.writeSync === 'function' && state !== undefined) return inflate
  inflate.close()
  return null
}

export interface InflationAbout {
  inflate: InflateRaw
  data: Uint8Array
  /** The message's last frame. */
  fin: boolean
  /** Bytes that it may become. */
  most: number
}

export type Inflated =
  | { kind: 'more' | 'too-big' | 'gone' }
  | { kind: 'bad'; error: Error }
  /** `ended`: so has the whole stream (a final block); the next message begins another. */
  | { kind: 'done'; bytes: Buffer; ended: boolean }

export class Inflation {
  /** What the last step cost, in bytes written. */
  cost = 0
  readonly #about: InflationAbout
  readonly #slabs: Slabs
  #filled: Uint8Array[] = []
  /** Bytes of the last slab that are free. */
  #free = 0
  #total = 0
  #parts: readonly Uint8Array[]
  #at = 0

  constructor(about: InflationAbout, slabs: Slabs) {
    this.#about = about
    this.#slabs = slabs
    this.#parts = about.fin ? [about.data, tail] : [about.data]
  }

  /** Not to be called again once it is over. */
  step(): Inflated {
    const { inflate, most } = this.#about
    const { _handle: handle, _writeState: state } = inflate as Inside
    if (handle?.writeSync === undefined || state === undefined) return this.#over({ kind: 'gone' })
    const [part = tail] = this.#parts
    const bytes = Math.min(stepBytes, part.byteLength - this.#at)
    const output = this.#output()
    const before = this.#free
    handle.writeSync(constants.Z_SYNC_FLUSH, part, this.#at, bytes, output, slabBytes - before, before)
    if (inflate.errored) return this.#over({ kind: 'bad', error: inflate.errored })
    const [free = 0, left = 0] = state
    this.#free = free
    this.#total += before - free
    this.#at += bytes - left
    this.cost = before - free + (bytes - left) * readCost
    if (this.#total > most) return this.#over({ kind: 'too-big' })
    // With room left it would have gone on, had there been more of the stream.
    const ended = left > 0 && free > 0
    if (!ended && (free === 0 || !this.#read())) return { kind: 'more' }
    return this.#over({ kind: 'done', bytes: this.#joined(), ended })
  }

  #output(): Uint8Array {
    const last = this.#free > 0 ? this.#filled.at(-1) : undefined
    if (last !== undefined) return last
    const slab = this.#slabs.take()
    this.#filled.push(slab)
    this.#free = slabBytes
    return slab
  }

  /** True when all is read. */
  #read(): boolean {
    const [part] = this.#parts
    if (part !== undefined && this.#at >= part.byteLength) {
      this.#parts = this.#parts.slice(1)
      this.#at = 0
    }
    return this.#parts.length === 0
  }

  #joined(): Buffer {
    const bytes = Buffer.allocUnsafe(this.#total)
    for (const [i, slab] of this.#filled.entries()) bytes.set(slab.subarray(0, this.#total - i * slabBytes), i * slabBytes)
    return bytes
  }

  #over(inflated: Inflated): Inflated {
    this.#slabs.giveBack(this.#filled)
    this.#filled = []
    return inflated
  }
}
