/** HAR 1.2 with `_webSocketMessages`, as Chrome DevTools writes and reads it: one entry for each session of a connection. */
import type { ExportEntry } from './entry'
import { sourceAt, type Format, type FormatContext } from './format'
import { noteOf } from './note'
import { Session } from './session'

/**
 * HAR wants the messages of a session together, the log has those of all sessions in the order of time: they go through the spool.
 * Marks, and life-cycle entries other than the handshake, have no place in a HAR.
 */
export function har(context: FormatContext): Format {
  const sessions = new Sessions(context)
  return {
    begin: () => context.out.text('{"log":{"version":"1.2","creator":{"name":"Sockdeck","version":"1"},"pages":[],"entries":['),
    entry: (entry) => sessions.add(entry),
    end: (progress) => {
      sessions.write(progress)
      context.out.text('\n]}}\n')
    },
  }
}

class Sessions {
  readonly #context: FormatContext
  /** In the order in which they began. */
  readonly #all: Session[] = []
  /** By slot: the one that goes on. */
  readonly #current = new Map<number, Session>()
  /** By slot: when a handshake that is under way began. */
  readonly #dialledAt = new Map<number, number>()

  constructor(context: FormatContext) {
    this.#context = context
  }

  add(entry: ExportEntry): void {
    if (entry.kind === 'mark') return
    if (entry.kind === 'lifecycle') this.#turn(entry)
    else (this.#current.get(entry.slot) ?? this.#begin(entry.slot, entry.at)).message(entry.kind, entry)
  }

  write(progress: (done: number) => void): void {
    const { out, spool, redact } = this.#context
    for (const [index, session] of this.#all.entries()) {
      out.text(`${index === 0 ? '' : ','}\n${session.head(redact)},"_webSocketMessages":[`)
      spool.copy(session.text, out)
      out.text(']}')
      progress((index + 1) / this.#all.length)
    }
  }

  #turn({ slot, at, payload }: ExportEntry): void {
    const note = noteOf(payload)
    if (note?.event === 'connecting') {
      this.#current.delete(slot)
      this.#dialledAt.set(slot, at)
    } else if (note?.event === 'open') this.#begin(slot, this.#dialledAt.get(slot) ?? at).opened(note, at)
    else if (note?.event === 'closed' || note?.event === 'failed') {
      this.#current.delete(slot)
      this.#dialledAt.delete(slot)
    }
  }

  #begin(slot: number, at: number): Session {
    const session = new Session(sourceAt(this.#context.sources, slot), this.#context.spool, at)
    this.#all.push(session)
    this.#current.set(slot, session)
    return session
  }
}
