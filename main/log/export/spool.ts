/** Spool: text of many writers that comes by turns, kept apart in one temporary file, so that memory does not grow with it. */
import { rmSync } from 'node:fs'
import { Output } from './output'
import { Sink } from './sink'

/** The more is put in order at once, the fewer places of the file one writer's text is at. */
const bufferBytes = 4 * 1024 * 1024

/** Whose text a spool takes at the moment, and where in its file the text is. */
export interface SpoolText {
  readonly offsets: number[]
  readonly lengths: number[]
}

export class Spool extends Sink {
  readonly #path: string
  readonly #name: string
  /** Null until something must be written. */
  #file: Output | null = null
  #writer: SpoolText | null = null
  /** Where in the buffer the writer's turn began. */
  #start = 0
  /** Places in the buffer by writer, as pairs of start and end. */
  readonly #turns = new Map<SpoolText, number[]>()

  /** `name` is the file that people know, for errors. Throws AppError file-unwritable, as all of its methods do. */
  constructor(path: string, name: string) {
    super(bufferBytes)
    this.#path = path
    this.#name = name
  }

  /** What comes from now on is text of `writer`. */
  turn(writer: SpoolText): void {
    this.#endTurn()
    this.#writer = writer
  }

  /** Writes all text of `writer` to `out`, in order. No more may come after the first call. */
  copy(writer: SpoolText, out: Output): void {
    if (this.length > 0) this.drain()
    const file = this.#file
    if (file === null) return
    file.flush()
    for (const [index, offset] of writer.offsets.entries()) out.copy(file, offset, writer.lengths[index] ?? 0)
  }

  /** Takes the file away. */
  close(): void {
    this.#file?.close()
    rmSync(this.#path, { force: true })
  }

  /** Puts the text of each writer together. */
  protected drain(): void {
    this.#endTurn()
    const file = (this.#file ??= new Output(this.#path, this.#name))
    for (const [{ offsets, lengths }, turns] of this.#turns) {
      const offset = file.bytes
      for (let index = 0; index < turns.length; index += 2) file.add(this.buffer.subarray(turns[index], turns[index + 1]))
      offsets.push(offset)
      lengths.push(file.bytes - offset)
    }
    this.#turns.clear()
    this.length = 0
    this.#start = 0
  }

  #endTurn(): void {
    const start = this.#start
    this.#start = this.length
    if (this.#writer === null || start === this.length) return
    const turns = this.#turns.get(this.#writer)
    if (turns === undefined) this.#turns.set(this.#writer, [start, this.length])
    else turns.push(start, this.length)
  }
}
