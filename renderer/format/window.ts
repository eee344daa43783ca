/**
 * The text of one window of a payload in UTF-8. A character that is cut by the window's end is taken whole from the bytes that
 * follow (up to three of them are given along), and left out of the window that it ends in.
 */
export function windowText(bytes: Uint8Array, { length, first }: { length: number; first: boolean }): string {
  let from = 0
  while (!first && from < 3 && isContinuation(bytes[from])) from += 1
  let to = Math.min(length, bytes.length)
  while (to < bytes.length && isContinuation(bytes[to])) to += 1
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(from, to))
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80
}
