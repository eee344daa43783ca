import type { Api } from '../api'
import type { LogRow } from '../../shared/entry'
import { isAbort } from '../../shared/errors'
import { limits } from '../../shared/limits'

/** Shown at once of a payload that is too large to be shown at once. */
const firstWindowBytes = 256 * 1024

/** The payload of one entry, fetched window by window: a large one only as far as it was asked for. */
export class PayloadReader {
  row = $state.raw<LogRow | null>(null)
  bytes = $state.raw<Uint8Array>(new Uint8Array())
  loading = $state(false)
  problem = $state.raw<unknown>(null)
  readonly whole = $derived(this.row !== null && this.bytes.length >= this.row.size)
  readonly #api: Api
  /** A reply for an entry that is no longer looked at is thrown away. */
  #turn = 0

  constructor(api: Api) {
    this.#api = api
  }

  async open(row: LogRow): Promise<void> {
    if (row.seq === this.row?.seq) return
    this.#turn += 1
    this.row = row
    this.bytes = new Uint8Array()
    this.problem = null
    await this.#fetch(row.size <= limits.payloadWindowBytes ? limits.payloadWindowBytes : firstWindowBytes)
  }

  async more(): Promise<void> {
    if (!this.loading && !this.whole) await this.#fetch(limits.payloadWindowBytes)
  }

  async #fetch(length: number): Promise<void> {
    const { row } = this
    const turn = this.#turn
    if (row === null || row.size === 0) return
    this.loading = true
    try {
      const reply = await this.#api.call('log.payload', { seq: row.seq, offset: this.bytes.length, length })
      if (turn === this.#turn) this.bytes = joined(this.bytes, reply.bytes)
    } catch (error) {
      if (turn === this.#turn && !isAbort(error)) this.problem = error
    } finally {
      if (turn === this.#turn) this.loading = false
    }
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b
  const all = new Uint8Array(a.length + b.length)
  all.set(a)
  all.set(b, a.length)
  return all
}
