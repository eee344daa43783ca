/** Insomnia: takes over the WebSocket requests of an export, version 4 (a list of resources) and 5 (a tree). */
import type { Variable } from '../../shared/environment'
import type { Found } from '../../shared/exchange'
import { t } from '../../shared/words/words'
import { takeAuth } from './auth'
import { clipped, Draft, rowOf } from './draft'
import { at, listAt, pairsAt, textAt } from './fields'
import { foundOf } from './found'
import { takeHeader } from './header'
import { aim } from './target'
import { usableName, variableOf } from './variable'

export function looksLikeInsomnia(document: unknown): boolean {
  return (textAt(document, '_type') === 'export' && Array.isArray(at(document, 'resources'))) || /^[a-z]+\.insomnia\.rest\/5/i.test(textAt(document, 'type'))
}

export function readInsomnia(document: unknown): Found {
  return Array.isArray(at(document, 'resources')) ? readList(listAt(document, 'resources')) : readTree(document)
}

function readList(resources: readonly unknown[]): Found {
  const byId = new Map(resources.map((one) => [textAt(one, '_id'), one]))
  const ofType = (type: string) => resources.filter((one) => textAt(one, '_type') === type)
  const requests = ofType('websocket_request')
  const drafts = requests.map((request) => draftOf(request, groupsOf(request, byId)))
  for (const payload of ofType('websocket_payload')) drafts[requests.findIndex((one) => textAt(one, '_id') === textAt(payload, 'parentId'))]?.leave(t('main.left.savedMessages'))
  const environments = ofType('environment')
  const isBase = (one: unknown) => !environments.some((other) => textAt(other, '_id') === textAt(one, 'parentId'))
  const http = resources.filter((one) => /^(?:request|grpc_request|socketio_request)$/.test(textAt(one, '_type'))).length
  const base = environments.filter(isBase).map((one) => at(one, 'data'))
  return found(drafts, http, base, environments.filter((one) => !isBase(one)))
}

/** Names of the folders around a resource, from the outside in. */
function groupsOf(request: unknown, byId: ReadonlyMap<string, unknown>): string[] {
  const names: string[] = []
  let parent = byId.get(textAt(request, 'parentId'))
  while (textAt(parent, '_type') === 'request_group' && names.length < 20) {
    names.unshift(clipped(textAt(parent, 'name')))
    parent = byId.get(textAt(parent, 'parentId'))
  }
  return names
}

function readTree(document: unknown): Found {
  const drafts: Draft[] = []
  let others = 0
  const walk = (items: readonly unknown[], groups: readonly string[]) => {
    for (const item of items) {
      if (Array.isArray(at(item, 'children'))) walk(listAt(item, 'children'), [...groups, clipped(textAt(item, 'name'))])
      else if (/^wss?:\/\//i.test(textAt(item, 'url')) || textAt(item, 'meta', 'id').startsWith('ws-req')) drafts.push(draftOf(item, groups))
      else others += 1
    }
  }
  walk(listAt(document, 'collection'), [])
  const environments = at(document, 'environments')
  return found(drafts, others, [at(environments, 'data')], listAt(environments, 'subEnvironments'))
}

function found(drafts: Draft[], others: number, base: readonly unknown[], chosen: readonly unknown[]): Found {
  const left = chosen.slice(0, 50).map((one) => `Environment “${clipped(textAt(one, 'name'))}”: make it among the environments; only the base one is taken over`)
  if (others > 0) left.push(t('main.left.notWebSockets', { requests: others }))
  return foundOf({ format: 'insomnia', drafts, variables: base.flatMap((data) => flat(data)), left })
}

/** `{api: {host}}` is used as `api.host`. */
function flat(data: unknown, prefix = '', depth = 0): Variable[] {
  if (depth > 5) return []
  return pairsAt(data).flatMap(([key, value]) => {
    const name = prefix + usableName(key)
    return typeof value === 'object' && value !== null ? flat(value, `${name}.`, depth + 1) : [variableOf(name, withPlaces(textAt(value)))]
  })
}

function draftOf(request: unknown, groups: readonly string[]): Draft {
  const draft = new Draft()
  const read = (value: unknown, ...path: string[]) => {
    const text = withPlaces(textAt(value, ...path))
    if (/\{%|\{\{[^{}|(]{0,200}[|(]/.test(text)) draft.leave(t('main.left.templateTags', { tag: '{% … %}' }))
    return text
  }
  draft.name = [...groups, clipped(textAt(request, 'name'))].filter((name) => name !== '').join(' / ')
  aim(draft, read(request, 'url'))
  for (const one of listAt(request, 'headers')) takeHeader(draft, read(one, 'name'), read(one, 'value'), at(one, 'disabled') !== true)
  for (const one of listAt(request, 'parameters')) if (textAt(one, 'name') !== '') draft.row('query', rowOf(read(one, 'name'), read(one, 'value'), at(one, 'disabled') !== true))
  const auth = at(request, 'authentication')
  if (at(auth, 'disabled') !== true) takeAuth(draft, textAt(auth, 'type'), (...names) => names.map((name) => read(auth, name)).find((text) => text !== '') ?? '')
  const follows = textAt(request, 'settingFollowRedirects') || textAt(request, 'settings', 'followRedirects')
  if (follows === 'on' || follows === 'off') draft.set({ redirects: { follow: follows === 'on' } })
  return draft
}

/** `{{ _.name }}` and `{{ _['name'] }}` of Nunjucks. */
function withPlaces(text: string): string {
  return text.replace(/\{\{[ \t]*(?:_\.)?([A-Za-z_][\w.-]{0,99})[ \t]*\}\}/g, '{{$1}}').replace(/\{\{[ \t]*_\[(?:'([^'{}]{1,100})'|"([^"{}]{1,100})")\][ \t]*\}\}/g, (_, a?: string, b?: string) => `{{${usableName(a ?? b ?? '')}}}`)
}
