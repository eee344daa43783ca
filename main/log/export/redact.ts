/** Masks what may be secret in what is told about a connection: URLs, headers, subprotocols. Payloads are never touched. */
import type { EntrySource, LifecycleNote } from '../../../shared/entry'
import { isSecretHeader, redactProtocol, redactUrl } from '../../../shared/url'

/** Just as it is where nothing is secret, so that a round trip changes nothing. */
export function maskUrl(url: string): string {
  const masked = redactUrl(url)
  return URL.canParse(url) && new URL(url).href === masked ? url : masked
}

export function maskSource(source: EntrySource): EntrySource {
  return { ...source, url: maskUrl(source.url) }
}

export function maskHeader(name: string, value: string): string {
  if (name.toLowerCase() === 'sec-websocket-protocol') return value.split(/,\s*/).map(redactProtocol).join(', ')
  // Location, Referer and others hold URLs.
  return isSecretHeader(name) ? '***' : maskUrl(value)
}

/** A copy without secrets, with its keys in the same order. */
export function maskNote(note: LifecycleNote): LifecycleNote {
  const { url, protocol, headers } = note
  const masked: LifecycleNote = { ...note }
  if (typeof url === 'string') {
    masked['url'] = maskUrl(url)
    if (url !== '') masked.words = note.words.replaceAll(url, maskUrl(url))
  }
  if (typeof protocol === 'string' && protocol !== '') {
    masked['protocol'] = redactProtocol(protocol)
    masked.words = masked.words.replaceAll(protocol, redactProtocol(protocol))
  }
  if (Array.isArray(headers)) masked['headers'] = headers.map((header: unknown) => (isHeader(header) ? [header[0], maskHeader(...header)] : header))
  return masked
}

/** A header as notes have it: name and value. */
export function isHeader(header: unknown): header is [string, string] {
  return Array.isArray(header) && header.length === 2 && header.every((part) => typeof part === 'string')
}
