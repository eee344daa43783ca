import { Api } from '../../renderer/api'
import { Connections } from '../../renderer/state/connections.svelte'
import { LogReader } from '../../renderer/state/log.svelte'
import { PlaceKeeper, type Memory } from '../../renderer/state/place'
import type { OpenedCapture } from '../../shared/capture'
import type { LogTotals, ViewProgress } from '../../shared/entry'
import type { Payload } from '../../shared/schemas'
import { emptyTotals, FakeBridge, startReply } from './bridge'
import { logRow } from './snapshots'

/** Lets every promise that needs no time settle. */
export const settled = () => new Promise<void>((resolve) => setTimeout(resolve))

/** Of each view, which entries it shows: those whose seq is a multiple of this. */
function everyOf({ filter, find }: Payload<'log.view'>): number {
  const filtered = filter.text === '' ? 1 : 10
  return find === null ? filtered : filtered * 3
}

/**
 * Main's side of the log, played at the bridge: entries with seqs 0…`end`, of which a filter by text shows every tenth, and find
 * every third of what is shown. Replies wait while `held`.
 */
export class FakeLog {
  readonly bridge = new FakeBridge()
  end = 0
  first = 0
  scanned = 1
  held: (() => void)[] | null = null
  liveId = 'live'
  readonly #views = new Map<number, number>()

  constructor() {
    this.bridge.answer('log.view', async (query) => {
      await this.#turn()
      const viewId = this.#views.size + 1
      this.#views.set(viewId, everyOf(query))
      return this.progress(viewId)
    })
    this.bridge.answer('log.rows', async ({ viewId, from, count }) => {
      await this.#turn()
      const progress = this.progress(viewId)
      const start = Math.max(from, progress.first)
      const rows = Array.from({ length: Math.max(0, Math.min(from + count, progress.end) - start) }, (_, i) => {
        const seq = (start + i) * this.#every(viewId)
        return logRow(seq, { preview: `view ${viewId} row ${seq}` })
      })
      return { ...progress, from: start, rows }
    })
    this.bridge.answer('log.locate', async ({ viewId, seq }) => {
      await this.#turn()
      const { first, end } = this.progress(viewId)
      return { position: Math.min(Math.max(Math.ceil(seq / this.#every(viewId)), first), end) }
    })
  }

  progress(viewId: number): ViewProgress {
    const every = this.#every(viewId)
    const reached = Math.floor(this.end * this.scanned)
    return { viewId, first: Math.ceil(this.first / every), end: Math.ceil(reached / every), scanned: this.scanned }
  }

  get totals(): LogTotals {
    return { ...emptyTotals, captureId: this.liveId, head: this.end, kept: this.end - this.first, onDisk: this.end - this.first }
  }

  /** Publishes how far the log and all its views have come. */
  publish(): void {
    this.bridge.emit('log.changed', { totals: this.totals, views: [...this.#views.keys()].map((viewId) => this.progress(viewId)) })
  }

  grow(end: number): void {
    this.end = end
    this.publish()
  }

  async release(): Promise<void> {
    const waiting = this.held ?? []
    this.held = null
    for (const go of waiting) go()
    await settled()
  }

  #every(viewId: number): number {
    return this.#views.get(viewId) ?? 1
  }

  async #turn(): Promise<void> {
    const { held } = this
    if (held !== null) await new Promise<void>((resolve) => held.push(resolve))
  }
}

/** An earlier capture of one socket, as main opens it. */
export function openedCapture(id: string): OpenedCapture {
  const info = { id, name: '', startedAt: 0, endedAt: 1, live: false, imported: false, sockets: 1, entries: 7, diskBytes: 1, damage: '' }
  return { info, totals: { ...emptyTotals, captureId: id, kept: 7 }, sources: [{ connectionId: 'old', name: 'Old one', color: 'red', url: '' }, { connectionId: '', name: 'Sockdeck', color: 'slate', url: '' }] }
}

/** A page's storage that can be handed on to the next page. */
export function pageMemory(): Memory {
  const items = new Map<string, string>()
  return { getItem: (key) => items.get(key) ?? null, setItem: (key, text) => void items.set(key, text) }
}

/** A window's log on a fake main with so many entries. */
export async function reading(end = 0, memory: Memory = pageMemory(), log = new FakeLog()) {
  log.end = end
  const api = new Api(log.bridge)
  const reader = new LogReader(api, new Connections(api), new PlaceKeeper(memory))
  reader.start(startReply({ totals: log.totals }))
  await settled()
  return { log, api, reader, rows: reader.rows, memory, asked: () => log.bridge.sent('log.rows').length }
}
