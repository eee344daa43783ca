/** A run of text that can be shown as it is, or the sign that stands for one hidden character. */
export interface Segment {
  /** `control` for C0 and DEL, which are common in payloads; `hidden` for what may deceive the eye. */
  kind: 'plain' | 'control' | 'hidden'
  /** The sign's name is in letters: the pictures of U+2400 are missing in many fonts. */
  text: string
  /** The code point that a sign stands for; empty for plain text. */
  title: string
}

export interface SegmentBounds {
  /** Line breaks and tabs are layout, not signs. */
  multiline: boolean
  /** Segments made at most; the rest becomes one plain segment with its hidden characters spelled out. */
  most: number
}

/**
 * Characters without a glyph of their own: they steer the terminal, the text direction or nothing at all.
 * Control and format characters, line and paragraph separators, and the blank Hangul fillers.
 */
const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu

const controls = 'NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'.split(' ')

const names: Readonly<Record<number, string>> = {
  0xad: 'SHY',
  0x61c: 'ALM',
  0x200b: 'ZWSP',
  0x200c: 'ZWNJ',
  0x200d: 'ZWJ',
  0x200e: 'LRM',
  0x200f: 'RLM',
  0x2028: 'LS',
  0x2029: 'PS',
  0x202a: 'LRE',
  0x202b: 'RLE',
  0x202c: 'PDF',
  0x202d: 'LRO',
  0x202e: 'RLO',
  0x2060: 'WJ',
  0x2066: 'LRI',
  0x2067: 'RLI',
  0x2068: 'FSI',
  0x2069: 'PDI',
  0xfeff: 'BOM',
}

/** Splits text so that every hidden character is seen as a sign with its name. */
export function segments(text: string, { multiline, most }: SegmentBounds): Segment[] {
  const found: Segment[] = []
  let end = 0
  for (const match of text.matchAll(hidden)) {
    if (multiline && isLayout(match[0])) continue
    if (found.length + 3 > most) break
    if (match.index > end) found.push(plain(text.slice(end, match.index)))
    found.push(sign(match[0]))
    end = match.index + match[0].length
  }
  if (end < text.length) found.push(plain(spellOut(text.slice(end), multiline)))
  return found
}

/** Text on one line of a list, where a name or a preview may be anything at all. */
export function oneLine(text: string): Segment[] {
  return segments(text, { multiline: false, most: 60 })
}

/** The same where only plain text goes: a menu, a tooltip, a toast. */
export function plainLine(text: string): string {
  return spellOut(text, false)
}

function plain(text: string): Segment {
  return { kind: 'plain', text, title: '' }
}

function sign(char: string): Segment {
  const code = char.codePointAt(0) ?? 0
  const title = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
  if (code === 0x7f) return { kind: 'control', text: 'DEL', title }
  return code < 0x20 ? { kind: 'control', text: controls[code] ?? title, title } : { kind: 'hidden', text: names[code] ?? title, title }
}

function spellOut(text: string, multiline: boolean): string {
  return text.replace(hidden, (char) => {
    return multiline && isLayout(char) ? char : `‹${sign(char).text}›`
  })
}

function isLayout(char: string): boolean {
  return char === '\n' || char === '\t' || char === '\r'
}

/**
 * Cuts text into pieces of about `size` characters, at a line break where one is near: a piece is laid out only when it is
 * scrolled into view, so that a megabyte in one line doesn't freeze the window. Never cuts a surrogate pair.
 */
export function pieces(text: string, size: number): { from: number; to: number }[] {
  const cuts: { from: number; to: number }[] = []
  let from = 0
  while (from < text.length) {
    let to = Math.min(from + size, text.length)
    if (to < text.length) {
      const lineEnd = text.lastIndexOf('\n', to - 1)
      if (lineEnd >= from + size / 2) to = lineEnd + 1
      else if (isHighSurrogate(text.charCodeAt(to - 1))) to += 1
    }
    cuts.push({ from, to })
    from = to
  }
  return cuts
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff
}
