/** Opening: what the system asks Sockdeck to open, a link or a shared file, as the person is asked about it. */
import { limits } from './limits'
import { changeUrlSecrets, filledUrlProblem, protocolsProblem, redactProtocol } from './url'
import { t } from './words/words'

/** The ending of what is shared; the same JSON under `.json` is taken as well. */
export const sharedEnding = 'sockdeck'

/** As it came from outside: nothing is known of it. A path is absolute. */
export type OpeningRequest = { kind: 'link'; text: string } | { kind: 'file'; path: string }

/** What a link asks for. */
export interface LinkTarget {
  /** Normalised: what is shown is what is dialled. */
  url: string
  name: string
  /** '': none. */
  protocol: string
  /** Logins and tokens that were in it, and are left out. */
  secretsLeft: number
}

/** What a file holds; of each list at most `limits.openingRows`, `totals` count all. */
export interface SharedContent {
  folders: string[]
  profiles: { name: string; url: string; summary: string[] }[]
  decks: { name: string; sockets: number }[]
  totals: { folders: number; profiles: number; decks: number }
  /** Values that look like a password, token or key, though an export has none. */
  secrets: number
}

export type LinkOpening = LinkTarget & { id: number; kind: 'link' }
/** `name` is the file's, without its folder. */
export type FileOpening = SharedContent & { id: number; kind: 'file'; name: string }
export type Opening = LinkOpening | FileOpening

/** What waits for a person's word, the first first. */
export interface Openings {
  /** The window that asks, by its page; null: none is open. */
  shownIn: number | null
  list: Opening[]
}

/** Words where the link is refused: they quote nothing of it. Never throws. */
export function readLink(text: string): LinkTarget | string {
  if (text.length > limits.linkCharacters) return t('opening.refused.long')
  const fields = fieldsOf(text)
  if (typeof fields === 'string') return fields
  const { url = '', name = '', subprotocol = '' } = fields
  const target = targetOf(url)
  if (typeof target === 'string') return target
  // Its own words would quote it.
  if (subprotocol !== '' && protocolsProblem([subprotocol]) !== null) return t('opening.refused.subprotocol')
  // Some servers take a token as a subprotocol.
  const smuggled = redactProtocol(subprotocol) !== subprotocol
  return {
    url: target.url,
    name: cut(name) || cut(placeOf(target.url)),
    protocol: smuggled ? '' : subprotocol,
    secretsLeft: target.secretsLeft + (smuggled ? 1 : 0),
  }
}

const known = ['url', 'name', 'subprotocol'] as const
type Field = (typeof known)[number]

/** Each at most once, and nothing else: what a later Sockdeck may mean by more must not be half understood by this one. */
function fieldsOf(text: string): Partial<Record<Field, string>> | string {
  const query = /^sockdeck:\/\/open\/?\?([^#]*)$/i.exec(text.trim())?.[1]
  if (query === undefined) return t('opening.refused.foreign')
  const fields: Partial<Record<Field, string>> = {}
  for (const [key, value] of new URLSearchParams(query)) {
    const field = known.find((name) => name === key)
    if (field === undefined) return t('opening.refused.unknown')
    if (fields[field] !== undefined) return t('opening.refused.twice')
    fields[field] = value
  }
  return fields
}

/** Throws nothing: `filledUrlProblem` has parsed it before. */
function targetOf(text: string): { url: string; secretsLeft: number } | string {
  if (text.length > limits.urlLength) return t('check.url.tooLong')
  const problem = filledUrlProblem(text)
  if (problem !== null) return problem
  let secretsLeft = 0
  const count = () => {
    secretsLeft += 1
    return ''
  }
  const url = changeUrlSecrets(withoutLogin(text.trim(), count), count)
  // A profile's URL is a template: this one would be filled with the person's own variables, and tell them to whoever wrote the link.
  if (url.includes('{{')) return t('opening.refused.variable')
  return url.length > limits.urlLength ? t('check.url.tooLong') : { url, secretsLeft }
}

function withoutLogin(text: string, found: () => string): string {
  if (/^ws\+unix:/i.test(text)) return text
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') {
    url.username = found()
    url.password = ''
  }
  return url.href
}

/** Host and path, without a query that says nothing to a reader. */
function placeOf(url: string): string {
  return url.replace(/^(?:wss?:\/\/|ws\+unix:)/i, '').replace(/\?.*$/s, '').replace(/\/$/, '')
}

/** Never through the middle of a surrogate pair. */
function cut(text: string): string {
  return text.trim().slice(0, limits.nameLength).replace(/[\uD800-\uDBFF]$/, '').trim()
}
