/** AsyncAPI: takes over the WebSocket servers and channels of a document, version 2 and 3, one connection for each pair. */
import type { Variable } from '../../shared/environment'
import type { Found } from '../../shared/exchange'
import { limits } from '../../shared/limits'
import { t } from '../../shared/words/words'
import { takeBinding, takeSecurity } from './asyncapi-login'
import { clipped, Draft } from './draft'
import { at, listAt, pairsAt, textAt } from './fields'
import { foundOf } from './found'
import { resolver, textAbout, type Resolve } from './schema'
import { aim } from './target'
import { usableName, variableOf } from './variable'

interface Reading {
  document: unknown
  resolve: Resolve
  variables: Variable[]
  left: Set<string>
}

interface Server {
  name: string
  url: string
  value: unknown
}

export function readAsyncapi(document: unknown): Found {
  const version = /^([23])\./.exec(textAt(document, 'asyncapi'))?.[1]
  const reading: Reading = { document, resolve: resolver(document), variables: [], left: new Set() }
  if (version === undefined) reading.left.add(t('main.left.asyncapiVersion'))
  const servers = pairsAt(document, 'servers').flatMap(([name, value]) => serverOf(reading, name, value) ?? [])
  const channels = pairsAt(document, 'channels').map(([name, value]) => [name, reading.resolve(value)] as const)
  const drafts: Draft[] = []
  for (const server of servers) {
    const own = channels.filter(([, channel]) => isOn(channel, server.name))
    for (const [name, channel] of own) if (drafts.length <= limits.profiles) drafts.push(draftOf(reading, server, name, channel))
    if (own.length === 0) drafts.push(draftOf(reading, server, '', undefined))
  }
  const messages = pairsAt(document, 'operations').length + channels.filter(([, one]) => at(one, 'publish') !== undefined || at(one, 'subscribe') !== undefined).length
  if (messages > 0) reading.left.add(t('main.left.operations', { operations: messages }))
  return foundOf({ format: 'asyncapi', drafts, variables: reading.variables, left: [...reading.left] })
}

/** null: it speaks something else. */
function serverOf(reading: Reading, name: string, raw: unknown): Server | null {
  const value = reading.resolve(raw)
  const written = textAt(value, 'url') || textAt(value, 'host') + textAt(value, 'pathname')
  const [, scheme = textAt(value, 'protocol'), rest = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/is.exec(written) ?? []
  const protocol = /^(?:https?|wss?)$/i.test(scheme) ? scheme : textAt(value, 'protocol')
  if (!/^wss?$/i.test(textAt(value, 'protocol')) && !/^wss?$/i.test(scheme)) {
    reading.left.add(t('main.left.server', { name: clipped(name), protocol: clipped(textAt(value, 'protocol'), 20) || t('main.left.somethingElse') }))
    return null
  }
  for (const [key, about] of pairsAt(value, 'variables')) takeVariable(reading, key, reading.resolve(about))
  return { name, value, url: `${protocol.toLowerCase()}://${withPlaces(rest)}` }
}

/** `{name}` of AsyncAPI. */
function withPlaces(text: string): string {
  return text.replace(/\{([^{}/]{1,100})\}/g, (_, name: string) => `{{${usableName(name)}}}`)
}

function takeVariable({ variables }: Reading, name: string, about: unknown): void {
  const values = [textAbout(about), textAbout(at(about, 'schema'))]
  variables.push(variableOf(usableName(name), values.find((text) => text !== '') ?? ''))
}

/** Version 2 names servers, version 3 refers to them; without either a channel is on all of them. */
function isOn(channel: unknown, server: string): boolean {
  const servers = listAt(channel, 'servers')
  return servers.length === 0 || servers.some((one) => one === server || textAt(one, '$ref') === `#/servers/${server.replaceAll('~', '~0').replaceAll('/', '~1')}`)
}

/** In version 2 a channel's name is its address. */
function draftOf(reading: Reading, server: Server, name: string, channel: unknown): Draft {
  const draft = new Draft()
  const address = textAt(reading.document, 'asyncapi').startsWith('2.') ? name : textAt(channel, 'address')
  draft.name = [clipped(textAt(reading.document, 'info', 'title'), 40), clipped(server.name, 30), clipped(name, 40)].filter((part) => part !== '').join(' / ')
  aim(draft, joined(server.url, withPlaces(address)))
  for (const [key, about] of pairsAt(channel, 'parameters')) takeVariable(reading, key, reading.resolve(about))
  takeBinding(draft, reading.resolve(at(reading.resolve(at(channel, 'bindings')), 'ws')), reading.resolve)
  takeSecurity(draft, listAt(server.value, 'security'), { document: reading.document, resolve: reading.resolve })
  return draft
}

function joined(url: string, address: string): string {
  const path = address.replace(/^\//, '')
  if (path === '') return url
  return path.startsWith('?') ? url + path : `${url.replace(/\/$/, '')}/${path}`
}
