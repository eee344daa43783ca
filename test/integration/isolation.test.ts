import { describe, expect, it } from 'vitest'
import { ReadTurn } from '../../main/connection/read-turn'
import { dialWith } from '../../main/connection/socket'
import { systemClock } from '../../main/lib/clock'
import type { Direction, EntryKind } from '../../shared/entry'
import { text } from '../support/engine'
import { Deck, eager } from '../support/live-deck'
import { MemoryLog } from '../support/memory-log'
import { echo, wsServer } from '../support/servers'
import { until } from '../support/until'

/** Breaks for one connection, with the entries that a test names. */
class BreakingLog extends MemoryLog {
  victim = ''
  breaksWith: (direction: Direction, kind: EntryKind) => boolean = () => false

  override append(...entry: Parameters<MemoryLog['append']>): void {
    const [id, direction, kind] = entry
    if (id === this.victim && this.breaksWith(direction, kind)) throw new Error('the log broke')
    super.append(...entry)
  }
}

/** A message to each of the others and back proves that they live. */
async function othersLive(deck: Deck, others: readonly string[]): Promise<void> {
  const before = others.map((id) => deck.snapshot(id).counters.messagesIn)
  for (const { settled } of deck.pool.broadcast(others, text('still here?'))) expect(await settled).toEqual({ kind: 'sent' })
  await until(() => others.every((id, i) => deck.snapshot(id).counters.messagesIn > (before[i] ?? 0)), 'the others were answered')
  expect(others.map((id) => deck.state(id).kind)).toEqual(others.map(() => 'open'))
}

describe('an exception inside one connection', () => {
  it('in its dial ends it alone, with a line in the diary', async () => {
    const real = dialWith(systemClock, new ReadTurn())
    const broken = [() => { throw new TypeError('bug') }, () => Promise.reject(new TypeError('bug'))]
    const deck = new Deck({ dial: (preparation, trace, signal) => (preparation.plan.name === 'bad' ? (broken.shift() ?? real)(preparation, trace, signal) : real(preparation, trace, signal)) })
    const { url } = await wsServer(echo)
    const others = [await deck.opened(url), await deck.opened(url)]
    for (const round of [1, 2]) {
      const id = deck.open(url, { name: 'bad', reconnect: eager })
      expect((await deck.reaches(id, 'failed')).cause).toMatchObject({ kind: 'unknown' })
      expect(deck.complaints).toHaveLength(round)
    }
    await othersLive(deck, others)
  })

  it.each<Direction>(['in', 'out'])('in what is done with a frame (%s) ends it alone, and its socket is gone', async (direction) => {
    const log = new BreakingLog(systemClock)
    log.breaksWith = (of, kind) => of === direction && kind === 'text'
    const deck = new Deck({ log })
    const { url, sockets } = await wsServer(echo)
    const others = [await deck.opened(url), await deck.opened(url)]
    const id = await deck.opened(url)
    log.victim = id
    const sending = deck.pool.send(id, text('hello'))
    expect((await deck.reaches(id, 'failed')).cause).toMatchObject({ kind: 'unknown' })
    expect(await sending.settled).toEqual({ kind: 'sent' })
    await until(() => sockets.size === 2, 'its socket is gone')
    expect(deck.complaints).toHaveLength(1)
    await othersLive(deck, others)
    log.victim = ''
    deck.pool.open(id)
    await deck.reaches(id, 'open')
  })

  it('in everything that is logged of it ends it alone, and does not reach the process', async () => {
    const log = new BreakingLog(systemClock)
    log.breaksWith = () => true
    const deck = new Deck({ log })
    const { url, sockets } = await wsServer(echo)
    const others = [await deck.opened(url), await deck.opened(url)]
    const [open, idle] = [await deck.opened(url), deck.add(url)]
    for (const id of [open, idle]) {
      log.victim = id
      deck.pool.open(id)
      deck.pool.close(id)
      await until(() => deck.complaints.length > 0, 'the diary has a line')
      await deck.reaches(id, 'failed')
      deck.complaints.length = 0
      await othersLive(deck, others)
    }
    await until(() => sockets.size === 2, 'their sockets are gone')
  })

  it('in a listener of its changes reaches neither the others nor the process', async () => {
    const deck = new Deck()
    const { url } = await wsServer(echo)
    const others = [await deck.opened(url), await deck.opened(url)]
    const id = deck.add(url)
    const stop = deck.pool.onChange((changed) => { if (changed === id) throw new Error('the listener broke') })
    try {
      deck.pool.open(id)
    } catch (error) {
      expect(error).toMatchObject({ message: 'the listener broke' })
    }
    await othersLive(deck, others)
    stop()
    await othersLive(deck, others)
  })
})

describe('headers of every kind that the schema lets through', () => {
  it.each([
    'Expect', 'Trailer', 'TE', 'Keep-Alive', 'Date', 'Via', 'Range', 'Proxy-Connection', 'Proxy-Authorization', 'Content-Type', 'Accept-Encoding', 'Cookie', 'Cookie2',
    'HTTP2-Settings', '__proto__', 'constructor', 'hasOwnProperty', 'Origin', 'User-Agent', 'If-Match', '!#$%&\'*+-.^_`|~',
  ])('%s leads to an open connection or to a cause in words, never to a broken pool', async (name) => {
    const deck = new Deck()
    const { url } = await wsServer(echo)
    const id = deck.open(url, { limits: { deadlineMs: 3_000 }, request: { headers: [{ name, value: 'x', enabled: true, secret: false }] } })
    await until(() => ['open', 'failed'].includes(deck.state(id).kind), 'it is decided')
    expect(deck.complaints).toEqual([])
  })
})
