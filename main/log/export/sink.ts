/** Sink: a fixed block of memory that is filled with text and emptied when it is full. */

/** Bytes of a payload turned into text at a time; a multiple of 3, so that pieces of base64 need no padding in between. */
const pieceBytes = 12 * 1024
/** A byte of a JSON string takes at most six: \u001f. */
const pieceRoom = pieceBytes * 6

const backslash = 0x5c
const quote = 0x22
/** By byte: 0 if it stands for itself in a JSON string, 1 if it needs a second look, else the letter of its short escape. */
const escapes = Uint8Array.from({ length: 256 }, (_, byte) => {
  const short = /^\\([^u])$/.exec(JSON.stringify(String.fromCharCode(byte)).slice(1, -1))?.[1]
  if (short !== undefined) return short.charCodeAt(0)
  return Number(byte < 0x20 || byte === 0x7f || byte === 0xc2 || byte === 0xe2)
})

export abstract class Sink {
  protected readonly buffer: Buffer
  /** Bytes of the buffer that are in use. */
  protected length = 0

  constructor(bufferBytes: number) {
    this.buffer = Buffer.allocUnsafeSlow(Math.max(bufferBytes, 2 * pieceRoom))
  }

  text(text: string): void {
    // UTF-16 takes at most three bytes of UTF-8 for each of its units.
    const most = text.length * 3
    if (most > this.buffer.length) this.add(Buffer.from(text))
    else {
      this.#makeRoom(most)
      this.length += this.buffer.write(text, this.length)
    }
  }

  /** One ASCII character by its code. */
  char(code: number): void {
    this.#makeRoom(1)
    this.buffer[this.length++] = code
  }

  /** Copies bytes as they are. */
  add(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      this.#makeRoom(1)
      const piece = bytes.subarray(at, at + this.buffer.length - this.length)
      this.buffer.set(piece, this.length)
      this.length += piece.length
      at += piece.length
    }
  }

  /** Bytes, which are UTF-8, as a JSON string: on one line and without control characters. */
  quoted(utf8: Uint8Array): void {
    this.char(quote)
    for (let at = 0; at < utf8.length; ) {
      this.#makeRoom(Math.min(pieceRoom, utf8.length * 6))
      at = this.#escape(utf8, at, Math.min(utf8.length, at + pieceBytes - 2))
    }
    this.char(quote)
  }

  /** RFC 4648 §4, without quotes. */
  base64(bytes: Buffer): void {
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      this.#makeRoom(Math.min(pieceRoom, bytes.length * 2))
      this.length += this.buffer.write(bytes.toString('base64', at, at + pieceBytes), this.length, 'latin1')
    }
  }

  /** Takes what is in use of the buffer away, and sets `length` to 0. */
  protected abstract drain(): void

  #makeRoom(bytes: number): void {
    if (this.buffer.length - this.length < bytes) this.drain()
  }

  /** Returns where it came to: `to`, or in a code point that crosses it up to two bytes after it. */
  #escape(utf8: Uint8Array, from: number, to: number): number {
    const { buffer } = this
    let [at, length] = [from, this.length]
    for (; at < to; at += 1) {
      const byte = utf8[at] ?? 0
      const escape = escapes[byte] ?? 0
      const char = escape === 1 ? invisible(utf8, at) : 0
      if (escape > 1) {
        buffer[length++] = backslash
        buffer[length++] = escape
      } else if (char === -1 || escape === 0) buffer[length++] = byte
      else {
        length += buffer.write(`\\u${char.toString(16).padStart(4, '0')}`, length, 'latin1')
        at += utf8Bytes(char) - 1
      }
    }
    this.length = length
    return at
  }
}

/** A control character, which terminals obey, or U+2028/9, which some take for line ends; -1 for any other at this place. */
function invisible(utf8: Uint8Array, at: number): number {
  const [first = 0, second = 0, third = 0] = [utf8[at], utf8[at + 1], utf8[at + 2]]
  if (first < 0x80) return first
  if (first === 0xc2) return second < 0xa0 ? second : -1
  return second === 0x80 && (third === 0xa8 || third === 0xa9) ? 0x2000 + third - 0x80 : -1
}

function utf8Bytes(char: number): number {
  if (char < 0x80) return 1
  return char < 0x800 ? 2 : 3
}
