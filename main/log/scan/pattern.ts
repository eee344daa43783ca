/** Turns literal text into a pattern over raw UTF-8 bytes, so that searching never decodes a payload. */

/**
 * The pattern reads bytes as characters 0…255 (latin1). It has no repetition: searching takes at most bytes × letters.
 * Case is folded letter by letter as Unicode's simple case folding does, the one of JavaScript's `iu` flags. Text that is not well formed counts as U+FFFD.
 */
export function foldedPattern(text: string): RegExp {
  const letters = Array.from(Buffer.from(text).toString(), (letter) => caseVariants(letter).map((variant) => Buffer.from(variant)))
  return new RegExp(letters.map(alternatives).join(''), 'g')
}

/** UTF-8 is prefix-free and self-synchronizing: at one place at most one variant fits, and none inside another character. */
function alternatives(variants: readonly Buffer[]): string {
  const escaped = variants.map((bytes) => bytes.toString('hex').replace(/../g, '\\x$&'))
  if (escaped.length === 1) return escaped.join('')
  // A class of single bytes is searched faster than an alternation.
  return variants.every((bytes) => bytes.length === 1) ? `[${escaped.join('')}]` : `(?:${escaped.join('|')})`
}

/** Where letters live that share their case partner with another one (K and the Kelvin sign, σ and ς), so that changing case does not find them. */
const crowded = (
  [
    [0xb5, 0xb5],
    [0x17f, 0x17f],
    [0x1c5, 0x1f2],
    [0x345, 0x345],
    [0x390, 0x3f5],
    [0x1c80, 0x1c8f],
    [0x1e9b, 0x1e9e],
    [0x1f80, 0x1fff],
    [0x2126, 0x212b],
    [0xfb05, 0xfb06],
  ] as const
)
  .flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)))
  .join('')

/** All letters that are the same as `letter` but for case, itself included. */
export function caseVariants(letter: string): string[] {
  const lower = letter.toLowerCase()
  const upper = letter.toUpperCase()
  const same = new RegExp(`\\u{${(letter.codePointAt(0) ?? 0).toString(16)}}`, 'giu')
  return [...new Set([letter, lower, upper, lower.toUpperCase(), upper.toLowerCase(), crowded].join('').match(same))]
}
