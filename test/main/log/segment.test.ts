import { expect, test } from 'vitest'
import { directions, entryKinds } from '../../../shared/entry'
import { roomFor, rowBytes, Segment, tagOf, tags } from '../../../main/log/segment'

const bytes = (...values: number[]) => Uint8Array.from(values)

test('gives back what was pushed, field by field', () => {
  const segment = new Segment(10, new ArrayBuffer(256))
  segment.push(3, 7, bytes(1, 2, 3), 1_700_000_000_000.125)
  segment.push(2 ** 27 - 1, 17, bytes(), 1)
  segment.push(0, 0, bytes(4), 2)
  expect(segment.count).toBe(3)
  expect([0, 1, 2].map((i) => segment.at(i))).toEqual([1_700_000_000_000.125, 1, 2])
  expect([0, 1, 2].map((i) => segment.slot(i))).toEqual([3, 2 ** 27 - 1, 0])
  expect([0, 1, 2].map((i) => segment.tag(i))).toEqual([7, 17, 0])
  expect([0, 1, 2].map((i) => [...segment.view(i)])).toEqual([[1, 2, 3], [], [4]])
})

test('is full exactly when payloads and rows meet', () => {
  const segment = new Segment(1, new ArrayBuffer(4 * rowBytes))
  segment.push(0, 0, new Uint8Array(20).fill(1), 1)
  expect(segment.fits(4 * rowBytes - 20 - 2 * rowBytes + 1)).toBe(false)
  expect(segment.fits(4 * rowBytes - 20 - 2 * rowBytes)).toBe(true)
  segment.push(1, 2, new Uint8Array(12).fill(2), 2)
  expect(segment.usedBytes).toBe(4 * rowBytes)
  expect(segment.fits(0)).toBe(false)
  expect([...segment.view(0)]).toEqual(new Array(20).fill(1))
  expect([...segment.view(1)]).toEqual(new Array(12).fill(2))
  expect(segment.at(0)).toBe(1)
})

test('shows nothing of what its memory held before', () => {
  const memory = new ArrayBuffer(128)
  new Segment(1, memory).push(5, 5, new Uint8Array(100).fill(9), 9)
  const segment = new Segment(2, memory)
  expect([segment.count, segment.usedBytes, segment.payloadBytes]).toEqual([0, 0, 0])
  segment.push(0, 0, bytes(), 1)
  expect(segment.view(0)).toHaveLength(0)
})

test('has room for a payload of any size and its row', () => {
  for (const size of [0, 1, 15, 16, 17, 1_000]) {
    const segment = new Segment(1, new ArrayBuffer(roomFor(size)))
    expect(segment.fits(size)).toBe(true)
    expect(segment.fits(size + rowBytes)).toBe(false)
  }
})

test('tags every pair of direction and kind with five bits', () => {
  for (const direction of directions) for (const kind of entryKinds) expect(tags[tagOf(direction, kind)]).toEqual({ direction, kind })
  expect(tags.length).toBeLessThanOrEqual(32)
})
