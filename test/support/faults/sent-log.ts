/** A log that keeps of each connection which messages were sent in which session, and nothing else: a million operations would fill the memory. */
import type { Cause, ConnectionId } from '../../../shared/connection'
import type { Direction, EntryKind, LifecycleNote } from '../../../shared/entry'
import { MemoryLog } from '../memory-log'
import { numberOf } from './books'

interface Sent {
  /** In their order, over all sessions. */
  all: number[]
  /** Of sessions that this side closed, with a close frame both ways: none of these can have been lost. */
  safe: number[]
  /** Of the session under way. */
  now: number[]
}

export class SentLog extends MemoryLog {
  readonly #sent = new Map<ConnectionId, Sent>()

  of(id: ConnectionId): Readonly<Sent> {
    const known = this.#sent.get(id)
    if (known !== undefined) return known
    const sent: Sent = { all: [], safe: [], now: [] }
    this.#sent.set(id, sent)
    return sent
  }

  override append(id: ConnectionId, direction: Direction, kind: EntryKind, payload: Uint8Array): void {
    if (direction !== 'out' || (kind !== 'text' && kind !== 'binary')) return
    const { all, now } = this.of(id)
    all.push(numberOf(payload))
    now.push(numberOf(payload))
  }

  override note(id: ConnectionId, note: LifecycleNote): void {
    if (note.event !== 'open' && note.event !== 'waiting' && note.event !== 'closed' && note.event !== 'failed') return
    const { safe, now } = this.of(id)
    if (note.event === 'closed' && isSafe(note['cause'] as Cause)) safe.push(...now)
    now.length = 0
  }
}

const isSafe = ({ kind, wasClean }: Cause) => kind === 'user-closed' && wasClean
