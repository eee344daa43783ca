/** Cookie secrets: which values of cookies look like what a server knows its client by. */

/** Shorter ones are words, and so are those in between that have no digit, such as `accepted` or `Europe/Zurich`: to hide them would spoil messages. */
const shortest = 8
const surelySecret = 20

/** Of a Cookie header. Each as it is, and decoded: a server may echo either. */
export function secretsInCookies(header: string): string[] {
  return header.split('; ').flatMap(secretsIn)
}

/** Of Set-Cookie headers (RFC 6265 §5.2). */
export function secretsInSetCookies(lines: readonly string[]): string[] {
  return lines.flatMap((line) => secretsIn(line.split(';', 1)[0] ?? ''))
}

function secretsIn(pair: string): string[] {
  const at = pair.indexOf('=')
  // Quotes may go round it (RFC 6265 §4.1.1), and are no part of it.
  const value = pair.slice(at + 1).trim().replace(/^"(.*)"$/s, '$1')
  return looksSecret(value) ? [...new Set([value, decoded(value)])] : []
}

function looksSecret(value: string): boolean {
  return value.length >= surelySecret || (value.length >= shortest && /\d/.test(value) && /[A-Za-z]/.test(value))
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    // A percent sign of its own.
    return value
  }
}
