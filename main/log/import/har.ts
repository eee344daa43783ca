/** Reads a HAR's WebSockets: `_webSocketMessages` as Chrome DevTools write them, and the bare handshakes of Firefox, which writes no messages. */
import type { EntryKind, LifecycleNote } from '../../../shared/entry'
import { limits } from '../../../shared/limits'
import { t } from '../../../shared/words/words'
import { opcodes } from '../export/session'
import { maskHeader, maskUrl } from '../export/redact'
import { readIsoTime } from '../export/time'
import { isObject, type JsonObject } from './json'
import { base64Bytes, Members } from './members'
import { problem } from './problem'

/** What becomes an entry of the capture. */
interface HarItem {
  /** Index of its socket. */
  socket: number
  /** Epoch milliseconds, to the microsecond. */
  at: number
  direction: 'in' | 'out' | 'none'
  kind: EntryKind
  /** Made when it is needed, so that all of them need not be in memory at once. Throws AppError import-invalid. */
  payload: () => Buffer
}

interface HarSocket {
  name: string
  url: string
}

export interface HarContents {
  sockets: readonly HarSocket[]
  /** In the order of time. */
  items: readonly HarItem[]
}

/** Milliseconds at the end of the year 9999. */
const latestAt = 253_402_300_799_999
const kindsByOpcode = new Map<number, EntryKind>(Object.entries(opcodes).map(([kind, opcode]) => [opcode, kind as keyof typeof opcodes]))

/** Throws AppError import-invalid with the place of the first thing that is wrong. */
export function readHar(root: unknown): HarContents {
  if (!isObject(root) || !isObject(root['log'])) throw problem('import-invalid', t('main.import.foreign'))
  const { entries } = root['log']
  if (!Array.isArray(entries)) throw problem('import-invalid', t('main.import.noArray', { name: 'log.entries' }))
  const sockets: HarSocket[] = []
  const items: HarItem[] = []
  for (const [index, entry] of entries.entries()) {
    const where = `log.entries[${index}]`
    if (!isObject(entry)) throw new Members({}, where).wrong(t('main.import.noObject'))
    if (!isWebSocket(entry)) continue
    const members = new Members(entry, where)
    const url = part(members, 'request').text('url')
    const messages = messagesOf(members, sockets.length)
    for (const item of [handshake(members, url, messages, sockets.length), ...messages]) items.push(item)
    sockets.push({ name: nameOf(entry, url), url })
  }
  if (sockets.length === 0) throw problem('import-invalid', t('main.import.noMessages'))
  // The sort is stable: what came at the same time stays as it was in the file.
  return { sockets, items: items.sort((a, b) => a.at - b.at) }
}

/** Firefox says it only by the URL. */
function isWebSocket(entry: JsonObject): boolean {
  const url = isObject(entry['request']) ? entry['request']['url'] : null
  return Array.isArray(entry['_webSocketMessages']) || entry['_resourceType'] === 'websocket' || (typeof url === 'string' && /^wss?:/i.test(url))
}

function part(members: Members, name: string): Members {
  const value = members.object[name]
  if (!isObject(value)) throw members.wrong(members.has(name) ? t('main.import.noObjectNamed', { name }) : t('main.import.missing', { name }))
  return new Members(value, `${members.where}.${name}`)
}

function nameOf({ comment }: JsonObject, url: string): string {
  if (typeof comment === 'string' && comment !== '') return comment
  if (!URL.canParse(url)) return ''
  const { host, pathname } = new URL(url)
  return `${host}${pathname}`
}

function messagesOf({ object, where }: Members, socket: number): HarItem[] {
  const messages: unknown = object['_webSocketMessages'] ?? []
  if (!Array.isArray(messages)) throw new Members(object, where).wrong(t('main.import.noArray', { name: '_webSocketMessages' }))
  return messages.map((message: unknown, index) => {
    const place = `${where}._webSocketMessages[${index}]`
    if (!isObject(message)) throw new Members({}, place).wrong(t('main.import.noObject'))
    return messageItem(new Members(message, place), socket)
  })
}

function messageItem(members: Members, socket: number): HarItem {
  const type = members.oneOf('type', ['send', 'receive', 'error'])
  const at = Math.round(members.count('time') * 1e6) / 1000
  if (at > latestAt) throw members.wrong(t('main.import.seconds'))
  // What Chrome had to say when the socket failed: its opcode is -1.
  if (type === 'error') return { socket, at, direction: 'none', kind: 'lifecycle', payload: () => noteBytes({ event: 'failed', words: members.text('data') }) }
  const kind = kindOf(members)
  return { socket, at, direction: type === 'send' ? 'out' : 'in', kind, payload: () => dataOf(members, kind) }
}

function kindOf(members: Members): EntryKind {
  const opcode = members.count('opcode')
  const kind = kindsByOpcode.get(opcode)
  if (kind === undefined) throw members.wrong(t('main.import.opcode', { opcode, opcodes: [...kindsByOpcode.keys()].join(', ') }))
  return kind
}

/** Text as it is, all else as base64 (Network.WebSocketFrame of Chrome's protocol); some programs write control frames as text, too. */
function dataOf(members: Members, kind: EntryKind): Buffer {
  if (kind === 'text') return members.has('_base64') ? members.base64('_base64') : members.utf8('data')
  return kind === 'binary' ? members.base64('data') : (base64Bytes(members.text('data')) ?? members.utf8('data'))
}

/** How the socket was opened, at the latest with its first message: browsers round the two times differently. */
function handshake(members: Members, url: string, messages: readonly HarItem[], socket: number): HarItem {
  const firstAt = messages.reduce((first, { at }) => Math.min(first, at), Infinity)
  const at = Math.min(startedAt(members), firstAt)
  return { socket, at, direction: 'none', kind: 'lifecycle', payload: () => noteBytes(handshakeNote(members.object, url, messages.length)) }
}

function startedAt(members: Members): number {
  const at = readIsoTime(members.text('startedDateTime'))
  if (at === null || at < 0) throw members.wrong(t('main.import.startTime'))
  return at
}

function handshakeNote({ response, serverIPAddress }: JsonObject, url: string, messages: number): LifecycleNote {
  const status = isObject(response) && typeof response['status'] === 'number' ? response['status'] : 0
  const refused = messages === 0 && status !== 101
  const words = refused ? `Not opened: HTTP ${status}` : `Open${messages === 0 ? '; the file has none of its messages' : ''}`
  return {
    event: refused ? 'failed' : 'open',
    words,
    url: maskUrl(url),
    address: typeof serverIPAddress === 'string' && serverIPAddress !== '' ? `${serverIPAddress}:${portOf(url)}` : '',
    status,
    headers: isObject(response) ? headersOf(response['headers']) : [],
  }
}

/** HAR has the address alone; life-cycle notes have it with its port. */
function portOf(url: string): string {
  const { port, protocol } = URL.canParse(url) ? new URL(url) : { port: '', protocol: '' }
  return port || (protocol === 'wss:' ? '443' : '80')
}

function headersOf(headers: unknown): [string, string][] {
  if (!Array.isArray(headers)) return []
  return headers.slice(0, limits.headers).flatMap((header: unknown): [string, string][] => {
    if (!isObject(header) || typeof header['name'] !== 'string' || typeof header['value'] !== 'string') return []
    return [[header['name'], maskHeader(header['name'], header['value'])]]
  })
}

function noteBytes(note: LifecycleNote): Buffer {
  return Buffer.from(JSON.stringify(note))
}
