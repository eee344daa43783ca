import fc from 'fast-check'
import { expect, test } from 'vitest'
import { silentLogger } from '../../../../main/lib/logger'
import { Views } from '../../../../main/log/view/views'
import { directions, entryKinds, everything, type LogFilter, type TextCondition } from '../../../../shared/entry'
import { limits } from '../../../../shared/limits'
import { inlineFarm } from '../../../support/inline-farm'
import { until } from '../../../support/until'
import { WrittenCapture, written, type WrittenEntry } from '../../../support/written-capture'

type Operation =
  /** `long`: bytes of one more entry, for chunks that are not read whole. */
  | { do: 'add'; entries: WrittenEntry[]; long: number; lost: number }
  | { do: 'open'; filter: LogFilter; find: TextCondition | null }
  | { do: 'rows'; view: number; from: number; count: number }
  | { do: 'locate'; view: number; seq: number }
  | { do: 'settle' | 'segment' | 'drop' | 'close' }

type Entry = WrittenEntry & { seq: number; at: number }

function holds(payload: Uint8Array, { text, regex, caseSensitive }: TextCondition): boolean {
  const words = Buffer.from(payload).toString(regex ? 'utf8' : 'latin1')
  if (regex) return new RegExp(text, caseSensitive ? '' : 'i').test(words)
  return caseSensitive ? words.includes(text) : words.toLowerCase().includes(text.toLowerCase())
}

function within(value: number, range: LogFilter['size']): boolean {
  return range === null || (value >= (range.min ?? -Infinity) && value <= (range.max ?? Infinity))
}

function matches({ payload, ...entry }: Entry, filter: LogFilter, find: TextCondition | null): boolean {
  return (
    (filter.connectionIds?.includes(entry.connectionId) ?? true) &&
    (filter.directions?.includes(entry.direction) ?? true) &&
    (filter.kinds?.includes(entry.kind) ?? true) &&
    within(payload.length, filter.size) &&
    within(entry.at, filter.time) &&
    holds(payload, filter) &&
    (find === null || holds(payload, find)) &&
    (filter.field === '' || (entry.kind === 'text' && Buffer.from(payload).toString() === '{"x":1}'))
  )
}

interface ModelView {
  keep: (entry: Entry) => boolean
  whole: boolean
  /** Of rows, in their positions. */
  seqs: number[]
  /** Highest seq looked at. */
  seen: number
}

/** The capture as a plain list, and each view as the list of seqs that it showed ever. */
class Model {
  segments: Entry[][] = [[]]
  head = 0
  views = new Map<number, ModelView>()

  get kept(): Entry[] {
    return this.segments.flat()
  }

  get firstSeq(): number {
    return this.kept[0]?.seq ?? this.head + 1
  }

  add(entries: readonly WrittenEntry[], lost: number): void {
    const first = this.head + lost + 1
    this.segments.at(-1)?.push(...entries.map((entry, i) => ({ at: first + i, ...entry, seq: first + i })))
    this.head = first + entries.length - 1
  }

  drop(): void {
    const full = this.segments.findIndex((segment) => segment.length > 0)
    if (full !== -1 && full < this.segments.length - 1) this.segments.splice(0, full + 1)
  }

  open(viewId: number, filter: LogFilter, find: TextCondition | null): void {
    const whole = JSON.stringify({ ...filter, regex: false, caseSensitive: false }) === JSON.stringify(everything) && (find === null || find.text === '')
    this.views.set(viewId, { keep: (entry) => matches(entry, filter, find), whole, seqs: [], seen: 0 })
  }

  look(viewId: number): { seqs: number[]; first: number } {
    const view = this.views.get(viewId) ?? expect.fail(`No view ${viewId}`)
    // Rows of the whole are counted from the capture's begin, those that it had let go before they were seen, too.
    if (view.whole) for (let seq = view.seen + 1; seq < this.firstSeq; seq += 1) view.seqs.push(seq)
    view.seqs.push(...this.kept.filter((entry) => entry.seq > view.seen && view.keep(entry)).map(({ seq }) => seq))
    view.seen = this.head
    return { seqs: view.seqs, first: view.seqs.filter((seq) => seq < this.firstSeq).length }
  }
}

const payload = fc.oneof(
  fc.array(fc.constantFrom('x', 'y', 'X', 'Y', 'z'), { maxLength: 12 }).map((letters) => Uint8Array.from(Buffer.from(letters.join('')))),
  fc.constantFrom('{"x":1}', '{"x":2}').map((json) => Uint8Array.from(Buffer.from(json))),
  fc.uint8Array({ maxLength: 40 }),
)
const entry = fc.record({ connectionId: fc.constantFrom('a', 'b', 'c'), direction: fc.constantFrom(...directions), kind: fc.constantFrom(...entryKinds), payload })
const condition = { text: fc.constantFrom('', 'x', 'XY', 'yxx'), regex: fc.boolean(), caseSensitive: fc.boolean() }
const range = fc.option(fc.record({ min: fc.option(fc.nat({ max: 30 })), max: fc.option(fc.integer({ min: 5, max: 60 })) }), { freq: 3 })
const filter: fc.Arbitrary<LogFilter> = fc.oneof(
  fc.constant(everything),
  fc.record({
    connectionIds: fc.option(fc.uniqueArray(fc.constantFrom('a', 'b', 'never'))),
    directions: fc.option(fc.uniqueArray(fc.constantFrom(...directions))),
    kinds: fc.constantFrom(null, ['text', 'binary', 'close'] as const, ['ping'] as const),
    size: range,
    time: range,
    ...condition,
    field: fc.constantFrom('', '', '$.x == 1'),
  }),
)
const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('add' as const), entries: fc.array(entry, { minLength: 1, maxLength: 20 }), long: fc.constantFrom(0, 0, 90_000), lost: fc.constantFrom(0, 0, 0, 7) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('open' as const), filter, find: fc.option(fc.record(condition)) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('rows' as const), view: fc.nat(), from: fc.nat({ max: 150 }), count: fc.nat({ max: 50 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('locate' as const), view: fc.nat(), seq: fc.nat({ max: 150 }) }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constantFrom('segment' as const, 'segment' as const, 'drop' as const, 'settle' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('close' as const) }) },
)

class Pair {
  readonly capture = new WrittenCapture()
  readonly model = new Model()
  readonly views = new Views({ farm: inlineFarm(3).farm, logger: silentLogger })

  async run(operation: Operation): Promise<void> {
    const viewIds = [...this.model.views.keys()]
    const [oldest = 0] = viewIds
    switch (operation.do) {
      case 'add':
        return this.#add(operation)
      case 'open':
        return this.#open(operation)
      case 'rows':
        if (viewIds.length > 0) await this.#checkRows(viewIds[operation.view % viewIds.length] ?? 0, operation)
        return
      case 'locate':
        if (viewIds.length > 0) await this.#checkLocate(viewIds[operation.view % viewIds.length] ?? 0, operation.seq)
        return
      case 'segment':
        this.capture.nextSegment()
        this.model.segments.push([])
        return
      case 'drop':
        // What is dropped before it was looked at has no position: so all is looked at first.
        await this.settle()
        this.capture.dropFront()
        this.model.drop()
        return this.views.grown()
      case 'close':
        this.model.views.delete(oldest)
        return this.views.close(oldest)
      case 'settle':
        return this.settle()
    }
  }

  #add({ entries, long, lost }: Operation & { do: 'add' }): void {
    const all = long === 0 ? entries : [...entries, written(Buffer.alloc(long, 'x'), { connectionId: 'a' })]
    this.capture.add(all, this.model.head + lost + 1)
    this.model.add(all, lost)
    this.views.grown()
  }

  #open({ filter, find }: Operation & { do: 'open' }): void {
    if (this.model.views.size < limits.views) this.model.open(this.views.open(this.capture, filter, find).viewId, filter, find)
  }

  /** All views have looked at all entries, and are as the model is. */
  async settle(): Promise<void> {
    await until(() => this.views.progress().every(({ scanned }) => scanned === 1))
    const expected = Array.from(this.model.views.keys(), (viewId) => {
      const { seqs, first } = this.model.look(viewId)
      return { viewId, first, end: seqs.length, scanned: 1 }
    })
    expect(this.views.progress()).toEqual(expected)
  }

  async #checkRows(viewId: number, { from, count }: { from: number; count: number }): Promise<void> {
    await this.settle()
    const { seqs, first } = this.model.look(viewId)
    const reply = await this.views.rows(viewId, from, count)
    const expected = seqs.slice(Math.max(from, first), Math.max(from + count, first))
    expect([reply.first, reply.end, reply.rows.map((row) => row.seq)]).toEqual([first, seqs.length, expected])
    const kept = new Map(this.model.kept.map((entry) => [entry.seq, entry]))
    for (const row of reply.rows) {
      const { connectionId, direction, kind, payload } = kept.get(row.seq) ?? expect.fail(`${row.seq} is not kept`)
      expect([row.source.connectionId, row.direction, row.kind, row.size]).toEqual([connectionId, direction, kind, payload.length])
    }
  }

  async #checkLocate(viewId: number, seq: number): Promise<void> {
    await this.settle()
    const { seqs, first } = this.model.look(viewId)
    const at = seqs.findIndex((other) => other >= seq)
    expect(this.views.locate(viewId, seq).position).toBe(Math.max(at === -1 ? seqs.length : at, first))
  }

  async checkPayloads(): Promise<void> {
    for (const { seq, payload } of this.model.kept.slice(-20)) {
      const { bytes } = await this.views.payload(this.capture, seq, 0, 100_000)
      expect(Buffer.from(payload).equals(bytes)).toBe(true)
    }
    if (this.model.firstSeq > 1) await expect(this.views.payload(this.capture, this.model.firstSeq - 1, 0, 1)).rejects.toMatchObject({ code: 'not-found' })
  }
}

test('is a list of entries, whatever is recorded, lost, let go and looked at', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 5, maxLength: 50, size: 'max' }), async (operations) => {
      const pair = new Pair()
      for (const operation of operations) await pair.run(operation)
      await pair.settle()
      await pair.checkPayloads()
      pair.views.dispose()
    }),
    { numRuns: 100 },
  )
}, 60_000)
