import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { headerBytes, rowBytes } from '../../../../main/log/format/chunk'
import { segmentPath } from '../../../../main/log/format/manifest'
import type { Run } from '../../../../main/log/format/runs'
import { Lookup } from '../../../../main/log/scan/lookup'
import { WrittenCapture, written } from '../../../support/written-capture'

const MiB = 1024 * 1024

function runOf({ runs }: WrittenCapture, seq: number): Run {
  return runs.find(seq) ?? expect.fail(`${seq} is in no run`)
}

function rows(lookup: Lookup, capture: WrittenCapture, seqs: number[]) {
  return lookup.rows({ kind: 'rows', folder: capture.folder, wanted: [{ run: runOf(capture, seqs[0] ?? 0), seqs }] })
}

function payload(lookup: Lookup, capture: WrittenCapture, seq: number, [offset, length]: [number, number]) {
  return lookup.payload({ kind: 'payload', folder: capture.folder, run: runOf(capture, seq), seq, offset, length })
}

/** Entries 1 to 4 in two small chunks that make one run, 5 and 6 in a long one. */
function capture(): WrittenCapture {
  const capture = new WrittenCapture()
  capture.add([written('one'), written('two')])
  capture.add([written('three'), written('four')])
  capture.add([written('five'), written(Buffer.alloc(3 * MiB, '0123456789'))])
  return capture
}

test('reads rows from all chunks of a run, and only those asked for', () => {
  expect(rows(new Lookup(), capture(), [2, 3]).map(({ seq, preview }) => [seq, preview])).toEqual([[2, 'two'], [3, 'three']])
  expect(rows(new Lookup(), capture(), [1, 4]).map(({ seq, preview }) => [seq, preview])).toEqual([[1, 'one'], [4, 'four']])
})

test('reads rows of a long chunk as those of a short one', () => {
  const [five, six] = rows(new Lookup(), capture(), [5, 6])
  expect(five).toMatchObject({ seq: 5, preview: 'five', size: 4, cut: false })
  expect(six).toMatchObject({ seq: 6, preview: Buffer.alloc(512, '0123456789').toString(), size: 3 * MiB, cut: true })
})

test('reads as much of a window as there is, in memory of its own', () => {
  const lookup = new Lookup()
  const written = capture()
  const text = (seq: number, window: [number, number]) => {
    const { bytes } = payload(lookup, written, seq, window)
    expect(bytes.buffer.byteLength).toBe(bytes.length)
    return Buffer.from(bytes).toString()
  }
  expect([text(3, [0, 100]), text(3, [1, 2]), text(3, [4, 9]), text(3, [5, 9]), text(3, [99, 9])]).toEqual(['three', 'hr', 'e', '', ''])
  expect([text(6, [MiB, 12]), text(6, [3 * MiB - 3, 12]), text(6, [4 * MiB, 1])]).toEqual(['678901234567', '567', ''])
  expect(payload(lookup, written, 6, [0, 1])).toMatchObject({ kind: 'text', size: 3 * MiB })
})

test('shows nothing of a chunk whose checksum is wrong, and names its file and byte', () => {
  const broken = capture()
  const { offset } = runOf(broken, 5)
  broken.damage(1, offset - 3)
  const second = headerBytes + 2 * rowBytes + 8
  const words = { code: 'capture-damaged', message: `This capture is damaged: 000001.seg, byte ${second}: its checksum is wrong` }
  expect(() => rows(new Lookup(), broken, [3])).toThrow(expect.objectContaining(words) as Error)
  expect(() => payload(new Lookup(), broken, 4, [0, 9])).toThrow(expect.objectContaining(words) as Error)
  expect(rows(new Lookup(), broken, [1, 2])).toHaveLength(2)
})

test('checks all of a long chunk before it shows a part of it', () => {
  const broken = capture()
  const { offset, bytes } = runOf(broken, 5)
  broken.damage(1, offset + bytes - 100)
  const words = { code: 'capture-damaged', message: `This capture is damaged: 000001.seg, byte ${offset}: its checksum is wrong` }
  const lookup = new Lookup()
  for (let again = 0; again < 2; again += 1) {
    expect(() => rows(lookup, broken, [5])).toThrow(expect.objectContaining(words) as Error)
    expect(() => payload(lookup, broken, 6, [0, 9])).toThrow(expect.objectContaining(words) as Error)
  }
})

test('names the byte where a header is not as it was written', () => {
  for (const seq of [1, 5]) {
    const broken = capture()
    const { offset } = runOf(broken, seq)
    broken.damage(1, offset + 20)
    const words = { code: 'capture-damaged', message: `This capture is damaged: 000001.seg, byte ${offset}: no entries begin there` }
    expect(() => rows(new Lookup(), broken, [seq])).toThrow(expect.objectContaining(words) as Error)
  }
})

test('says so when a segment is gone', () => {
  const gone = capture()
  rmSync(segmentPath(gone.folder, 1))
  const words = { code: 'capture-damaged', message: expect.stringContaining('000001.seg') as string }
  expect(() => rows(new Lookup(), gone, [1])).toThrow(expect.objectContaining(words) as Error)
})

test('reads a window of 100 MiB without reading all of it twice', () => {
  const large = new WrittenCapture()
  const size = 100 * MiB
  const bytes = Buffer.alloc(size, 'x')
  bytes.write('here', size - 10)
  large.add([written(bytes, { kind: 'binary' })])
  const lookup = new Lookup()
  expect(Buffer.from(payload(lookup, large, 1, [size - 10, 4]).bytes).toString()).toBe('here')
  // Checked once: what happens to the rest of the file afterwards is not looked at again.
  large.damage(1, headerBytes + rowBytes + 5_000)
  expect(payload(lookup, large, 1, [0, 4]).bytes).toEqual(new Uint8Array(Buffer.from('xxxx')))
  expect(() => payload(new Lookup(), large, 1, [0, 4])).toThrow(expect.objectContaining({ code: 'capture-damaged' }) as Error)
})
