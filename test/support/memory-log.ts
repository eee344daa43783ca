/** A log in memory for tests of those who write to it: keeps all, and is pressed when a test says so. */
import type { Clock } from '../../main/lib/clock'
import { Listeners } from '../../main/lib/listeners'
import type { LogSink } from '../../main/log/sink'
import { Sources } from '../../main/log/sources'
import type { ConnectionId } from '../../shared/connection'
import type { Direction, EntryKind, EntrySource, LifecycleNote, LogRow } from '../../shared/entry'

type Entry = Omit<LogRow, 'source' | 'preview' | 'cut' | 'event'> & { slot: number; payload: Buffer }

export class MemoryLog implements LogSink {
  readonly #clock: Pick<Clock, 'now'>
  readonly #sources = new Sources()
  readonly #listeners = new Listeners<[boolean]>((error) => { throw error })
  readonly #entries: Entry[] = []
  #pressed = false

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock
  }

  register(source: EntrySource): void {
    this.#sources.register(source)
  }

  // eslint-disable-next-line max-params -- as in the sink
  append(connectionId: ConnectionId, direction: Direction, kind: EntryKind, payload: Uint8Array, at = this.#clock.now(), compressed = false): void {
    const seq = this.#entries.length + 1
    const slot = this.#sources.slotOf(connectionId)
    this.#entries.push({ seq, at, elapsed: at, slot, direction, kind, size: payload.byteLength, payload: Buffer.from(payload), compressed })
  }

  note(connectionId: ConnectionId, note: LifecycleNote): void {
    this.append(connectionId, 'none', 'lifecycle', Buffer.from(JSON.stringify(note)))
  }

  get pressed(): boolean {
    return this.#pressed
  }

  onPressure(listener: (pressed: boolean) => void): () => void {
    return this.#listeners.add(listener)
  }

  /** How many want to know of pressure. */
  get listeners(): number {
    return this.#listeners.size
  }

  press(pressed: boolean): void {
    this.#pressed = pressed
    this.#listeners.tell(pressed)
  }

  /** All rows, or those of one, with whole payloads as previews: text as text, life-cycle as its words, the rest as hex. */
  rows(of?: ConnectionId): LogRow[] {
    const entries = of === undefined ? this.#entries : this.#entries.filter(({ slot }) => this.#sources.at(slot).connectionId === of)
    return entries.map(({ slot, payload, ...row }) => {
      const note = row.kind === 'lifecycle' ? (JSON.parse(payload.toString()) as LifecycleNote) : null
      const preview = note?.words ?? payload.toString(row.kind === 'text' ? 'utf8' : 'hex')
      return { ...row, source: this.#sources.at(slot), preview, cut: false, event: note?.event ?? null }
    })
  }

  /** Throws RangeError for a seq that no entry has. */
  bytes(seq: number): Buffer {
    const entry = this.#entries[seq - 1]
    if (entry === undefined) throw new RangeError(`No entry ${seq}`)
    return entry.payload
  }
}
