import { expect, it } from 'vitest'
import { byteAt, hexRow, hexRowCount, hexText, pairPlace } from '../../../renderer/format/hex'

const bytes = Uint8Array.from({ length: 40 }, (_, i) => i + 0x38)

it('shows sixteen bytes a row with their place and their printable characters', () => {
  expect(hexRow(bytes, 1, 16)).toEqual({
    offset: '00000010',
    pairs: '48 49 4a 4b 4c 4d 4e 4f  50 51 52 53 54 55 56 57',
    ascii: 'HIJKLMNOPQRSTUVW',
  })
})

it('shows eight bytes a row where room is short', () => {
  expect(hexRow(bytes, 1, 8)).toEqual({ offset: '00000008', pairs: '40 41 42 43 44 45 46 47', ascii: '@ABCDEFG' })
})

it('keeps the columns of a last row that is short', () => {
  const row = hexRow(bytes, 2, 16)
  expect(row.pairs).toBe(`58 59 5a 5b 5c 5d 5e 5f  ${' '.repeat(23)}`)
  expect(row.ascii).toBe('XYZ[\\]^_')
})

it('puts a dot for bytes that are not printable ASCII', () => {
  expect(hexRow(Uint8Array.of(0, 0x1f, 0x20, 0x7e, 0x7f, 0xff), 0, 16).ascii).toBe('·· ~··')
})

it('counts the rows of a size', () => {
  expect([0, 1, 16, 17].map((size) => hexRowCount(size, 16))).toEqual([0, 1, 1, 2])
  expect(hexRowCount(17, 8)).toBe(3)
})

it('writes bytes as the composer reads them', () => {
  expect(hexText(Uint8Array.of(0, 255, 16))).toBe('00 ff 10')
})

it('shows a row of a part that begins somewhere in the payload', () => {
  expect(hexRow(bytes.subarray(16), 1, 16, 16)).toEqual(hexRow(bytes, 1, 16))
})

it.each([8, 16] as const)('finds the byte of a row of %i by its place in the line, and back', (width) => {
  const all = Array.from({ length: width }, (_, byte) => byte)
  expect(all.map((byte) => byteAt(pairPlace(byte), width))).toEqual(all)
  expect(all.map((byte) => byteAt(pairPlace(byte) + 2, width))).toEqual(all)
  expect([byteAt(-5, width), byteAt(500, width)]).toEqual([0, width - 1])
})
