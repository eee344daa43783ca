import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SeqList } from '../../../main/log/seqs'

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
          for (let i = 0; i < operation.push; i += 1, seq += operation.step) {
            list.push(seq)
            model.push(seq)
          }
        } else {
          const floor = model[first + Math.floor((model.length - first) * operation.drop)] ?? seq
          list.dropBelow(floor)
          while ((model[first] ?? Infinity) < floor) first += 1
        }
        expect([list.first, list.end]).toEqual([first, model.length])
      }
      expect(Array.from({ length: model.length - first }, (_, i) => list.at(first + i))).toEqual(model.slice(first))
    }),
    { numRuns: 40 },
  )
})
