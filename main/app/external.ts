/** Which links may leave the app for the system's browser. */
import { limits } from '../../shared/limits'

/** The link to open, normalised, or null. Only https, and without a login inside: other schemes start other programs. */
export function externalUrl(text: string): string | null {
  if (text.length > limits.urlLength || !URL.canParse(text)) return null
  const url = new URL(text)
  return url.protocol === 'https:' && url.username === '' && url.password === '' ? url.href : null
}
