import { beforeEach, describe, expect, it } from 'vitest'
import { Broadcasts } from '../../../main/ipc/broadcasts'
import { replyPreview } from '../../../main/ipc/reply-preview'
import type { Sending } from '../../../main/connection/pool'
import { silentLogger } from '../../../main/lib/logger'
import type { BroadcastRun } from '../../../shared/broadcast'
import type { SendOutcome } from '../../../shared/connection'
import { limits } from '../../../shared/limits'
import type { EncodedMessage } from '../../../shared/payload'
import { FakeClock, settled } from '../../support/clock'

let clock: FakeClock
let broadcasts: Broadcasts
/** Who was sent to, and when. */
let sent: [id: string, at: number][]
let settle: Map<string, (outcome: SendOutcome) => void>
let waiting: Map<string, (message: EncodedMessage | null) => void>
let begun: number

const hi = { format: 'text', text: 'hi' } as const
const bytesOf = (text: string): EncodedMessage => ({ binary: false, bytes: Buffer.from(text) })
const refusedAs = (reason: 'queue-full' | 'unknown-variable'): SendOutcome => ({ kind: 'refused', reason })

/** `full…` and `unknown…` refuse, `slow…` keep it queued until the test settles them; all others take it at once. */
function sending(connectionId: string): Sending {
  sent.push([connectionId, clock.elapsed() - begun])
  if (connectionId.startsWith('full')) return { connectionId, outcome: refusedAs('queue-full'), settled: Promise.resolve(refusedAs('queue-full')) }
  if (connectionId.startsWith('unknown')) return { connectionId, outcome: refusedAs('unknown-variable'), settled: Promise.resolve(refusedAs('unknown-variable')), unknown: ['name'] }
  const later = connectionId.startsWith('slow') ? new Promise<SendOutcome>((resolve) => settle.set(connectionId, resolve)) : Promise.resolve<SendOutcome>({ kind: 'sent' })
  return { connectionId, outcome: { kind: 'queued' }, settled: later }
}

const reply = (id: string, text: string) => {
  const listener = waiting.get(id)
  waiting.delete(id)
  listener?.(bytesOf(text))
}
const latest = (): BroadcastRun => broadcasts.list.at(-1) ?? expect.fail('there is no run')
const words = ({ lines }: Pick<BroadcastRun, 'lines'>) => lines.map(({ connectionId, outcome, reply: first }) => `${connectionId} ${outcome === null ? 'waits' : 'reason' in outcome ? outcome.reason : outcome.kind}${first === null ? '' : ` ${first.preview} after ${first.latencyMs}`}`)

beforeEach(() => {
  clock = new FakeClock()
  begun = clock.elapsed()
  sent = []
  settle = new Map()
  waiting = new Map()
  const pool = {
    broadcast: (ids: readonly string[]) => ids.map(sending),
    onNextMessage: (id: string, listener: (message: EncodedMessage | null) => void) => {
      waiting.set(id, listener)
      return () => void waiting.delete(id)
    },
    seat: (id: string) => (id === 'gone' ? null : { id, name: `Name of ${id}`, profileId: 'p', folderId: null, open: true }),
  }
  broadcasts = new Broadcasts({ pool, clock, logger: silentLogger })
})

describe('a broadcast at once', () => {
  it('goes to each socket once, in the order that was asked for, and answers when all have taken it', async () => {
    const run = await broadcasts.start(['b', 'a', 'b', 'full', 'gone'], hi, { kind: 'at-once' })
    expect(sent.map(([id]) => id)).toEqual(['b', 'a', 'full', 'gone'])
    expect(words(run)).toEqual(['b sent', 'a sent', 'full queue-full', 'gone sent'])
    expect(run).toMatchObject({ id: 1, at: begun, bytes: 2, order: { kind: 'at-once' }, state: 'running' })
    expect(run.lines.map(({ name }) => name)).toEqual(['Name of b', 'Name of a', 'Name of full', ''])
  })

  it('answers "queued" when the time is up, and tells later what became of it', async () => {
    const asked = broadcasts.start(['slow', 'a'], hi, { kind: 'at-once' })
    await clock.advance(limits.sendReplyMs)
    expect(words(await asked)).toEqual(['slow queued', 'a sent'])
    broadcasts.takeChanges()
    settle.get('slow')?.({ kind: 'dropped', reason: 'session-ended' })
    await settled()
    expect(broadcasts.takeChanges()).toEqual([{ id: 1, state: 'running', lines: [{ connectionId: 'slow', name: 'Name of slow', outcome: { kind: 'dropped', reason: 'session-ended' }, reply: null }] }])
    expect(broadcasts.takeChanges()).toEqual([])
  })

  it('writes down the first message that comes after the socket took ours, with its latency, and is done with the last', async () => {
    const asked = broadcasts.start(['a', 'slow'], hi, { kind: 'at-once' })
    await clock.advance(100)
    settle.get('slow')?.({ kind: 'sent' })
    await asked
    await clock.advance(7)
    reply('slow', 'first')
    reply('slow', 'second')
    expect(latest().state).toBe('running')
    reply('a', 'pong')
    expect(words(latest())).toEqual(['a sent pong after 107', 'slow sent first after 7'])
    expect(latest().state).toBe('done')
    expect(clock.pending).toBe(0)
  })

  it('waits for a reply no longer than its time, and not at all once the session is over', async () => {
    await broadcasts.start(['a', 'b'], hi, { kind: 'at-once' })
    waiting.get('b')?.(null)
    await clock.advance(limits.firstReplyMs - 1)
    expect(latest().state).toBe('running')
    await clock.advance(1)
    expect(latest()).toMatchObject({ state: 'done', lines: [{ reply: null }, { reply: null }] })
    expect([waiting.size, clock.pending]).toEqual([0, 0])
  })

  it('is done at once where nobody is', async () => {
    expect(await broadcasts.start([], hi, { kind: 'at-once' })).toMatchObject({ state: 'done', lines: [] })
    expect(await broadcasts.start(['full'], hi, { kind: 'spaced', ms: 10 })).toMatchObject({ state: 'done' })
  })

  it('sends nothing to anybody when the message is malformed, and keeps no run that no socket knows a variable of', async () => {
    await expect(broadcasts.start(['a'], { format: 'json', text: '{' }, { kind: 'at-once' })).rejects.toMatchObject({ code: 'bad-json' })
    expect(sent).toEqual([])
    for (const order of [{ kind: 'at-once' }, { kind: 'spaced', ms: 10 }, { kind: 'one-by-one', waitMs: 10 }] as const)
      await expect(broadcasts.start(['unknown1', 'unknown2'], { format: 'text', text: '{{name}}' }, order)).rejects.toMatchObject({ code: 'unknown-variable' })
    expect(broadcasts.list).toEqual([])
    expect(words(await broadcasts.start(['unknown1', 'a'], { format: 'text', text: '{{name}}' }, { kind: 'at-once' }))).toEqual(['unknown1 unknown-variable', 'a sent'])
  })
})

describe('a broadcast with a pause between', () => {
  it('sends to the next after so many milliseconds, at once after one that refused', async () => {
    const run = await broadcasts.start(['a', 'full', 'b', 'c'], hi, { kind: 'spaced', ms: 250 })
    expect(words(run)).toEqual(['a sent', 'full waits', 'b waits', 'c waits'])
    await clock.advance(249)
    expect(sent).toHaveLength(1)
    await clock.advance(1_000)
    expect(sent).toEqual([['a', 0], ['full', 250], ['b', 250], ['c', 500]])
    for (const id of ['a', 'b', 'c']) reply(id, 'x')
    expect(latest().state).toBe('done')
    expect(clock.pending).toBe(0)
  })

  it('neither adds up small delays nor makes up for a long one in a burst', async () => {
    const after = clock.after
    const delays = [3, 3, 900, 0]
    clock.after = (ms, callback) => after(ms === limits.firstReplyMs || ms === limits.sendReplyMs ? ms : ms + (delays.shift() ?? 0), callback)
    clock.sleep = (ms) => new Promise((resolve) => void clock.after(ms, resolve))
    await broadcasts.start(['a', 'b', 'c', 'd', 'e'], hi, { kind: 'spaced', ms: 100 })
    await clock.advance(3_000)
    expect(sent.map(([, at]) => at)).toEqual([0, 103, 203, 1_200, 1_300])
  })

  it('sends to nobody else once it is cancelled, waits for no reply, and leaves no timer', async () => {
    await broadcasts.start(['a', 'b', 'c'], hi, { kind: 'spaced', ms: 100 })
    await clock.advance(100)
    broadcasts.takeChanges()
    broadcasts.cancel(1)
    await clock.advance(1_000)
    expect(sent.map(([id]) => id)).toEqual(['a', 'b'])
    expect(broadcasts.takeChanges()).toEqual([{ id: 1, state: 'cancelled', lines: [] }])
    expect(words(latest())).toEqual(['a sent', 'b sent', 'c waits'])
    expect([waiting.size, clock.pending]).toEqual([0, 0])
    broadcasts.cancel(1)
    expect(() => broadcasts.cancel(9)).toThrow(expect.objectContaining({ code: 'not-found' }))
  })
})

describe('a broadcast one by one', () => {
  const oneByOne = { kind: 'one-by-one', waitMs: 1_000 } as const

  it('goes on with the first reply, or when none came in time, or when there can be none', async () => {
    await broadcasts.start(['a', 'b', 'full', 'slow', 'c', 'd'], hi, oneByOne)
    await clock.advance(30)
    expect(sent).toEqual([['a', 0]])
    reply('a', 'yes')
    await settled()
    expect(sent).toEqual([['a', 0], ['b', 30]])
    await clock.advance(1_000)
    expect(sent.slice(2)).toEqual([['full', 1_030], ['slow', 1_030]])
    settle.get('slow')?.({ kind: 'dropped', reason: 'session-ended' })
    await settled()
    expect(sent.slice(4)).toEqual([['c', 1_030]])
    waiting.get('c')?.(null)
    await settled()
    expect(sent.slice(5)).toEqual([['d', 1_030]])
    reply('b', 'late')
    reply('d', 'ok')
    expect(words(latest())).toEqual(['a sent yes after 30', 'b sent late after 1000', 'full queue-full', 'slow session-ended', 'c sent', 'd sent ok after 0'])
    await settled()
    expect(latest().state).toBe('done')
    expect(clock.pending).toBe(0)
  })

  it('waits as long as it was told even where that is longer than a first reply is waited for otherwise', async () => {
    await broadcasts.start(['a', 'b'], hi, { kind: 'one-by-one', waitMs: 60_000 })
    await clock.advance(59_999)
    expect(sent).toHaveLength(1)
    await clock.advance(1)
    expect(sent).toEqual([['a', 0], ['b', 60_000]])
  })

  it('can be cancelled while it waits', async () => {
    await broadcasts.start(['a', 'b'], hi, oneByOne)
    broadcasts.cancel(1)
    await clock.advance(5_000)
    expect(sent).toHaveLength(1)
    expect(clock.pending).toBe(0)
  })
})

describe('the runs that are kept', () => {
  it('are the latest, and one that is over goes before one that runs', async () => {
    await broadcasts.start(['a', 'b'], hi, { kind: 'spaced', ms: limits.broadcastSpacingMs })
    for (let i = 0; i < limits.broadcastsKept; i += 1) {
      await broadcasts.start(['full'], hi, { kind: 'at-once' })
      await settled()
    }
    expect(broadcasts.list.map(({ id }) => id)).toEqual([1, ...Array.from({ length: limits.broadcastsKept - 1 }, (_, i) => i + 3)])
  })

  it('are all cancelled at the end, and with them every timer', async () => {
    let told = 0
    broadcasts.onChange(() => (told += 1))
    for (let i = 0; i <= limits.broadcastsKept; i += 1) await broadcasts.start(['a', 'b'], hi, { kind: 'spaced', ms: 100 })
    expect(broadcasts.list).toHaveLength(limits.broadcastsKept)
    broadcasts.close()
    await settled()
    expect(broadcasts.list.every(({ state }) => state === 'cancelled')).toBe(true)
    expect(clock.pending).toBe(0)
    expect(told).toBeGreaterThan(0)
  })
})

describe('the preview of a reply', () => {
  it('is one line, bounded and never cut inside a character', () => {
    expect(replyPreview(bytesOf(' {\n\t"a": 1\r\n} '))).toBe('{ "a": 1 }')
    expect(replyPreview(bytesOf('\u0000\u001b[31m\u2028x'))).toBe('[31m x')
    const long = replyPreview(bytesOf('😀'.repeat(5_000)))
    expect(long).toMatch(/^(?:😀)+…$/u)
    expect(long.length).toBeLessThanOrEqual(120)
    expect(replyPreview(bytesOf('é'.repeat(120)))).toBe('é'.repeat(120))
    expect(replyPreview(bytesOf(`a${'漢'.repeat(400)}`))).toBe(`a${'漢'.repeat(118)}…`)
  })

  it('says of binary how long it is', () => {
    expect(replyPreview({ binary: true, bytes: new Uint8Array(12) })).toBe('12 bytes')
    expect(replyPreview({ binary: true, bytes: new Uint8Array(1) })).toBe('1 byte')
  })
})
