import fc from 'fast-check'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { exportCapture } from '../../../../main/log/export/export'
import { lifecycleEvents, type EntryKind, type EntrySource } from '../../../../shared/entry'
import { tempDir } from '../../../support/disk'
import { contentsOf, echo, exported, filled, imported, meter, noteRow, row, startedAt, taskOf, type Row } from './filled'

/** Times to the microsecond, as exports have them. */
const micros = (most: number) => fc.integer({ min: 0, max: most }).map((value) => value / 1000)
const bytes = fc.uint8Array({ maxLength: 300 }).map((value) => Buffer.from(value))
const text = fc.string({ unit: 'binary', maxLength: 100 }).map((value) => Buffer.from(value))
const note = fc
  .record({ event: fc.constantFrom(...lifecycleEvents), words: fc.string({ unit: 'grapheme' }), detail: fc.jsonValue() })
  .map((value) => Buffer.from(JSON.stringify(value)))

function payloads(kind: EntryKind): fc.Arbitrary<Buffer> {
  if (kind === 'lifecycle') return fc.oneof(note, bytes)
  return kind === 'binary' ? bytes : fc.oneof(text, bytes)
}

const rows: fc.Arbitrary<Row> = fc.constantFrom<EntryKind>('text', 'binary', 'ping', 'pong', 'close', 'lifecycle', 'mark').chain((kind) => {
  const eventless = kind !== 'lifecycle' && kind !== 'mark'
  return fc.record({
    slot: fc.integer({ min: kind === 'mark' ? 0 : 1, max: kind === 'mark' ? 0 : 3 }),
    direction: eventless ? fc.constantFrom('in' as const, 'out' as const) : fc.constant('none' as const),
    kind: fc.constant(kind),
    at: micros(10 * 60_000_000).map((ms) => startedAt + ms).map((ms) => Math.round(ms * 1000) / 1000),
    elapsed: micros(10 * 60_000_000),
    payload: payloads(kind),
    compressed: eventless ? fc.boolean() : fc.constant(false),
  })
})

const sources = [echo, { connectionId: 'c2', name: '“Straße” 🧵\u2028', color: 'red' as const, url: 'wss://example.org/a?b=c' }, { connectionId: 'x-3', name: '=1+1', color: 'slate' as const, url: '' }]

it('brings every entry back byte by byte through NDJSON', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(rows, { minLength: 1, maxLength: 40 }), async (given) => {
      const folder = await filled(given, sources)
      const task = taskOf(folder)
      exportCapture(task, meter)
      expect(contentsOf(await imported(task.file))).toEqual(contentsOf(folder))
    }),
    { numRuns: 60 },
  )
})

it('writes the same NDJSON again after an import', async () => {
  const given = [noteRow({ event: 'open', words: 'Open after 3 ms', headers: [['server', 'x']] }), row('{"a":1}'), row('\u0000\u009b\u2028\ud83e\uddf5"\\'), row(Buffer.of(0xff))]
  const first = taskOf(await filled(given, sources))
  exportCapture(first, meter)
  const second = taskOf(await imported(first.file), { capture: { name: 'Test', startedAt } })
  exportCapture(second, meter)
  const read = (task: typeof first) => contentsOf(task.folder)
  expect(read(second)).toEqual(read(first))
})

it('brings payloads back that are longer than any buffer on the way', async () => {
  const long = Buffer.from('é"\n€🧵\u009b'.repeat(300_000))
  const given = [row(long), row(long.subarray(1), { kind: 'binary' }), row(long.subarray(1))]
  const folder = await filled(given)
  const task = taskOf(folder)
  exportCapture(task, meter)
  const back = contentsOf(await imported(task.file)).rows
  expect(back.map(({ payload }, index) => given[index]?.payload.equals(payload))).toEqual([true, true, true])
})

it('brings frames back through HAR, in the order of time', async () => {
  const frames = rows.filter(({ kind }) => kind !== 'lifecycle' && kind !== 'mark')
  await fc.assert(
    fc.asyncProperty(fc.array(frames, { minLength: 1, maxLength: 40 }), async (given) => {
      const ordered = given.map((one, index) => ({ ...one, at: startedAt + index + 0.125, compressed: false }))
      const task = taskOf(await filled(ordered, sources), { format: 'har' })
      exportCapture(task, meter)
      const back = contentsOf(await imported(task.file))
      const seen = back.rows.filter(({ kind }) => kind !== 'lifecycle')
      const shape = ({ at, direction, kind, payload }: Row, source: EntrySource | undefined) => ({ name: source?.name, at, direction, kind, payload })
      expect(seen.map((one) => shape(one, back.sources[one.slot]))).toEqual(ordered.map((one) => shape(one, sources[one.slot - 1])))
    }),
    { numRuns: 60 },
  )
})

it('reads NDJSON with a byte order mark, other line ends and blank lines', async () => {
  const written = await exported([row('a'), row('b')])
  const file = join(tempDir(), 'windows.txt')
  writeFileSync(file, `\uFEFF${written.replaceAll('\n', '\r\n\r\n')}`)
  expect(contentsOf(await imported(file)).rows.map(({ payload }) => payload.toString())).toEqual(['a', 'b'])
})
