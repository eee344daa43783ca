import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chunkBytes, headerBytes, readHeader } from '../../../../main/log/format/chunk'
import { ChunkView } from '../../../../main/log/format/chunk-view'
import { captureIdAt, isCaptureId, segmentName, segmentOf } from '../../../../main/log/format/manifest'
import { makeTrailer, readTrailer } from '../../../../main/log/format/meta'
import { Block, markedTag } from '../../../../main/log/record/block'

const entry = fc.record({
  slot: fc.nat(1_000_000),
  tag: fc.nat(23),
  compressed: fc.boolean(),
  at: fc.double({ noNaN: true }),
  elapsed: fc.double({ min: 0, noNaN: true }),
  payload: fc.uint8Array({ maxLength: 200 }),
})

test('a chunk gives back every entry that a block took', () => {
  fc.assert(
    fc.property(fc.array(entry, { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 2 ** 40 }), fc.nat(), (entries, firstSeq, offset) => {
      const block = new Block(200 * 40, 40)
      block.begin(firstSeq, 3)
      for (const { slot, tag, compressed, at, elapsed, payload } of entries) block.push(slot, markedTag(tag, compressed), at, elapsed, payload)
      const chunk = Buffer.concat(block.chunkAt(offset))
      const header = readHeader(chunk, 0, offset)
      if (header === null) throw new Error('no header')
      expect(chunk.length).toBe(chunkBytes(header))
      expect(header).toMatchObject({ firstSeq, rows: entries.length, missed: 3 })
      const view = new ChunkView(header, chunk.subarray(headerBytes))
      const read = Array.from({ length: view.count }, (_, i) => ({
        slot: view.slot(i), tag: view.tag(i), compressed: view.compressed(i), at: view.at(i), elapsed: view.elapsed(i), payload: new Uint8Array(view.bytes(i)),
      }))
      expect(read).toEqual(entries)
    }),
  )
})

test.each([1, 7, 8, 1_000_001])('a message of %i bytes that is kept as it is makes the same chunk as one that is copied', (size) => {
  const payload = Buffer.alloc(size + 3, 'message').subarray(3)
  const [kept, copied] = [new Block(null), new Block(size, 1)]
  for (const block of [kept, copied]) {
    block.begin(7, 0)
    expect(block.fits(size)).toBe(true)
    block.push(2, markedTag(1, true), 5, 6, payload)
    expect(block.fits(0)).toBe(false)
  }
  expect(Buffer.concat(kept.chunkAt(64)).equals(Buffer.concat(copied.chunkAt(64)))).toBe(true)
  expect(kept.bytes).toBe(copied.bytes)
})

test('a header that was changed in any bit, or stands elsewhere, is none', () => {
  const block = new Block(8, 1)
  block.begin(1, 0)
  block.push(0, 0, 1, 1, Buffer.from('x'))
  const chunk = Buffer.concat(block.chunkAt(4096))
  expect(readHeader(chunk, 0, 4096)).not.toBeNull()
  expect(readHeader(chunk, 0, 0)).toBeNull()
  for (let bit = 0; bit < headerBytes * 8; bit += 1) {
    const flipped = Buffer.from(chunk)
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    expect(readHeader(flipped, 0, 4096)).toBeNull()
  }
})

test('a trailer that was changed in any bit is none', () => {
  const trailer = makeTrailer(123_456)
  expect(readTrailer(trailer)).toBe(123_456)
  for (let bit = 0; bit < trailer.length * 8; bit += 1) {
    const flipped = Buffer.from(trailer)
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    expect(readTrailer(flipped)).toBeNull()
  }
})

test('names of captures and segments sort by time, and nothing else is taken for one', () => {
  expect(captureIdAt(Date.UTC(2026, 10, 21, 9, 8, 7, 65), 'abcdefgh-1')).toBe('2026-11-21_09-08-07-065_abcdefgh')
  expect(isCaptureId(captureIdAt(Date.now(), 'ab-12345'))).toBe(true)
  for (const name of ['', '..', '.importing-x', 'a/b', 'a\\b', 'a'.repeat(65)]) expect(isCaptureId(name)).toBe(false)
  expect([segmentName(7), segmentOf('000007.seg'), segmentOf(segmentName(12_345_678))]).toEqual(['000007.seg', 7, 12_345_678])
  for (const name of ['7.seg', '000007.seg.new', 'capture.json']) expect(segmentOf(name)).toBeNull()
})
