/** Postman: takes over the WebSocket requests of a collection (v2.0 and v2.1), with its folders as names and its variables. */
import type { Found } from '../../shared/exchange'
import { t } from '../../shared/words/words'
import { takeAuth } from './auth'
import { clipped, Draft, rowOf } from './draft'
import { at, listAt, textAt } from './fields'
import { foundOf } from './found'
import { takeHeader, takeHeaderLine } from './header'
import { aim } from './target'
import { usableName, variableOf } from './variable'

interface Walk {
  drafts: Draft[]
  others: number
  left: Set<string>
}

export function looksLikePostman(document: unknown): boolean {
  return Array.isArray(at(document, 'item')) && at(document, 'info') !== undefined
}

export function readPostman(document: unknown): Found {
  const walk: Walk = { drafts: [], others: 0, left: new Set() }
  takeItems(walk, document, { path: '', auth: at(document, 'auth') })
  if (walk.others > 0) walk.left.add(t('main.left.httpRequests', { requests: walk.others }))
  if (walk.drafts.length === 0) walk.left.add(t('main.left.postmanExport'))
  const variables = listAt(document, 'variable').map((one) => {
    const key = textAt(one, 'key')
    return variableOf(usableName(key === '' ? textAt(one, 'id') : key), textAt(one, 'value'), textAt(one, 'type') === 'secret', at(one, 'disabled') !== true)
  })
  return foundOf({ format: 'postman', drafts: walk.drafts, variables, left: [...walk.left] })
}

interface Around {
  path: string
  auth: unknown
}

/** Depth is bounded by the reader of the document. */
function takeItems(walk: Walk, parent: unknown, { path, auth }: Around): void {
  if (listAt(parent, 'event').length > 0) walk.left.add(t('main.left.scripts'))
  for (const item of listAt(parent, 'item')) {
    const name = [path, clipped(textAt(item, 'name'))].filter((part) => part !== '').join(' / ')
    const own = at(item, 'request', 'auth') ?? at(item, 'auth') ?? auth
    if (Array.isArray(at(item, 'item'))) takeItems(walk, item, { path: name, auth: own })
    else if (isWebSocket(item)) walk.drafts.push(draftOf(item, name, own))
    else walk.others += 1
  }
}

function urlOf(item: unknown): string {
  const whole = textAt(item, 'request')
  if (whole !== '') return whole
  const url = at(item, 'request', 'url') ?? at(item, 'url')
  const raw = typeof url === 'string' ? url : textAt(url, 'raw')
  return raw.trim()
}

function isWebSocket(item: unknown): boolean {
  const kinds = [textAt(item, 'type'), textAt(item, 'request', 'type'), textAt(item, 'request', 'method'), textAt(item, 'protocol')]
  return /^wss?:\/\//i.test(urlOf(item)) || kinds.some((kind) => /^(?:ws|websocket|ws-raw|ws-raw-request|ws-request)$/i.test(kind))
}

function draftOf(item: unknown, name: string, auth: unknown): Draft {
  const draft = new Draft()
  draft.name = name
  const url = at(item, 'request', 'url') ?? at(item, 'url')
  aim(draft, withPathVariables(urlOf(item), listAt(url, 'variable')))
  for (const one of listAt(url, 'query')) if (at(one, 'disabled') === true) draft.row('query', rowOf(textAt(one, 'key'), textAt(one, 'value'), false))
  const header = at(item, 'request', 'header') ?? at(item, 'header')
  if (typeof header === 'string') header.split(/\r?\n/).filter((line) => line.trim() !== '').forEach((line) => takeHeaderLine(draft, line))
  for (const one of listAt(header)) takeHeader(draft, textAt(one, 'key'), textAt(one, 'value'), at(one, 'disabled') !== true)
  const kind = textAt(auth, 'type')
  // v2.1 has a list of parameters, v2.0 an object.
  takeAuth(draft, kind, (...names) => names.map((key) => textAt(listAt(auth, kind).find((one) => textAt(one, 'key') === key), 'value') || textAt(auth, kind, key)).find((text) => text !== '') ?? '')
  if (listAt(item, 'event').length > 0) draft.leave(t('main.left.scripts'))
  const messages = listAt(item, 'messages').length + listAt(item, 'message').length + listAt(item, 'request', 'messages').length
  if (messages > 0) draft.leave(t('main.left.savedCount', { messages }))
  return draft
}

/** `/rooms/:id` with its value, or as a variable. */
function withPathVariables(url: string, variables: readonly unknown[]): string {
  const values = new Map(variables.map((one) => [`:${textAt(one, 'key')}`, textAt(one, 'value') || `{{${usableName(textAt(one, 'key'))}}}`]))
  const query = url.search(/[?#]/)
  const path = query === -1 ? url : url.slice(0, query)
  return path.split('/').map((part, index) => (index > 2 ? (values.get(part) ?? part) : part)).join('/') + url.slice(path.length)
}
