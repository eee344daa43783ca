import type { Api } from '../api'
import type { LogRow } from '../../shared/entry'
import { AppError, isAbort } from '../../shared/errors'
import { limits } from '../../shared/limits'
import { t } from '../../shared/words/words'
import { formatBytes } from '../format/bytes'
import { Windows } from './windows.svelte'

/** Bytes of one window of a payload that is too large to be shown at once. */
export const windowBytes = 64 * 1024
/** A character of UTF-8 that begins at the end of a window reaches no further into the next one. */
const overlapBytes = 3
/** Windows kept: 3 MiB, many screens of them. */
const windowsKept = 48
/** Bytes copied at once: three times as many characters of hex. */
const copiedBytes = 4 * 1024 * 1024
/** Bytes read at once as JSON; more is for a file. */
export const wholeBytes = 16 * 1024 * 1024

/** The payload of one entry: at once up to 1 MiB, above it in windows as they are looked at. */
export class PayloadReader {
  row = $state.raw<LogRow | null>(null)
  /** All of a payload that is not large; the beginning of one that is. */
  bytes = $state.raw<Uint8Array>(new Uint8Array())
  problem = $state.raw<unknown>(null)
  readonly large = $derived(this.row !== null && this.row.size > limits.payloadWindowBytes)
  /** Something can be shown. */
  readonly ready = $derived(this.row !== null && (this.bytes.length > 0 || this.row.size === 0))
  /** By number; each holds `windowBytes`, and up to three bytes of the next. */
  readonly windows = new Windows((index) => this.read(index * windowBytes, windowBytes + overlapBytes), windowsKept)
  readonly #api: Api
  #captureId: string | null = null
  /** A reply for an entry that is no longer looked at is thrown away. */
  #turn = 0

  constructor(api: Api) {
    this.#api = api
  }

  /** Of the live capture, if `captureId` is null. */
  async open(row: LogRow, captureId: string | null): Promise<void> {
    if (row.seq === this.row?.seq && captureId === this.#captureId) return
    this.#turn += 1
    const turn = this.#turn
    this.row = row
    this.bytes = new Uint8Array()
    this.problem = null
    this.#captureId = captureId
    this.windows.clear()
    if (row.size === 0) return
    try {
      const bytes = await this.read(0, row.size <= limits.payloadWindowBytes ? row.size : windowBytes)
      if (turn === this.#turn) this.bytes = bytes
    } catch (error) {
      if (turn === this.#turn && !isAbort(error)) this.problem = error
    }
  }

  /** Up to 1 MiB of the payload, less at its end. */
  async read(offset: number, length: number): Promise<Uint8Array> {
    const { row } = this
    if (row === null) return new Uint8Array()
    return readWindow(this.#api, { row, captureId: this.#captureId }, offset, length)
  }

  /** Bytes `from` to `to` (exclusive), to be copied. Throws AppError message-too-large above `copiedBytes`. */
  async slice(from: number, to: number): Promise<Uint8Array> {
    if (!this.large) return this.bytes.subarray(from, to)
    if (to - from > copiedBytes) throw tooLarge(to - from, copiedBytes)
    const { row } = this
    return row === null ? new Uint8Array() : joined(await readParts(this.#api, { row, captureId: this.#captureId }, from, to))
  }

  /** The whole payload in parts of up to 1 MiB. Throws AppError message-too-large above `wholeBytes`. */
  async whole(): Promise<Uint8Array[]> {
    const { row } = this
    if (row === null) return []
    // A copy: what is shown must stay when the parts are handed to a worker.
    if (!this.large) return [this.bytes.slice()]
    return readWhole(this.#api, { row, captureId: this.#captureId })
  }
}

export interface PayloadPlace {
  row: LogRow
  captureId: string | null
}

/** Throws AppError message-too-large above `wholeBytes`. */
export async function readWhole(api: Api, place: PayloadPlace): Promise<Uint8Array[]> {
  if (place.row.size > wholeBytes) throw tooLarge(place.row.size, wholeBytes)
  return readParts(api, place, 0, place.row.size)
}

/** All parts are asked for at once: main reads one while another one crosses. */
async function readParts(api: Api, place: PayloadPlace, from: number, to: number): Promise<Uint8Array[]> {
  const step = limits.payloadWindowBytes
  const parts = Array.from({ length: Math.ceil((to - from) / step) }, (_, i) => from + i * step)
  return Promise.all(parts.map((at) => readWindow(api, place, at, Math.min(step, to - at))))
}

async function readWindow(api: Api, { row, captureId }: PayloadPlace, offset: number, length: number): Promise<Uint8Array> {
  const reply = await api.call('log.payload', { captureId, seq: row.seq, offset, length: Math.min(length, row.size - offset) })
  return reply.bytes
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

function tooLarge(size: number, most: number): AppError {
  return new AppError('message-too-large', t('inspector.tooLarge', { size: formatBytes(size), most: formatBytes(most) }))
}
