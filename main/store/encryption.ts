/** Encryption: what the store of secrets asks of the system, and which of it is worth nothing. */

/** The system's encryption. Both functions throw where it fails. */
export interface Cipher {
  /** Name of the system's secret store; `none` where there is no encryption at all. */
  readonly backend: string
  /** Whether the system keeps the key safe. */
  readonly safe: boolean
  /** Answers base64. */
  encrypt(text: string): string
  decrypt(blob: string): string
}

/** No encryption: only ever written to disk for a person who agreed to that. */
export const plainCipher: Cipher = {
  backend: 'none',
  safe: false,
  encrypt: (text) => Buffer.from(text).toString('base64'),
  decrypt: (blob) => Buffer.from(blob, 'base64').toString(),
}

/** Whose key anybody can have: Chromium's fixed password, or none. */
export const weakBackends: ReadonlySet<string> = new Set(['none', 'basic_text', 'unknown'])

const weakEntry = new RegExp(`"backend"\\s*:\\s*"(?:${[...weakBackends].join('|')})"`)

/** Whether the text of a secrets file holds no secret that is kept weakly; of what can't be read as a whole, nobody knows. */
export function isFreeOfWeak(text: string): boolean {
  try {
    JSON.parse(text)
  } catch {
    return false
  }
  return !weakEntry.test(text)
}
