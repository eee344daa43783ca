/** Bytes in one row: a usual dump, or half of one where there is no room for it. */
export type HexWidth = 8 | 16

export interface HexRow {
  /** Place of the first byte in the payload: 0000a3f0 */
  offset: string
  /** Pairs of digits, a wider gap after eight of them, blank where the payload has ended. */
  pairs: string
  /** Printable ASCII; a dot for everything else. */
  ascii: string
}

export function hexRowCount(size: number, width: HexWidth): number {
  return Math.ceil(size / width)
}

/** One row of a hex dump, made on demand: a dump of any length costs what is on screen. `bytes` begin at `base` of the payload. */
export function hexRow(bytes: Uint8Array, index: number, width: HexWidth, base = 0): HexRow {
  const start = index * width
  const row = bytes.subarray(start - base, start - base + width)
  const groups = Array.from({ length: width / 8 }, (_, i) => group(row, i * 8))
  return { offset: offsetText(start), pairs: groups.join('  '), ascii: Array.from(row, printable).join('') }
}

export function offsetText(byte: number): string {
  return byte.toString(16).padStart(8, '0')
}

/** Where in `pairs` the digits of a byte of the row begin. */
export function pairPlace(byte: number): number {
  return byte * 3 + Math.floor(byte / 8)
}

/** The byte of the row whose digits are at, or next before, a character of `pairs`. */
export function byteAt(place: number, width: HexWidth): number {
  const group = Math.floor(Math.max(0, place) / 25)
  return Math.min(width - 1, group * 8 + Math.min(7, Math.floor((Math.max(0, place) - group * 25) / 3)))
}

/** Bytes as `48 65 6c 6c 6f`, for the clipboard and the composer. */
export function hexText(bytes: Uint8Array): string {
  return Array.from(bytes, pair).join(' ')
}

function group(row: Uint8Array, from: number): string {
  return Array.from({ length: 8 }, (_, i) => {
    const byte = row[from + i]
    return byte === undefined ? '  ' : pair(byte)
  }).join(' ')
}

function pair(byte: number): string {
  return byte.toString(16).padStart(2, '0')
}

function printable(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·'
}
