import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SeqList } from '../../../../main/log/view/seqs'

const operation = fc.oneof(
  fc.record({ push: fc.integer({ min: 1, max: 9_000 }), step: fc.integer({ min: 1, max: 5_000 }) }),
  fc.record({ drop: fc.double({ min: 0, max: 1, noNaN: true }) }),
)

test('keeps positions while the front is dropped, also above 2^32', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 33 }), fc.array(operation, { maxLength: 12 }), (start, operations) => {
      const list = new SeqList(start)
      const model: number[] = []
      let first = 0
      let seq = start
      for (const operation of operations) {
        if ('push' in operation) {
          const offsets = Array.from({ length: operation.push }, (_, i) => i * operation.step)
          list.push(seq, Uint32Array.from(offsets))
          for (const offset of offsets) model.push(seq + offset)
          seq += operation.push * operation.step
        } else {
          const floor = model[first + Math.floor((model.length - first) * operation.drop)] ?? seq
          list.dropBelow(floor)
          while ((model[first] ?? Infinity) < floor) first += 1
        }
        expect([list.first, list.end]).toEqual([first, model.length])
      }
      expect(Array.from({ length: model.length - first }, (_, i) => list.at(first + i))).toEqual(model.slice(first))
      expect(list.toArray()).toEqual(Uint32Array.from(model.slice(first)))
    }),
    { numRuns: 40 },
  )
})

test('finds the first position at or after a seq', () => {
  const list = new SeqList(10)
  list.push(10, Uint32Array.of(0, 5, 10, 4_000, 100_000))
  expect([0, 10, 11, 15, 4_010, 4_011, 200_000].map((seq) => list.indexOf(seq))).toEqual([0, 0, 1, 1, 3, 4, 5])
  list.dropBelow(16)
  expect([0, 20, 21].map((seq) => list.indexOf(seq))).toEqual([2, 2, 3])
})
