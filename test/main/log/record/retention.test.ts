import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openCapture } from '../../../../main/log/read/open'
import { releaseFor, segmentBytesFor, type Bounds } from '../../../../main/log/record/retention'
import { tempDir } from '../../../support/disk'
import { until } from '../../../support/until'
import { entriesOf } from './reading'
import { recorderAt } from './recorders'

const capture = (id: string, writtenAt: number, ...sizes: number[]) => {
  const segments = sizes.map((bytes, i) => ({ number: i + 1, bytes }))
  return { id, writtenAt, renamedAt: 0, segments }
}
const stored = [capture('newer', 20, 30, 30), capture('live', 5, 10, 20, 40), capture('oldest', 10, 50, 50)]

test.each<[string, Bounds, string[], string[]]>([
  ['within the bounds', { captures: 3, bytes: 230 }, [], []],
  ['one byte too many', { captures: 3, bytes: 229 }, [], ['oldest 1']],
  ['a capture that would lose all', { captures: 3, bytes: 130 }, ['oldest'], []],
  ['the next capture after that', { captures: 3, bytes: 129 }, ['oldest'], ['newer 1']],
  ['the live one last', { captures: 3, bytes: 65 }, ['oldest', 'newer'], ['live 1']],
  ['never the segment being written', { captures: 3, bytes: 0 }, ['oldest', 'newer'], ['live 1', 'live 2']],
  ['too many captures', { captures: 2, bytes: 1_000 }, ['oldest'], []],
  ['one capture is the live one', { captures: 1, bytes: 1_000 }, ['oldest', 'newer'], []],
])('lets go of the oldest: %s', (_what, bounds, captures, segments) => {
  const release = releaseFor(stored, ['live'], bounds)
  expect(release.captures).toEqual(captures)
  expect(release.segments.map(({ id, number }) => `${id} ${number}`)).toEqual(segments)
})

test('segments are a sixteenth of the bound, within reason', () => {
  expect([1, 32, 320, 1e6].map((mebibytes) => segmentBytesFor(mebibytes * 1024 * 1024) / 1024 / 1024)).toEqual([1, 2, 20, 64])
})

test('a live capture loses its oldest segments, with books that are exact, and everything else can be read', async () => {
  const recorder = recorderAt(tempDir(), { bounds: () => ({ captures: 5, bytes: 100_000 }), blockBytes: 2_000, segmentBytes: 16_000 })
  for (let i = 0; i < 1_000; i += 1) {
    recorder.append('a', 'in', 'text', Buffer.from(`${i} `.repeat(100)))
    if (i % 20 === 0) await recorder.flush()
  }
  await recorder.flush()
  await recorder.retain()
  const { folder, totals, runs } = recorder.capture
  expect(totals.dropped).toBeGreaterThan(500)
  expect(totals).toMatchObject({ head: 1_000, kept: 1_000 - totals.dropped, onDisk: totals.kept, missed: 0 })
  expect(runs.firstSeq).toBe(totals.dropped + 1)
  const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
  expect(bytes).toBeLessThan(100_000)
  await recorder.close()
  const contents = openCapture(folder)
  expect(contents).toMatchObject({ kept: totals.kept, keptBytes: totals.keptBytes, dropped: totals.dropped, damage: '' })
  expect(entriesOf(folder, contents).map(({ payload }) => Number(payload.toString().split(' ')[0]))).toEqual(Array.from({ length: totals.kept }, (_, i) => totals.dropped + i))
})

test('captures above the number to keep go when a new one begins', async () => {
  const root = tempDir()
  const recorder = recorderAt(root, { bounds: () => ({ captures: 3, bytes: 1e9 }) })
  const ids: string[] = []
  for (let i = 0; i < 5; i += 1) {
    ids.push(recorder.capture.id)
    recorder.append('a', 'in', 'text', Buffer.from('x'))
    await recorder.flush()
    if (i < 4) await recorder.begin()
  }
  await recorder.retain()
  await until(() => readdirSync(root).length === 3)
  expect(readdirSync(root).sort()).toEqual(ids.slice(-3).sort())
})
