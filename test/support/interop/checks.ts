/** What every server is asked, through a real pool; each answers in words what it saw. */
import { expect } from 'vitest'
import type { CloseFrame } from '../../../main/connection/session'
import { describeCause } from '../../../shared/cause'
import type { ConnectionId } from '../../../shared/connection'
import type { EntryKind } from '../../../shared/entry'
import { Deck } from '../live-deck'
import type { PlanAbout } from '../plan'
import { closeBody } from '../raw-server'
import { until } from '../until'
import { plain, type Speech } from './speech'

/** Where to, and how to speak there. */
export interface Line {
  url: string
  about?: PlanAbout
  speech?: Speech
}

export interface Talk {
  deck: Deck
  id: ConnectionId
  say: (content: string) => void
  heard: () => string[]
}

/** Payloads of what came to a connection. */
export function received(deck: Deck, id: ConnectionId, kinds: readonly EntryKind[] = ['text', 'binary']): Buffer[] {
  return deck.rows(id).filter(({ direction, kind }) => direction === 'in' && kinds.includes(kind)).map((row) => deck.bytes(row))
}

/** Opens a connection to a server and speaks with it; `who` is its name where the server keeps its clients apart. */
export async function talk({ url, about = {}, speech = plain }: Line, more: PlanAbout = {}, who = 'someone'): Promise<Talk> {
  const deck = new Deck()
  const id = await deck.opened(url, { ...speech.about(who), ...about, ...more })
  const say = (content: string) => {
    const { outcome } = deck.pool.send(id, speech.say(who, content))
    if (outcome.kind === 'refused') throw new Error(`Not sent: ${outcome.reason}`)
  }
  return { deck, id, say, heard: () => speech.heard(who, received(deck, id)) }
}

/** The way of the handshake: address, TLS, HTTP, what was agreed. */
export async function connects(line: Line): Promise<string> {
  const { deck, id } = await talk(line)
  const [attempt] = deck.pool.attempts(id)
  const [hop] = attempt?.hops ?? []
  expect(hop?.response?.status).toBe(101)
  const { protocol } = await deck.reaches(id, 'open')
  const tls = hop?.tls
  const said = [tls ? `${tls.version}, ${tls.cipher}` : 'plain', `101 ${hop?.response?.reason}`.trim(), protocol === '' ? 'no subprotocol' : `subprotocol ${protocol}`]
  return said.join(' · ')
}

/** Text beyond ASCII, all bytes there are, and nothing at all. */
export async function echoes(line: Line): Promise<string> {
  const { deck, id } = await talk(line)
  const text = Buffer.from('Grüße, 世界, 🌍')
  const binary = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
  deck.pool.send(id, { binary: false, bytes: text })
  deck.pool.send(id, { binary: true, bytes: binary })
  deck.pool.send(id, { binary: false, bytes: Buffer.alloc(0) })
  const back = () => deck.frames(id).filter(([what]) => what.startsWith('in '))
  await until(() => back().length >= 3, () => `three came back: ${JSON.stringify(back())}`)
  expect(back()).toEqual([['in text', text], ['in binary', binary], ['in text', Buffer.alloc(0)]])
  return 'text, binary and an empty message came back as they were'
}

/** By the protocol the server speaks. */
export async function comesBack(line: Line, contents = ['one', 'two', 'three']): Promise<string> {
  const { say, heard } = await talk(line)
  for (const content of contents) say(content)
  await until(() => heard().length >= contents.length, () => `all came back: ${JSON.stringify(heard())}`)
  expect(heard()).toEqual(contents)
  return `${contents.length} messages came back in order`
}

export async function answersPings(line: Line): Promise<string> {
  const { deck, id } = await talk(line, { heartbeat: { enabled: true, intervalMs: 100, timeoutMs: 5_000, misses: 2, logged: true } })
  await until(() => { const state = deck.state(id); return state.kind === 'open' && state.rttMs !== null }, 'a round trip was measured')
  const payload = (direction: 'in' | 'out', kind: 'ping' | 'pong') => deck.rows(id).filter((row) => row.direction === direction && row.kind === kind).map((row) => deck.bytes(row).toString())[0]
  expect(payload('in', 'pong')).toBe(payload('out', 'ping'))
  return 'pong with the ping’s payload; round trip measured'
}

export async function takesLarge(line: Line, bytes = 1024 * 1024): Promise<string> {
  const { say, heard, deck, id } = await talk(line)
  const content = '0123456789abcdef'.repeat(bytes / 16)
  say(content)
  await until(() => heard().join('').length >= bytes, () => `all of it came back: ${heard().join('').length} of ${bytes}, ${JSON.stringify(deck.state(id))}`)
  expect(heard().join('') === content).toBe(true)
  const parts = received(deck, id).filter((message) => message.length > 0).length
  return `${bytes.toLocaleString('en')} bytes came back whole${heard().length > 1 ? `, in ${heard().length} messages` : parts > 1 ? `, in ${parts} messages of its protocol` : ''}`
}

/** A message over the server's limit, which it closes with 1009: what Sockdeck says of it. */
export async function refusesLarge(line: Line, bytes: number): Promise<string> {
  const { say, deck, id } = await talk(line, { queue: { bytes: 2 * bytes } })
  say('0123456789abcdef'.repeat(Math.ceil(bytes / 16)))
  const cause = await deck.cause(id)
  // A server that goes without reading the rest resets the connection, and that may overtake its close frame.
  const kinds = ['close-frame', 'reset', 'write-failed', 'no-close-frame']
  expect(kinds).toContain(cause.kind)
  if (cause.kind === 'close-frame') expect(cause.closeCode).toBe(1009)
  return describeCause(cause)
}

/** What was agreed on, and which messages were compressed. */
export async function compresses(line: Line, expected: { out: boolean; in: boolean } = { out: true, in: true }): Promise<string> {
  const { say, heard, deck, id } = await talk(line, { compression: { mode: 'required' } })
  const content = 'compressible '.repeat(400)
  say(content)
  await until(() => heard().length > 0, 'it came back')
  expect(heard()).toEqual([content])
  const agreed = deck.pool.attempts(id)[0]?.hops[0]?.response?.headers.find(({ name }) => name.toLowerCase() === 'sec-websocket-extensions')?.value ?? ''
  expect(agreed).toContain('permessage-deflate')
  const was = (direction: 'in' | 'out') => deck.rows(id).filter((row) => row.direction === direction && row.size >= content.length).map((row) => row.compressed)
  expect({ out: was('out'), in: was('in') }).toEqual({ out: [expected.out], in: [expected.in] })
  return `\`${agreed}\`; sent ${expected.out ? 'compressed' : 'plain'}, received ${expected.in ? 'compressed' : 'plain'}`
}

/** A server that does not compress: Sockdeck goes on without, or says so where the profile requires it. */
export async function doesNotCompress(line: Line): Promise<string> {
  const { deck, id } = await talk(line, { compression: { mode: 'offered' } })
  expect((await deck.reaches(id, 'open')).extensions).toBe('')
  const { speech = plain, about, url } = line
  const other = deck.open(url, { ...speech.about('other'), ...about, compression: { mode: 'required' } })
  const cause = await deck.cause(other)
  expect(cause.kind).toBe('extension-missing')
  return `not agreed on, and open without; where the profile requires it: “${describeCause(cause)}”`
}

const hex = (bytes: Buffer) => (bytes.length === 0 ? 'no code' : `${bytes.readUInt16BE(0)}${bytes.length > 2 ? ` “${bytes.toString('utf8', 2)}”` : ''}`)

/** Sockdeck closes; answers what the server's close frame said. */
export async function closesWith(line: Line, frame: CloseFrame): Promise<{ answer: Buffer | null; said: string; words: string }> {
  const { deck, id } = await talk(line)
  deck.pool.close(id, frame)
  const { cause } = await deck.reaches(id, 'closed')
  expect(cause.by).toBe('client')
  const [answer = null] = received(deck, id, ['close'])
  expect(cause.wasClean).toBe(answer !== null)
  return { answer, said: answer === null ? 'no close frame' : hex(answer), words: describeCause(cause) }
}

/** It answers with the code it got, as RFC 6455 §5.5.1 asks, unless it is known for another answer. */
export async function closesAsAsked(line: Line, answers: Readonly<Record<number, number>> = {}): Promise<string> {
  const said: string[] = []
  for (const frame of [{ code: 1000, reason: '' }, { code: 3001, reason: 'enough' }]) {
    const { answer } = await closesWith(line, frame)
    expect(answer?.readUInt16BE(0)).toBe(answers[frame.code] ?? frame.code)
    said.push(`${frame.code} was answered with ${hex(answer ?? Buffer.alloc(0))}`)
  }
  return said.join(', ')
}

/** The server closes when it hears this: code and reason as they came, and what Sockdeck says. */
export async function isClosed(line: Line, trigger: string, expected: { closeCode: number; reason: string }): Promise<string> {
  const { deck, id, say } = await talk(line)
  say(trigger)
  const cause = await deck.cause(id)
  expect(cause).toMatchObject({ kind: 'close-frame', wasClean: true, ...expected })
  expect(received(deck, id, ['close'])).toEqual([closeBody(expected.closeCode, expected.reason)])
  return `“${describeCause(cause)}”`
}
