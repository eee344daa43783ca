import fc from 'fast-check'
import { expect, it } from 'vitest'
import { windowText } from '../../../renderer/format/window'

it('shows every character once, wherever the windows cut', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.integer({ min: 4, max: 12 }), (text, length) => {
      const bytes = new TextEncoder().encode(text)
      const count = Math.ceil(bytes.length / length)
      const windows = Array.from({ length: count }, (_, i) => windowText(bytes.subarray(i * length, (i + 1) * length + 3), { length, first: i === 0 }))
      expect(windows.join('')).toBe(text)
    }),
  )
})

it('shows something for bytes that are no text', () => {
  expect(windowText(Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x41), { length: 5, first: false })).toBe('\ufffdA')
})
