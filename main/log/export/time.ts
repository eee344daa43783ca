/** Times as exports write them: to the microsecond, in UTC. */

/** Microseconds since 1970: whole, and exact up to the year 2255. */
function microsOf(at: number): number {
  return Math.round(at * 1000)
}

/** Second and its text of the last call: entries of the same second follow each other. */
let known = { second: NaN, text: '' }

/** "2026-11-21T21:16:33.123456Z" of epoch milliseconds. */
export function isoTime(at: number): string {
  const micros = microsOf(at)
  const second = Math.floor(micros / 1e6)
  if (second !== known.second) known = { second, text: new Date(second * 1000).toISOString().slice(0, 20) }
  return `${known.text}${sixDigits(micros - second * 1e6)}Z`
}

/** "1795295793.123456": seconds since 1970, as a HAR's messages have them. */
export function epochSeconds(at: number): string {
  const micros = microsOf(at)
  const second = Math.floor(micros / 1e6)
  return `${second}.${sixDigits(micros - second * 1e6)}`
}

function sixDigits(micros: number): string {
  return String(1e6 + micros).slice(1)
}

/** Epoch milliseconds of what `isoTime` wrote, or of any ISO 8601 date and time with an offset; null for any other text. */
export function readIsoTime(text: string): number | null {
  const [, second, fraction = '', offset] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:?\d\d)$/.exec(text) ?? []
  if (second === undefined || offset === undefined) return null
  const whole = Date.parse(`${second}${offset}`)
  // Micros are whole numbers of 53 bits: a sum of milliseconds and a fraction would differ in its last bits from what was written.
  return Number.isNaN(whole) ? null : (whole * 1000 + Math.round(Number(`0.${fraction || '0'}`) * 1e6)) / 1000
}
