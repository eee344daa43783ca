import { expect, test } from 'vitest'
import { Runs, type Run } from '../../../../main/log/format/runs'

/** Segment, offset, bytes, first seq, entries. */
type Numbers = [number, number, number, number, number]
const run = (...[segment, offset, bytes, firstSeq, count]: Numbers): Run => ({ segment, offset, bytes, firstSeq, count })

test('chunks that follow each other are one run until it is long, in another segment or after a gap', () => {
  const runs = new Runs()
  const others = [run(1, 300, 100, 5, 1), run(1, 400, 65_536, 6, 9), run(2, 0, 50, 15, 1), run(2, 50, 50, 20, 1)]
  for (const chunk of [run(1, 0, 100, 1, 2), run(1, 100, 100, 3, 2), ...others]) runs.add(chunk)
  expect(runs.all()).toEqual([run(1, 0, 200, 1, 4), ...others])
  expect([runs.head, runs.firstSeq, runs.kept, runs.length]).toEqual([20, 1, 16, 5])
})

test('a seq is found in the run that holds it, and nowhere if it is in a gap, gone or not there yet', () => {
  const runs = new Runs()
  for (const chunk of [run(1, 0, 100, 1, 4), run(2, 0, 100, 5, 3), run(3, 0, 100, 10, 2)]) runs.add(chunk)
  expect([1, 4, 5, 7, 10, 11].map((seq) => runs.find(seq)?.segment)).toEqual([1, 1, 2, 2, 3, 3])
  expect([0, 8, 9, 12].map((seq) => runs.find(seq))).toEqual([null, null, null, null])
  expect([0, 8, 12].map((seq) => runs.indexOf(seq))).toEqual([0, 2, 3])
  expect(runs.dropBefore(2)).toBe(4)
  expect([runs.find(4), runs.find(5)?.segment, runs.firstSeq, runs.kept, runs.head]).toEqual([null, 2, 5, 5, 11])
  expect([runs.dropBefore(9), runs.firstSeq, runs.kept]).toEqual([5, 12, 0])
})
