import fc from 'fast-check'
import { expect, test } from 'vitest'
import { limits } from '../../../shared/limits'
import { previewOf, readRow } from '../../../main/log/row'
import { Segment, tagOf } from '../../../main/log/segment'
import { Sources } from '../../../main/log/sources'

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

test('makes a whole row of a record', () => {
  const sources = new Sources()
  const segment = new Segment(41, new ArrayBuffer(256))
  segment.push(sources.slotOf('other'), tagOf('in', 'text'), Buffer.from('no'), 1)
  segment.push(sources.slotOf('c1'), tagOf('out', 'text'), Buffer.from('héllo'), 1_700_000_000_000.5)
  sources.register({ connectionId: 'c1', name: 'Prices', color: 'teal' })
  expect(readRow(segment, 1, sources)).toEqual({
    seq: 42,
    at: 1_700_000_000_000.5,
    source: { connectionId: 'c1', name: 'Prices', color: 'teal' },
    direction: 'out',
    kind: 'text',
    size: 6,
    preview: 'héllo',
    cut: false,
    event: null,
  })
})

test('names the event of a life-cycle row, and only one that is known', () => {
  const sources = new Sources()
  const segment = new Segment(1, new ArrayBuffer(4_096))
  const notes = ['{"event":"failed","words":"x"}', '{"event":"<b>","words":"x"}', 'null', 'not JSON']
  for (const note of notes) segment.push(sources.slotOf('c1'), tagOf('none', 'lifecycle'), Buffer.from(note), 0)
  expect(notes.map((_, index) => readRow(segment, index, sources).event)).toEqual(['failed', null, null, null])
})
