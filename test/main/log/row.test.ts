import fc from 'fast-check'
import { expect, test } from 'vitest'
import { limits } from '../../../shared/limits'
import { previewOf, type SlotRow } from '../../../main/log/row'
import { Lookup } from '../../../main/log/scan/lookup'
import { WrittenCapture, written, type WrittenEntry } from '../../support/written-capture'

const most = limits.previewBytes

test('never cuts a code point of text, and shows all that fits', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 0, max: most + 8 }), (tail, padding) => {
      const text = 'x'.repeat(padding) + tail
      const payload = Buffer.from(text)
      const { preview, cut } = previewOf('text', payload)
      const shown = Buffer.byteLength(preview)
      expect(payload.toString().startsWith(preview)).toBe(true)
      expect(shown).toBeLessThanOrEqual(most)
      expect(cut).toBe(shown < payload.length)
      if (cut) expect(shown).toBeGreaterThan(most - 4)
    }),
    { numRuns: 1_000 },
  )
})

test('shows bytes that are not UTF-8 as replacement characters and stays bounded', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2 * most }), (bytes) => {
      const { preview, cut } = previewOf('text', Buffer.from(bytes))
      expect(preview.length).toBeLessThanOrEqual(most)
      expect(cut).toBe(bytes.length > most)
    }),
  )
  expect(previewOf('text', Buffer.alloc(most + 1, 0x80))).toEqual({ preview: '\ufffd'.repeat(most), cut: true })
})

test('shows the first 64 bytes of binary as spaced hex', () => {
  expect(previewOf('binary', Buffer.from([0, 15, 255]))).toEqual({ preview: '00 0f ff', cut: false })
  expect(previewOf('binary', Buffer.alloc(0))).toEqual({ preview: '', cut: false })
  expect(previewOf('binary', Buffer.alloc(64, 1))).toEqual({ preview: new Array(64).fill('01').join(' '), cut: false })
  expect(previewOf('binary', Buffer.alloc(65, 1))).toEqual({ preview: new Array(64).fill('01').join(' '), cut: true })
})

test.each([
  ['', 'No close code'],
  ['03e8', '1000 Normal Closure'],
  ['03f3627965', '1011 Internal Error · bye'],
  ['0fa03c623e', '4000 Application Code · <b>'],
  ['03', '03'],
])('shows the close body %s in words', (hex, preview) => {
  expect(previewOf('close', Buffer.from(hex, 'hex'))).toEqual({ preview, cut: false })
})

test('cuts the reason of a close body that breaks the limit of control frames', () => {
  const { preview, cut } = previewOf('close', Buffer.concat([Buffer.from([3, 232]), Buffer.alloc(10_000, 'x')]))
  expect(preview).toBe(`1000 Normal Closure · ${'x'.repeat(most)}`)
  expect(cut).toBe(true)
})

test.each(['ping', 'pong'] as const)('shows what can be read of a %s as text, the rest as hex', (kind) => {
  expect(previewOf(kind, Buffer.alloc(0)).preview).toBe('')
  expect(previewOf(kind, Buffer.from('tick 7 ✓')).preview).toBe('tick 7 ✓')
  expect(previewOf(kind, Buffer.from([0, 0, 0, 1])).preview).toBe('00 00 00 01')
  expect(previewOf(kind, Buffer.from([0x41, 0xff])).preview).toBe('41 ff')
})

test('shows the words of a life-cycle note, and anything else as it is', () => {
  const note = (value: unknown) => previewOf('lifecycle', Buffer.from(JSON.stringify(value))).preview
  expect(note({ event: 'open', words: 'Open', protocol: 'mqtt' })).toBe('Open')
  expect(note({ event: 'open' })).toBe('{"event":"open"}')
  expect(note(null)).toBe('null')
  expect(previewOf('lifecycle', Buffer.from('{half')).preview).toBe('{half')
  expect(previewOf('lifecycle', Buffer.from(JSON.stringify({ words: 'é'.repeat(most) })))).toEqual({ preview: 'é'.repeat(most / 2), cut: true })
})

test('shows the words of a note that is longer than the part of it that was read', () => {
  const whole = Buffer.from(JSON.stringify({ event: 'failed', words: 'Server “said” \\ "no"', body: 'x'.repeat(1_000) }))
  expect(previewOf('lifecycle', whole.subarray(0, 600), whole.length)).toEqual({ preview: 'Server “said” \\ "no"', cut: false })
  // Not even the words were read: it is shown as it is.
  expect(previewOf('lifecycle', whole.subarray(0, 30), whole.length)).toEqual({ preview: whole.toString('utf8', 0, 30), cut: true })
})

function rowsOf(entries: readonly WrittenEntry[]): SlotRow[] {
  const capture = new WrittenCapture()
  capture.add(entries, 41)
  return new Lookup().rows({ kind: 'rows', folder: capture.folder, wanted: [{ run: capture.runs.at(0) ?? expect.fail(), seqs: entries.map((_, i) => 41 + i) }] })
}

test('makes a whole row of an entry', () => {
  const [, row] = rowsOf([written('no', { connectionId: 'other' }), written('héllo', { direction: 'out', at: 1_700_000_000_000.5, compressed: true })])
  expect(row).toEqual({
    seq: 42,
    at: 1_700_000_000_000.5,
    elapsed: 42,
    slot: 2,
    direction: 'out',
    kind: 'text',
    size: 6,
    preview: 'héllo',
    cut: false,
    event: null,
    compressed: true,
  })
})

test('shows a mark as the text it is, and belonging to no connection', () => {
  const [row] = rowsOf([written('before the deploy', { connectionId: '', direction: 'none', kind: 'mark' })])
  expect(row).toMatchObject({ slot: 0, kind: 'mark', preview: 'before the deploy', event: null, compressed: false })
})

test('names the event of a life-cycle row, and only one that is known', () => {
  const notes = ['{"event":"failed","words":"x"}', '{"event":"<b>","words":"x"}', 'null', 'not JSON']
  const rows = rowsOf(notes.map((note) => written(note, { direction: 'none', kind: 'lifecycle' })))
  expect(rows.map((row) => row.event)).toEqual(['failed', null, null, null])
})

test('knows that a payload is longer than the part of it that was read', () => {
  const begin = Buffer.alloc(most + 4, 'x')
  for (const kind of ['text', 'mark', 'binary', 'ping', 'close', 'lifecycle'] as const) expect(previewOf(kind, begin, 100_000_000).cut).toBe(true)
})
