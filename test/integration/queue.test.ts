import type { Socket } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Sending } from '../../main/connection/pool'
import type { ConnectionId, SendOutcome } from '../../shared/connection'
import type { overflowPolicies } from '../../shared/options'
import { Deck } from '../support/live-deck'
import { text } from '../support/engine'
import { rawServer, upgrade, type RawServer } from '../support/raw-server'
import { echo, wsServer } from '../support/servers'
import { turns } from '../support/turns'
import { until } from '../support/until'

type OverflowPolicy = (typeof overflowPolicies)[number]

const MiB = 1024 * 1024
/** More than the system's buffers on both sides of a loopback connection take. */
const stall = 24 * MiB

/** Upgrades, takes the first bytes, and then reads no more until it is told to. */
async function stallingServer(): Promise<RawServer & { stalled: () => boolean; readOn: () => void }> {
  const sockets: Socket[] = []
  const server = await rawServer(async (socket) => {
    await upgrade(socket)
    socket.once('data', () => { sockets.push(socket); socket.pause() })
  })
  return Object.assign(server, { stalled: () => sockets.length > 0, readOn: () => sockets.forEach((socket) => socket.resume()) })
}

/** A connection whose first message is stuck in the socket, so that what follows gathers in the queue. */
async function stalled(deck: Deck, overflow: OverflowPolicy, messages = 5) {
  const server = await stallingServer()
  const id = await deck.opened(server.url, { limits: { closeTimeoutMs: 200 }, queue: { messages, bytes: stall + 1_000, overflow } })
  const first = deck.pool.send(id, { binary: true, bytes: Buffer.alloc(stall) })
  await until(server.stalled, 'the peer reads no more')
  return { id, first, server }
}

async function kinds(sendings: readonly Sending[]): Promise<string[]> {
  const outcomes = await Promise.all(sendings.map((sending) => sending.settled))
  return outcomes.map(words)
}
const words = (outcome: SendOutcome) => ('reason' in outcome ? `${outcome.kind} ${outcome.reason}` : outcome.kind)
const numbered = (deck: Deck, id: ConnectionId, count: number) => Array.from({ length: count }, (_, i) => deck.pool.send(id, text(`m${i}`)))

describe('a full send queue', () => {
  it('refuses what is too much, tells the sender at once, and sends the rest when the peer reads on', async () => {
    const deck = new Deck()
    const { id, first, server } = await stalled(deck, 'refuse')
    const sendings = numbered(deck, id, 7)
    expect(sendings.map((sending) => words(sending.outcome))).toEqual(['queued', 'queued', 'queued', 'queued', ...Array<string>(3).fill('refused queue-full')])
    expect(deck.snapshot(id).counters).toMatchObject({ queuedMessages: 5, queuedBytes: stall + 8, refused: 3, dropped: 0, messagesOut: 0 })
    expect(deck.notes(id).filter((note) => note.event === 'refused')).toHaveLength(1)
    server.readOn()
    expect(await kinds([first, ...sendings])).toEqual(['sent', 'sent', 'sent', 'sent', 'sent', ...Array<string>(3).fill('refused queue-full')])
    expect(deck.snapshot(id).counters).toMatchObject({ queuedMessages: 0, queuedBytes: 0, refused: 3, dropped: 0, messagesOut: 5, bytesOut: stall + 8 })
    expect(deck.state(id).kind).toBe('open')
  })

  it('refuses by bytes as well, to the last byte', async () => {
    const deck = new Deck()
    const { id } = await stalled(deck, 'refuse', 100)
    const send = (size: number) => words(deck.pool.send(id, { binary: true, bytes: Buffer.alloc(size) }).outcome)
    expect([send(600), send(401), send(400), send(1), send(0)]).toEqual(['queued', 'refused queue-full', 'queued', 'refused queue-full', 'queued'])
    expect(deck.snapshot(id).counters).toMatchObject({ queuedBytes: stall + 1_000, queuedMessages: 4, refused: 2 })
  })

  it('drops the oldest that wait, tells their senders, and sends the newest', async () => {
    const deck = new Deck()
    const { id, first, server } = await stalled(deck, 'drop-oldest')
    const sendings = numbered(deck, id, 7)
    expect(sendings.map((sending) => words(sending.outcome))).toEqual(Array<string>(7).fill('queued'))
    expect(deck.snapshot(id).counters).toMatchObject({ queuedMessages: 5, refused: 0, dropped: 3 })
    server.readOn()
    expect(await kinds([first, ...sendings])).toEqual(['sent', ...Array<string>(3).fill('dropped pushed-out'), 'sent', 'sent', 'sent', 'sent'])
    const out = deck.frames(id).filter(([what]) => what === 'out text').map(([, bytes]) => bytes.toString())
    expect(out).toEqual(['m3', 'm4', 'm5', 'm6'])
  })

  it('drops the oldest even when a burst came before the stall: the newest message is not turned away for ever', async () => {
    const deck = new Deck()
    const server = await stallingServer()
    const id = await deck.opened(server.url, { limits: { closeTimeoutMs: 200 }, queue: { messages: 8, bytes: 64 * MiB, overflow: 'drop-oldest' } })
    // One burst that fills the whole queue in one turn, and more than the system's buffers take.
    for (let i = 0; i < 8; i += 1) deck.pool.send(id, { binary: true, bytes: Buffer.alloc(4 * MiB) })
    await until(server.stalled, 'the peer reads no more')
    expect(words(deck.pool.send(id, text('newest')).outcome)).toBe('queued')
  })

  it('closes the connection for good when the profile says so, and gives every message an end', async () => {
    const deck = new Deck()
    const { id, first, server } = await stalled(deck, 'close')
    const sendings = numbered(deck, id, 5)
    expect(sendings.map((sending) => words(sending.outcome))).toEqual([...Array<string>(4).fill('queued'), 'refused queue-full'])
    const { cause } = await deck.reaches(id, 'failed')
    expect(cause).toMatchObject({ phase: 'queue', kind: 'queue-overflow', wasClean: false })
    expect(await kinds([first, ...sendings])).toEqual(['dropped unknown', ...Array<string>(4).fill('dropped session-ended'), 'refused queue-full'])
    expect(deck.snapshot(id).counters).toMatchObject({ queuedMessages: 0, queuedBytes: 0, refused: 1, dropped: 5, messagesOut: 0 })
    expect(deck.notes(id).filter((note) => note.event === 'dropped')).toMatchObject([{ count: 5 }])
    server.readOn()
    await until(() => server.sockets.size === 0, 'the connection is gone')
  })

  it('holds back no more than its bound, however much is offered', async () => {
    const deck = new Deck()
    const { id } = await stalled(deck, 'refuse', 65_536)
    const chunk = { binary: true, bytes: Buffer.alloc(MiB) }
    const refusals = Array.from({ length: 500 }, () => deck.pool.send(id, chunk)).filter((sending) => sending.outcome.kind === 'refused')
    expect(refusals).toHaveLength(500)
    expect(deck.snapshot(id).counters).toMatchObject({ refused: 500, queuedBytes: stall })
  })
})

describe('a message that can never fit', () => {
  it('is refused at once, and the connection lives on', async () => {
    const deck = new Deck()
    const { url } = await wsServer(echo)
    const id = await deck.opened(url, { queue: { messages: 4, bytes: 1_024, overflow: 'close' } })
    expect(deck.pool.send(id, text('x'.repeat(1_025))).outcome).toEqual({ kind: 'refused', reason: 'message-too-large' })
    expect(await deck.pool.send(id, text('x'.repeat(1_024))).settled).toEqual({ kind: 'sent' })
    expect(deck.snapshot(id).counters).toMatchObject({ refused: 1, messagesOut: 1 })
    expect(deck.state(id).kind).toBe('open')
  })

  it('is refused by a connection that is not open, whatever its state', async () => {
    const deck = new Deck()
    const silent = await rawServer((socket) => { socket.resume() })
    const idle = deck.add(silent.url)
    const connecting = deck.open(silent.url)
    for (const id of [idle, connecting]) expect(deck.pool.send(id, text('x')).outcome).toEqual({ kind: 'refused', reason: 'not-open' })
    expect(deck.pool.send('c999', text('x')).outcome).toEqual({ kind: 'refused', reason: 'not-found' })
  })
})

describe('every message, whatever happens', () => {
  it('has exactly one outcome, and the counters and the log add up to what was offered', async () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ kind: fc.constant('send' as const), size: fc.integer({ min: 0, max: 300_000 }), count: fc.integer({ min: 1, max: 12 }) }) },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('pause' as const), turns: fc.nat(30) }) },
      { weight: 1, arbitrary: fc.constantFrom({ kind: 'close' as const }, { kind: 'cut' as const }, { kind: 'read' as const }) },
    )
    const policy = fc.constantFrom<OverflowPolicy>('refuse', 'drop-oldest', 'close')
    const deck = new Deck()
    await fc.assert(
      fc.asyncProperty(policy, fc.boolean(), fc.array(step, { minLength: 5, maxLength: 25 }), async (overflow, compression, steps) => {
        const peers: Socket[] = []
        const server = await rawServer(async (socket) => { await upgrade(socket, ...(compression ? ['Sec-WebSocket-Extensions: permessage-deflate'] : [])); socket.pause(); peers.push(socket) })
        const id = await deck.opened(server.url, { compression: { mode: compression ? 'offered' : 'off' }, limits: { closeTimeoutMs: 100 }, queue: { messages: 6, bytes: MiB, overflow } })
        const sendings: Sending[] = []
        for (const { kind, ...about } of steps) {
          if ('size' in about) for (let i = 0; i < about.count; i += 1) sendings.push(deck.pool.send(id, { binary: true, bytes: Buffer.alloc(about.size) }))
          else if ('turns' in about) await turns(about.turns)
          else if (kind === 'close') deck.pool.close(id)
          else if (kind === 'cut') peers.forEach((peer) => peer.resetAndDestroy())
          else peers.forEach((peer) => peer.resume())
        }
        deck.pool.close(id)
        await until(() => ['closed', 'failed'].includes(deck.state(id).kind), 'it is over')
        const outcomes = await kinds(sendings)
        const count = (kind: string) => outcomes.filter((outcome) => outcome.startsWith(kind)).length
        const { counters } = deck.snapshot(id)
        expect(counters).toMatchObject({ messagesOut: count('sent'), dropped: count('dropped'), queuedMessages: 0, queuedBytes: 0 })
        expect(counters.refused).toBe(count('refused'))
        expect(deck.frames(id).filter(([what]) => what === 'out binary')).toHaveLength(count('sent'))
        await server.close()
        await deck.pool.remove(id)
      }),
      { numRuns: 25, seed: 11 },
    )
    expect(deck.complaints).toEqual([])
  })
})
