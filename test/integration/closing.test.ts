import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { WebSocket } from 'ws'
import { FakeClock } from '../support/clock'
import { Deck } from '../support/live-deck'
import { text } from '../support/engine'
import { closeBody, closeFrame, frame, rawServer, textFrame, upgrade } from '../support/raw-server'
import { echo, wsServer } from '../support/servers'
import { until } from '../support/until'

describe('closing a connection', () => {
  it('sends 1000, waits for the answer, and shows what still comes meanwhile', async () => {
    const deck = new Deck()
    const got: Buffer[] = []
    const { url } = await rawServer(async (socket) => {
      await upgrade(socket)
      socket.on('data', (data: Buffer) => {
        got.push(data)
        socket.write(Buffer.concat([frame(textFrame, 'late one'), frame(textFrame, 'late two'), frame(closeFrame, closeBody(1000))]))
        socket.end()
      })
    })
    const id = await deck.opened(url)
    deck.pool.close(id)
    const { cause } = await deck.reaches(id, 'closed')
    expect(cause).toMatchObject({ phase: 'user', kind: 'user-closed', closeCode: 1000, wasClean: true })
    expect(got[0]?.[0]).toBe(closeFrame)
    expect(deck.frames(id)).toEqual([
      ['out close', closeBody(1000)],
      ['in text', Buffer.from('late one')],
      ['in text', Buffer.from('late two')],
      ['in close', closeBody(1000)],
    ])
    expect(deck.history(id)).toEqual(['idle', 'connecting', 'open', 'closing', 'closed'])
  })

  it('leaves it to the pool’s clock alone how long an answer may take', async () => {
    onTestFinished(() => void vi.useRealTimers())
    const deck = new Deck({ clock: new FakeClock() })
    let asked: (answer: () => void) => void = () => undefined
    const { url } = await rawServer(async (socket) => {
      await upgrade(socket)
      socket.once('data', () => asked(() => socket.write(frame(closeFrame, closeBody(1000)))))
    })
    const id = await deck.opened(url, { limits: { closeTimeoutMs: 200 } })
    const heard = new Promise<() => void>((resolve) => { asked = resolve })
    // Those of `ws`, which knows no clock of ours.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    deck.pool.close(id)
    const answer = await heard
    vi.advanceTimersByTime(400)
    vi.useRealTimers()
    answer()
    expect((await deck.reaches(id, 'closed')).cause).toMatchObject({ kind: 'user-closed', closeCode: 1000, wasClean: true })
  })

  it('gives up what still waits, tells each sender, and takes nothing more', async () => {
    const deck = new Deck()
    const { url } = await rawServer(async (socket) => { await upgrade(socket); socket.resume() })
    const id = await deck.opened(url, { limits: { closeTimeoutMs: 300 } })
    const waiting = [1, 2, 3].map((n) => deck.pool.send(id, text(`m${n}`)))
    deck.pool.close(id)
    await deck.reaches(id, 'closing')
    const late = deck.pool.send(id, text('too late'))
    expect(late.outcome).toEqual({ kind: 'refused', reason: 'not-open' })
    await deck.reaches(id, 'closed')
    const outcomes = await Promise.all(waiting.map((sending) => sending.settled))
    const { counters } = deck.snapshot(id)
    const dropped = outcomes.filter((outcome) => outcome.kind === 'dropped')
    expect(outcomes.filter((outcome) => outcome.kind === 'sent')).toHaveLength(counters.messagesOut)
    expect(counters).toMatchObject({ dropped: dropped.length, queuedMessages: 0, queuedBytes: 0 })
    expect(counters.messagesOut + counters.dropped).toBe(3)
    expect(deck.frames(id).filter(([what]) => what === 'out text')).toHaveLength(counters.messagesOut)
  })

  it('says "sent" only of what the system took: a stalled message that is cut off is not', async () => {
    const deck = new Deck()
    let stalled = false
    const { url } = await rawServer(async (socket) => {
      await upgrade(socket)
      socket.once('data', () => { stalled = true; socket.pause() })
    })
    const id = await deck.opened(url, { limits: { closeTimeoutMs: 200 }, queue: { messages: 10, bytes: 64 * 1024 * 1024, overflow: 'refuse' } })
    const sendings = [1, 2].map(() => deck.pool.send(id, { binary: true, bytes: Buffer.alloc(16 * 1024 * 1024) }))
    await until(() => stalled, 'the peer has the first bytes and takes no more')
    deck.pool.close(id)
    await deck.reaches(id, 'closed')
    // The second one waited in the queue: a cork holds one message of this size.
    const outcomes = await Promise.all(sendings.map(({ settled }) => settled))
    expect(outcomes).toEqual([{ kind: 'dropped', reason: 'unknown' }, { kind: 'dropped', reason: 'session-ended' }])
    expect(deck.snapshot(id).counters).toMatchObject({ messagesOut: 0, bytesOut: 0, dropped: 2, queuedMessages: 0, queuedBytes: 0 })
    expect(deck.frames(id).filter(([what]) => what === 'out binary')).toEqual([])
  })

  it('shows the answer to the peer\'s close frame, in a session after one that was closed from here, too', async () => {
    const deck = new Deck()
    const peers: WebSocket[] = []
    const { url } = await wsServer((webSocket) => { peers.push(webSocket) })
    const id = await deck.opened(url)
    deck.pool.close(id)
    await deck.reaches(id, 'closed')
    deck.pool.open(id)
    await deck.reaches(id, 'open')
    const { length } = deck.frames(id)
    peers[1]?.close(1000)
    await deck.reaches(id, 'closed')
    expect(deck.frames(id).slice(length).sort()).toEqual([['in close', closeBody(1000)], ['out close', closeBody(1000)]])
  })

  it('of an idle connection, or of one that is over, changes nothing', async () => {
    const deck = new Deck()
    const { url } = await wsServer(echo)
    const id = deck.add(url)
    deck.pool.close(id)
    expect(deck.history(id)).toEqual(['idle'])
    deck.pool.open(id)
    await deck.reaches(id, 'open')
    deck.pool.close(id)
    await deck.reaches(id, 'closed')
    const rows = deck.rows(id).length
    deck.pool.close(id)
    expect(deck.rows(id)).toHaveLength(rows)
  })

  it('and opening again as soon as the deck says closed works', async () => {
    const deck = new Deck()
    const { url } = await wsServer(echo)
    const id = await deck.opened(url)
    const stop = deck.pool.onChange(() => {
      if (deck.state(id).kind !== 'closed') return
      stop()
      deck.pool.open(id)
    })
    deck.pool.close(id)
    const life = ['idle', 'connecting', 'open', 'closing', 'closed', 'connecting', 'open']
    await until(() => deck.history(id).length >= life.length, 'it is open again')
    expect(deck.history(id)).toEqual(life)
  })
})

describe('closing at any moment', () => {
  it('in the same turn as opening makes no attempt that anybody could see', async () => {
    const deck = new Deck()
    const server = await rawServer((socket) => { socket.resume() })
    const id = deck.open(server.url)
    deck.pool.close(id)
    const { cause } = await deck.reaches(id, 'closed')
    expect(cause.kind).toBe('user-closed')
    await until(() => server.sockets.size === 0, 'the connection is gone')
    expect(deck.history(id)).toEqual(['idle', 'connecting', 'closed'])
  })

  it('while waiting for the next attempt ends the wait for good', async () => {
    const deck = new Deck()
    const server = await rawServer((socket) => { socket.resetAndDestroy() })
    const id = deck.open(server.url, { reconnect: { enabled: true, baseMs: 600_000, capMs: 600_000, attempts: null } })
    await deck.reaches(id, 'waiting')
    const { accepted } = server
    deck.pool.close(id)
    await deck.reaches(id, 'closed')
    expect(deck.notes(id).at(-1)).toMatchObject({ event: 'closed' })
    expect(deck.history(id)).toEqual(['idle', 'connecting', 'waiting', 'closed'])
    expect(deck.snapshot(id).counters.retries).toBe(0)
    expect(deck.timers).toEqual(new Set())
    expect(server.accepted).toBe(accepted)
  })
})

describe('quitting', () => {
  it('says goodbye with 1001 to all, and cuts those that do not answer', async () => {
    const deck = new Deck()
    const codes: number[] = []
    const { url } = await wsServer((webSocket) => webSocket.on('close', (code) => codes.push(code)))
    const mute = await rawServer(async (socket) => { await upgrade(socket); socket.resume() })
    const silent = await rawServer((socket) => { socket.resume() })
    const ids = [await deck.opened(url), await deck.opened(url), await deck.opened(mute.url, { limits: { closeTimeoutMs: 60_000 } }), deck.open(silent.url)]
    await deck.pool.closeAll()
    expect(ids.map((id) => deck.state(id).kind)).toEqual(['closed', 'closed', 'closed', 'closed'])
    await until(() => codes.length === 2, 'the server was told')
    expect(codes).toEqual([1001, 1001])
    await until(() => mute.sockets.size + silent.sockets.size === 0, 'nothing is left')
  })
})
