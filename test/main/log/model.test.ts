import fc from 'fast-check'
import { expect, test } from 'vitest'
import { directions, entryKinds, everything, type Direction, type EntryKind, type LogFilter, type ViewProgress } from '../../../shared/entry'
import { limits } from '../../../shared/limits'
import { MessageLog } from '../../../main/log/log'
import { FakeClock } from '../../support/clock'

interface Entry {
  seq: number
  connectionId: string
  direction: Direction
  kind: EntryKind
  payload: Uint8Array
}

type Operation =
  | { do: 'append'; entries: Omit<Entry, 'seq'>[] }
  | { do: 'open'; filter: LogFilter }
  | { do: 'rows'; view: number; from: number; count: number }
  | { do: 'look' | 'clear' | 'close' }

function matches(entry: Entry, filter: LogFilter): boolean {
  const text = Buffer.from(entry.payload).toString('latin1')
  return (
    (filter.connectionIds?.includes(entry.connectionId) ?? true) &&
    (filter.directions?.includes(entry.direction) ?? true) &&
    (filter.kinds?.includes(entry.kind) ?? true) &&
    (filter.caseSensitive ? text.includes(filter.text) : text.toLowerCase().includes(filter.text.toLowerCase()))
  )
}

/** Positions of such a view count every entry since the last clear, whichever object says so. */
function hidesNothing({ connectionIds, directions, kinds, text }: LogFilter): boolean {
  return connectionIds === null && directions === null && kinds === null && text === ''
}

const maxBytes = 2_048
const blockBytes = 512

/** The log as plain arrays: blocks of entries, and for each view the seqs it has seen match. */
class Model {
  blocks: { capacity: number; entries: Entry[] }[] = []
  head = 0
  dropped = 0
  origin = 1
  views = new Map<number, { filter: LogFilter; next: number; seqs: number[]; origin: number }>()

  get kept(): Entry[] {
    return this.blocks.flatMap((block) => block.entries)
  }

  get first(): number {
    return this.kept[0]?.seq ?? this.head + 1
  }

  append(entry: Omit<Entry, 'seq'>): void {
    const used = (entries: readonly { payload: Uint8Array }[]) => entries.reduce((sum, { payload }) => sum + payload.length + 16, 0)
    const held = () => this.blocks.reduce((sum, block) => sum + block.capacity, 0)
    let last = this.blocks.at(-1)
    if (last === undefined || used([...last.entries, entry]) > last.capacity) {
      const capacity = Math.max(blockBytes, Math.ceil(used([entry]) / 16) * 16)
      while (this.blocks.length > 0 && held() + capacity > maxBytes) this.dropped += this.blocks.shift()?.entries.length ?? 0
      last = { capacity, entries: [] }
      this.blocks.push(last)
    }
    this.head += 1
    last.entries.push({ ...entry, seq: this.head })
  }

  clear(): void {
    this.blocks = []
    this.dropped = 0
    this.origin = this.head + 1
  }

  open(viewId: number, filter: LogFilter): void {
    this.views.set(viewId, { filter, next: this.first, seqs: [], origin: this.origin })
    this.look(viewId)
  }

  /** What `views` and `rows` do: bring the view up to date with what is kept now. */
  look(viewId: number) {
    const view = this.views.get(viewId)
    if (view === undefined) throw new Error(`No view ${viewId}`)
    for (const entry of this.kept) if (entry.seq >= view.next && matches(entry, view.filter)) view.seqs.push(entry.seq)
    view.next = this.head + 1
    const everSince = Array.from({ length: this.head + 1 - view.origin }, (_, i) => view.origin + i)
    if (hidesNothing(view.filter)) return { seqs: everSince, first: this.first - view.origin }
    return { seqs: view.seqs, first: view.seqs.filter((seq) => seq < this.first).length }
  }

  progress(viewId: number): ViewProgress {
    const { seqs, first } = this.look(viewId)
    return { viewId, first, end: seqs.length, scanned: 1 }
  }
}

const connectionId = fc.constantFrom('a', 'b', 'c')
const payload = fc.oneof(
  fc.array(fc.constantFrom('x', 'y', 'X', 'Y', 'z'), { maxLength: 12 }).map((letters) => Uint8Array.from(Buffer.from(letters.join('')))),
  fc.uint8Array({ maxLength: 40 }),
  { arbitrary: fc.integer({ min: 100, max: 3_000 }).map((size) => new Uint8Array(size).fill(0x78)), weight: 1 },
)
const entry = fc.record({ connectionId, direction: fc.constantFrom(...directions), kind: fc.constantFrom(...entryKinds), payload })
const filter: fc.Arbitrary<LogFilter> = fc.oneof(
  fc.constant(everything),
  fc.record({
    connectionIds: fc.option(fc.uniqueArray(fc.constantFrom('a', 'b', 'never'))),
    directions: fc.option(fc.uniqueArray(fc.constantFrom(...directions))),
    kinds: fc.constantFrom(null, ['text', 'binary', 'close'] as const, ['ping'] as const),
    text: fc.constantFrom('', 'x', 'XY', 'yxx'),
    caseSensitive: fc.boolean(),
  }),
)
const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('append' as const), entries: fc.array(entry, { maxLength: 30 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('open' as const), filter }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('rows' as const), view: fc.nat(), from: fc.nat({ max: 400 }), count: fc.nat({ max: 50 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('look' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('clear' as const, 'close' as const) }) },
)

function run(log: MessageLog, model: Model, operation: Operation): void {
  const viewIds = [...model.views.keys()]
  switch (operation.do) {
    case 'append':
      for (const { connectionId, direction, kind, payload } of operation.entries) {
        model.append({ connectionId, direction, kind, payload })
        expect(log.append(connectionId, direction, kind, payload)).toBe(model.head)
      }
      return
    case 'open':
      if (viewIds.length < limits.views) model.open(log.openView(operation.filter).viewId, operation.filter)
      return
    case 'rows':
      if (viewIds.length > 0) checkRows(log, model, { ...operation, viewId: viewIds[operation.view % viewIds.length] ?? 0 })
      return
    case 'look':
      return expect(log.views()).toEqual(viewIds.map((viewId) => model.progress(viewId)))
    case 'clear':
      model.clear()
      return log.clear()
    case 'close':
      model.views.delete(viewIds[0] ?? 0)
      return log.closeView(viewIds[0] ?? 0)
  }
}

function checkRows(log: MessageLog, model: Model, { viewId, from, count }: { viewId: number; from: number; count: number }): void {
  const { seqs, first } = model.look(viewId)
  const reply = log.rows(viewId, from, count)
  const expected = seqs.slice(Math.max(from, first), Math.max(from + count, first))
  expect([reply.first, reply.end, reply.rows.map((row) => row.seq)]).toEqual([first, seqs.length, expected])
  const kept = new Map(model.kept.map((entry) => [entry.seq, entry]))
  for (const row of reply.rows) {
    const { connectionId, direction, kind, payload } = kept.get(row.seq) ?? expect.fail(`${row.seq} is not kept`)
    expect([row.source.connectionId, row.direction, row.kind, row.size]).toEqual([connectionId, direction, kind, payload.length])
  }
}

function checkBooks(log: MessageLog, model: Model): void {
  const kept = model.kept
  const keptBytes = kept.reduce((sum, { payload }) => sum + payload.length + 16, 0)
  expect(log.totals).toEqual({ head: model.head, kept: kept.length, keptBytes, dropped: model.dropped })
}

function checkPayloads(log: MessageLog, model: Model): void {
  for (const { seq, payload } of model.kept) expect(Buffer.from(payload).equals(log.payload(seq, 0, 10_000).bytes)).toBe(true)
  if (model.first > 1) expect(() => log.payload(model.first - 1, 0, 1)).toThrow(expect.objectContaining({ code: 'not-found' }) as unknown)
}

test('is a list of entries, whatever is appended, dropped, cleared and looked at', () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
      const log = new MessageLog({ clock: new FakeClock(), maxBytes, blockBytes })
      const model = new Model()
      for (const operation of operations) {
        run(log, model, operation)
        checkBooks(log, model)
      }
      checkPayloads(log, model)
      log.dispose()
    }),
    { numRuns: 300 },
  )
})
