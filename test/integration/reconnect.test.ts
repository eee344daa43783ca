import { describe, expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import type { Sending } from '../../main/connection/pool'
import { Deck, eager } from '../support/live-deck'
import { text } from '../support/engine'
import { closeBody, closeFrame, frame, rawServer, textFrame, upgrade } from '../support/raw-server'
import { echo, wsServer } from '../support/servers'
import { turns } from '../support/turns'
import { until } from '../support/until'

const patient = { enabled: true, baseMs: 600_000, capMs: 600_000, attempts: null }

describe('a server that stops and comes back', () => {
  it('finds all its connections open again, with their log kept and nothing replayed', async () => {
    const deck = new Deck()
    const first = await wsServer(echo)
    const ids = await Promise.all(Array.from({ length: 20 }, () => deck.opened(first.url, { reconnect: eager })))
    for (const id of ids) await deck.pool.send(id, text('before')).settled
    await first.close()
    for (const id of ids) await deck.reaches(id, 'waiting')
    for (const { outcome } of deck.pool.broadcast(ids, text('meanwhile'))) expect(outcome).toEqual({ kind: 'refused', reason: 'not-open' })
    await until(() => ids.every((id) => deck.snapshot(id).counters.retries >= 2), 'all have tried twice')

    const got: string[] = []
    const second = await wsServer((webSocket) => webSocket.on('message', (data: Buffer) => got.push(data.toString())), { port: first.port })
    for (const id of ids) await deck.reaches(id, 'open')
    const outcomes = await Promise.all(deck.pool.broadcast(ids, text('after')).map((sending) => sending.settled))
    expect(outcomes.every((outcome) => outcome.kind === 'sent')).toBe(true)
    await until(() => got.length === 20, 'the server has all')
    expect(new Set(got)).toEqual(new Set(['after']))
    expect(second.sockets.size).toBe(20)
    for (const id of ids) {
      expect(deck.frames(id).filter(([what]) => what === 'out text').map(([, bytes]) => bytes.toString())).toEqual(['before', 'after'])
      const events = deck.notes(id).map((note) => note.event)
      expect(events.filter((event) => event === 'open')).toHaveLength(2)
      expect(events.filter((event) => event === 'waiting').length).toBe(deck.snapshot(id).counters.retries)
      expect(deck.snapshot(id).counters.messagesOut).toBe(2)
    }
    expect(deck.complaints).toEqual([])
  })

  it('is not stormed in step: each connection draws its own delay', async () => {
    const deck = new Deck()
    const server = await wsServer(echo)
    const reconnect = { enabled: true, baseMs: 20_000, capMs: 600_000, attempts: null }
    const ids = await Promise.all(Array.from({ length: 20 }, () => deck.opened(server.url, { reconnect })))
    await server.close()
    for (const id of ids) await deck.reaches(id, 'waiting')
    // The first of each: who drew a short one may have tried again by now.
    const delays = ids.map((id) => Number(deck.notes(id).find(({ event }) => event === 'waiting')?.['delayMs']))
    expect(new Set(delays.map((ms) => Math.round(ms / 100))).size).toBeGreaterThan(10)
    expect(Math.max(...delays)).toBeLessThanOrEqual(20_000)
    expect(Math.max(...delays)).toBeGreaterThan(10_000)
  })
})

describe('a connection that holds messages while it is down', () => {
  it('sends each once and in order when the server is back, after the messages of its open', async () => {
    const deck = new Deck()
    const got: string[] = []
    const collect = (webSocket: WebSocket) => webSocket.on('message', (data: Buffer) => got.push(data.toString()))
    const first = await wsServer(collect)
    const onOpen = { messages: [{ format: 'json' as const, text: '{"hello":{{$counter}}}', enabled: true }] }
    const id = await deck.opened(first.url, { reconnect: { ...eager, baseMs: 1, capMs: 5 }, queue: { whileDown: 'hold', messages: 5_000 }, onOpen })
    const sendings: Sending[] = []
    const send = (count: number) => {
      for (let i = 0; i < count; i += 1) sendings.push(deck.pool.send(id, text(String(sendings.length))))
    }
    let port = first.port
    let server = first
    for (let round = 0; round < 5; round += 1) {
      send(200)
      await turns(round)
      // Some are on their way when the connection is cut.
      await server.close()
      await deck.reaches(id, 'waiting')
      send(200)
      server = await wsServer(collect, { port })
      port = server.port
      await deck.reaches(id, 'open')
    }
    const outcomes = await Promise.all(sendings.map(({ settled }) => settled))
    expect(new Set(outcomes.map((outcome) => ('reason' in outcome ? `${outcome.kind} ${outcome.reason}` : outcome.kind)))).toSatisfy((kinds: Set<string>) => [...kinds].every((kind) => ['sent', 'dropped unknown'].includes(kind)))
    await until(() => got.at(-1) === String(sendings.length - 1), 'the last came')
    const hellos = got.filter((message) => message.startsWith('{'))
    expect(hellos.at(-1)).toBe('{"hello":6}')
    const numbers = got.filter((message) => !message.startsWith('{')).map(Number)
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
    // What was never given to a socket came, whatever happened to the sockets.
    const sent = outcomes.filter(({ kind }) => kind === 'sent').length
    expect(sent).toBeGreaterThanOrEqual(1_000)
    expect(deck.snapshot(id).counters).toMatchObject({ queuedMessages: 0, queuedBytes: 0, messagesOut: sent + 6, refused: 0 })
    expect(deck.complaints).toEqual([])
  })
})

describe('the rules of a profile', () => {
  it('decide before the table does', async () => {
    const deck = new Deck()
    const server = await rawServer(async (socket) => {
      await upgrade(socket)
      socket.end(frame(closeFrame, closeBody(server.accepted === 1 ? 4001 : 4002)))
    })
    const rules = [{ when: { kind: 'close-code' as const, codes: '4001' }, retry: true, afterMs: 50 }, { when: { kind: 'cause' as const, cause: 'reset' as const }, retry: false, afterMs: 0 }]
    const id = deck.open(server.url, { reconnect: { ...eager, rules } })
    expect((await deck.reaches(id, 'closed')).cause).toMatchObject({ closeCode: 4002 })
    expect(server.accepted).toBe(2)
    expect(Number(deck.notes(id).find(({ event }) => event === 'waiting')?.['delayMs'])).toBeGreaterThanOrEqual(50)
  })
})

describe('trying again', () => {
  it('stops after the number of attempts in the profile', async () => {
    const deck = new Deck()
    const server = await rawServer((socket) => { socket.resetAndDestroy() })
    const id = deck.open(server.url, { reconnect: { ...eager, attempts: 3 } })
    const { cause } = await deck.reaches(id, 'failed')
    expect(cause.kind).toBe('reset')
    expect(server.accepted).toBe(4)
    expect(deck.snapshot(id).counters.retries).toBe(3)
    const waits = deck.notes(id).filter((note) => note.event === 'waiting')
    expect(waits.map((note) => note['retry'])).toEqual([1, 2, 3])
  })

  it('waits longer each time, and at most the cap', async () => {
    const deck = new Deck()
    const { url } = await rawServer((socket) => { socket.resetAndDestroy() })
    const id = deck.open(url, { reconnect: { enabled: true, baseMs: 10, capMs: 50, attempts: 6 } })
    await deck.reaches(id, 'failed')
    const ceilings = deck.notes(id).filter((note) => note.event === 'waiting').map((note) => note['ceilingMs'])
    expect(ceilings).toEqual([10, 20, 40, 50, 50, 50])
  })

  it('does not begin anew after a connection that opened only for a moment', async () => {
    const deck = new Deck()
    const server = await rawServer(async (socket) => { await upgrade(socket); socket.end(frame(textFrame, 'hello and goodbye')) })
    const id = deck.open(server.url, { reconnect: { enabled: true, baseMs: 10, capMs: 1_000, attempts: 4 } })
    await deck.reaches(id, 'failed')
    expect(server.accepted).toBe(5)
    expect(deck.notes(id).filter((note) => note.event === 'waiting').map((note) => note['ceilingMs'])).toEqual([10, 20, 40, 80])
    expect(deck.snapshot(id).counters.messagesIn).toBe(5)
  })

  it('happens at once when it is asked for, in the middle of a wait', async () => {
    const deck = new Deck()
    const server = await rawServer((socket) => (server.accepted === 1 ? void socket.resetAndDestroy() : upgrade(socket)))
    const id = deck.open(server.url, { reconnect: patient })
    await deck.reaches(id, 'waiting')
    deck.pool.retry(id)
    await deck.reaches(id, 'open')
    deck.pool.retry(id)
    expect(server.accepted).toBe(2)
    expect(deck.history(id)).toEqual(['idle', 'connecting', 'waiting', 'connecting', 'open'])
  })

  it('opens a connection that is over', async () => {
    const deck = new Deck()
    const { url } = await wsServer(echo)
    const id = await deck.opened(url)
    deck.pool.close(id)
    await deck.reaches(id, 'closed')
    await new Promise((resolve) => setImmediate(resolve))
    deck.pool.retry(id)
    await deck.reaches(id, 'open')
  })

  it('is not done where the profile says no', async () => {
    const deck = new Deck()
    const server = await rawServer((socket) => { socket.resetAndDestroy() })
    const id = deck.open(server.url, { reconnect: { ...eager, enabled: false } })
    await deck.reaches(id, 'failed')
    expect(deck.timers).toEqual(new Set())
    expect(server.accepted).toBe(1)
  })

  it('uses the options that the profile has by then', async () => {
    const deck = new Deck()
    const closed = await rawServer((socket) => { socket.resetAndDestroy() })
    const { url } = await wsServer(echo)
    const id = deck.open(closed.url, { reconnect: patient })
    await deck.reaches(id, 'waiting')
    deck.update(id, { url, name: 'moved', color: 'red' })
    expect(deck.snapshot(id)).toMatchObject({ name: 'moved', color: 'red', url: `${url}/` })
    deck.pool.retry(id)
    await deck.reaches(id, 'open')
  })
})
