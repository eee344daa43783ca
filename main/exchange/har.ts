/** HAR: takes over the WebSocket handshakes of a recording of a browser or proxy (HAR 1.2). */
import type { Found } from '../../shared/exchange'
import { limits } from '../../shared/limits'
import { t } from '../../shared/words/words'
import { Draft } from './draft'
import { at, listAt, textAt } from './fields'
import { foundOf } from './found'
import { takeCookie, takeHeader } from './header'
import { aim } from './target'

export function readHar(document: unknown): Found {
  const entries = listAt(document, 'log', 'entries')
  const handshakes = entries.filter(isHandshake)
  const left: string[] = []
  if (entries.length > handshakes.length) left.push(t('main.left.httpRequests', { requests: entries.length - handshakes.length }))
  if (handshakes.some((entry) => listAt(entry, '_webSocketMessages').length > 0)) left.push(t('main.left.recorded'))
  if (handshakes.length > limits.profiles) left.push(t('main.left.moreConnections', { more: handshakes.length - limits.profiles, most: limits.profiles }))
  return foundOf({ format: 'har', drafts: handshakes.slice(0, limits.profiles).map(draftOf), left })
}

function isHandshake(entry: unknown): boolean {
  if (/^wss?:\/\//i.test(textAt(entry, 'request', 'url')) || textAt(entry, '_resourceType') === 'websocket') return true
  const upgrades = listAt(entry, 'request', 'headers').some((header) => /^upgrade$/i.test(textAt(header, 'name')) && /^websocket$/i.test(textAt(header, 'value')))
  return upgrades || (at(entry, 'response', 'status') === 101 && at(entry, 'request') !== undefined)
}

function draftOf(entry: unknown): Draft {
  const draft = new Draft()
  const headers = listAt(entry, 'request', 'headers')
  // Its query is a list in HAR too, which says the same once more.
  aim(draft, textAt(entry, 'request', 'url'))
  for (const header of headers) takeHeader(draft, textAt(header, 'name'), textAt(header, 'value'))
  if (!headers.some((header) => /^cookie$/i.test(textAt(header, 'name'))))
    for (const cookie of listAt(entry, 'request', 'cookies')) takeCookie(draft, textAt(cookie, 'name'), textAt(cookie, 'value'))
  return draft
}
