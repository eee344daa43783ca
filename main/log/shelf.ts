/** Shelf: captures of earlier times that are open for reading, a few at a time. */
import type { LogTotals } from '../../shared/entry'
import type { Capture } from './capture'
import { Runs } from './format/runs'
import type { CaptureContents } from './read/open'
import { Sources } from './sources'

/** Each costs the table of its runs, about 1 byte for an entry; whoever comes back to an older one has it opened anew. */
const mostOpen = 4

export class Shelf {
  readonly #open: (id: string) => Promise<Capture>
  /** Last used last. */
  readonly #captures = new Map<string, Promise<Capture>>()

  constructor(open: (id: string) => Promise<Capture>) {
    this.#open = open
  }

  /** Opens it if need be. Rejects with AppError not-found or capture-damaged. */
  get(id: string): Promise<Capture> {
    const known = this.#captures.get(id)
    const capture = known ?? this.#open(id)
    this.#keep(id, capture)
    if (known === undefined) void capture.catch(() => this.#forget(id, capture))
    return capture
  }

  /** One that need not be opened: it was recorded until now. */
  put(capture: Capture): void {
    this.#keep(capture.id, Promise.resolve(capture))
  }

  /** Lets go of it; resolves when nobody is about to open it. */
  async drop(id: string): Promise<void> {
    const capture = this.#captures.get(id)
    this.#captures.delete(id)
    await capture?.catch(() => null)
  }

  /** Retention lets go of its segments before this one: whoever asks next opens it anew, with books that are right. */
  shorten(id: string, segment: number): void {
    const capture = this.#captures.get(id)
    this.#captures.delete(id)
    void capture?.then(
      (opened) => opened.dropBefore(segment),
      () => undefined,
    )
  }

  #keep(id: string, capture: Promise<Capture>): void {
    this.#captures.delete(id)
    this.#captures.set(id, capture)
    const [oldest] = this.#captures.keys()
    if (this.#captures.size > mostOpen && oldest !== undefined) this.#captures.delete(oldest)
  }

  /** Another try may stand in its place by now. */
  #forget(id: string, capture: Promise<Capture>): void {
    if (this.#captures.get(id) === capture) this.#captures.delete(id)
  }
}

/** A capture as it was found in its folder. */
export function captureFrom(folder: string, { manifest, runs: found, sources: bySlot, ...books }: CaptureContents): Capture {
  const { id, startedAt } = manifest
  const { head, kept, keptBytes, diskBytes, dropped, missed } = books
  const totals: LogTotals = { captureId: id, startedAt, head, kept, keptBytes, onDisk: kept, diskBytes, dropped, missed, recording: { kind: 'on' } }
  const runs = new Runs()
  for (const run of found) runs.add(run)
  const sources = new Sources()
  for (const [slot, source] of bySlot.entries()) sources.put(slot, source)
  return { id, folder, startedAt, runs, sources, totals, dropBefore: (segment) => void runs.dropBefore(segment) }
}
