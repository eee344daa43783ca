/** Text for the outside: JSON strings that are safe to print, and long payloads as strings piece by piece. */

/** Bytes turned into a string at a time. */
const pieceBytes = 192 * 1024

/** JSON allows these, but terminals and line readers take them for commands and line ends. */
const unsafe = /[\u007f-\u009f\u2028\u2029]/
const allUnsafe = new RegExp(unsafe, 'g')

/** A JSON string that is safe to print: on one line, without control characters. */
export function quoted(text: string): string {
  return safe(JSON.stringify(text))
}

/** JSON that is as safe: only its strings can hold such characters. */
export function safeJson(value: object): string {
  return safe(JSON.stringify(value))
}

function safe(json: string): string {
  return unsafe.test(json) ? json.replace(allUnsafe, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`) : json
}

/** Parts of a payload, which is UTF-8, as text: cut between code points. */
export function* textPieces(utf8: Buffer): Generator<string> {
  for (let start = 0; start < utf8.length; ) {
    let end = Math.min(start + pieceBytes, utf8.length)
    // A code point has up to three continuation bytes, 10xxxxxx (RFC 3629 §3); more of them are no UTF-8, and cut anywhere.
    for (let steps = 0; steps < 3 && end < utf8.length && ((utf8[end] ?? 0) & 0xc0) === 0x80; steps += 1) end -= 1
    yield utf8.toString('utf8', start, end)
    start = end
  }
}
