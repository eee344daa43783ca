/** Bytes in one row: a usual dump, or half of one where there is no room for it. */
export type HexWidth = 8 | 16

export interface HexRow {
  /** Place of the first byte in the payload: 0000a3f0 */
  offset: string
  /** Groups of eight, blank where the payload has ended. */
  groups: string[]
  /** Printable ASCII; a dot for everything else. */
  ascii: string
}

export function hexRowCount(size: number, width: HexWidth): number {
  return Math.ceil(size / width)
}

/** One row of a hex dump, made on demand: a dump of any length costs what is on screen. */
export function hexRow(bytes: Uint8Array, index: number, width: HexWidth): HexRow {
  const start = index * width
  const row = bytes.subarray(start, start + width)
  const groups = Array.from({ length: width / 8 }, (_, i) => group(row, i * 8))
  return { offset: start.toString(16).padStart(8, '0'), groups, ascii: Array.from(row, printable).join('') }
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
