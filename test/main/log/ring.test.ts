import { expect, test } from 'vitest'
import { SegmentRing } from '../../../main/log/ring'
import { rowBytes } from '../../../main/log/segment'

const blockBytes = 16 * rowBytes
/** Four of these fill a block. */
const quarter = new Uint8Array(3 * rowBytes)

function ringOf(blocks: number) {
  return new SegmentRing({ maxBytes: blocks * blockBytes, blockBytes })
}

function fill(ring: SegmentRing, count: number, payload = quarter) {
  for (let i = 0; i < count; i += 1) ring.append(0, 0, payload, i)
}

test('drops the oldest whole block when another one is needed, and counts its entries', () => {
  const ring = ringOf(2)
  fill(ring, 8)
  expect([ring.firstSeq, ring.head, ring.dropped]).toEqual([1, 8, 0])
  fill(ring, 1)
  expect([ring.firstSeq, ring.head, ring.dropped, ring.keptBytes]).toEqual([5, 9, 4, 5 * 4 * rowBytes])
  fill(ring, 4)
  expect([ring.firstSeq, ring.head, ring.dropped]).toEqual([9, 13, 8])
})

test('finds each kept entry in its segment and no other', () => {
  const ring = ringOf(7)
  fill(ring, 100)
  for (let seq = 0; seq <= 101; seq += 1) {
    const segment = ring.find(seq)
    if (seq < ring.firstSeq || seq > 100) expect(segment).toBeNull()
    else expect(segment?.at(seq - segment.firstSeq)).toBe(seq - 1)
  }
})

test('uses the memory of a dropped block again', () => {
  const ring = ringOf(2)
  fill(ring, 4)
  const memory = ring.find(1)?.memory
  fill(ring, 5)
  expect(ring.find(9)?.memory).toBe(memory)
})

test('gives a payload larger than a block a block of its own', () => {
  const ring = ringOf(4)
  fill(ring, 1)
  fill(ring, 1, new Uint8Array(2 * blockBytes).fill(7))
  fill(ring, 1)
  expect([ring.firstSeq, ring.dropped]).toEqual([2, 1])
  expect(ring.find(2)?.view(0)).toHaveLength(2 * blockBytes)
  expect(ring.find(2)?.count).toBe(1)
})

test('keeps a payload larger than everything alone, until the next block is needed', () => {
  const ring = ringOf(4)
  fill(ring, 10)
  fill(ring, 1, new Uint8Array(9 * blockBytes))
  expect([ring.firstSeq, ring.head, ring.dropped]).toEqual([11, 11, 10])
  expect(ring.find(11)?.view(0)).toHaveLength(9 * blockBytes)
  fill(ring, 1)
  expect([ring.firstSeq, ring.head, ring.dropped, ring.keptBytes]).toEqual([12, 12, 11, 4 * rowBytes])
})

test('clears entries and counts, and goes on with the seqs', () => {
  const ring = ringOf(2)
  fill(ring, 20)
  ring.clear()
  expect([ring.firstSeq, ring.head, ring.dropped, ring.keptBytes, ring.origin]).toEqual([21, 20, 0, 0, 21])
  expect(ring.append(0, 0, quarter, 0)).toBe(21)
  expect(ring.find(20)).toBeNull()
})
