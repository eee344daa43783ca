/** Veiled: a text with the secret values in it taken out. */
import { percentEncoded } from './percent'

/** Longest first, so that a secret within another leaves no rest behind. */
export function veiled(text: string, secrets: Iterable<string>): string {
  const values = [...new Set(secrets)].filter((value) => value !== '').sort((a, b) => b.length - a.length)
  return values.reduce((rest, value) => rest.replaceAll(value, '***'), text)
}

/** The shapes in which a secret travels in a request or stands in a reason. */
export function shapesOf(secret: string): string[] {
  return [secret, secret.trim(), percentEncoded(secret), new URLSearchParams([['', secret]]).toString().slice(1)]
}
