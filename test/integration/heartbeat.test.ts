import { describe, expect, it } from 'vitest'
import type { Options, Overrides } from '../../shared/options'
import { Deck, eager } from '../support/live-deck'
import { frame, rawServer, textFrame, upgrade } from '../support/raw-server'
import { echo, wsServer, type OnWebSocket } from '../support/servers'
import { stoppableServer } from '../support/stoppable'
import { until } from '../support/until'

const beat = (about: Partial<Options['heartbeat']> = {}): Overrides => ({
  heartbeat: { enabled: true, intervalMs: 100, timeoutMs: 100, misses: 2, logged: false, ...about },
})

describe('the heartbeat', () => {
  it('measures the round trip, over and over', async () => {
    const deck = new Deck()
    let pings = 0
    const { url } = await wsServer((webSocket) => webSocket.on('ping', () => { pings += 1 }))
    const id = await deck.opened(url, beat({ timeoutMs: 3_000 }))
    await until(() => pings >= 3, 'three pings came')
    const state = deck.state(id)
    expect(state.kind === 'open' && state.rttMs !== null && state.rttMs > 0 && state.rttMs < 5_000).toBe(true)
    expect(deck.frames(id)).toEqual([])
    expect(deck.history(id)).toEqual(['idle', 'connecting', 'open'])
  })

  it('shows each ping and its pong in the log when the profile asks for it', async () => {
    const deck = new Deck()
    const { url } = await wsServer(echo)
    const id = await deck.opened(url, beat({ timeoutMs: 3_000, logged: true }))
    await until(() => deck.frames(id).filter(([what]) => what === 'in pong').length >= 2, 'two pongs came')
    const frames = deck.frames(id)
    expect(frames.slice(0, 4).map(([what]) => what)).toEqual(['out ping', 'in pong', 'out ping', 'in pong'])
    expect(frames[0]?.[1]).toEqual(frames[1]?.[1])
    expect(frames[2]?.[1]).toEqual(frames[3]?.[1])
    expect(frames[0]?.[1]).not.toEqual(frames[2]?.[1])
  })

  it('calls a peer lost that upgrades and then goes silent, tries again, and cuts the old connection', async () => {
    const deck = new Deck()
    const server = await rawServer(async (socket) => { await upgrade(socket); socket.resume() })
    const startedAt = performance.now()
    const id = deck.open(server.url, { ...beat(), reconnect: { ...eager, attempts: 1 } })
    expect((await deck.reaches(id, 'waiting')).cause).toMatchObject({ phase: 'heartbeat', kind: 'heartbeat-lost', closeCode: null, wasClean: false })
    expect(performance.now() - startedAt).toBeGreaterThan(190)
    await deck.reaches(id, 'failed')
    expect(server.accepted).toBe(2)
    await until(() => server.sockets.size === 0, 'both connections are gone')
  })

  it('takes any frame for a sign of life, and a pong to another ping for no round trip', async () => {
    const deck = new Deck()
    const { url } = await rawServer(async (socket) => {
      await upgrade(socket)
      socket.resume()
      const talk = setInterval(() => socket.write(Buffer.concat([frame(textFrame, 'busy'), frame(0x8a, 'not yours')])), 20)
      socket.on('close', () => clearInterval(talk))
    })
    const id = await deck.opened(url, beat({ timeoutMs: 300 }))
    await until(() => deck.snapshot(id).counters.messagesIn > 60, 'it talked through several beats')
    expect(deck.state(id)).toMatchObject({ kind: 'open', rttMs: null })
  })

  it('forgives a pong that comes too late, as long as not too many are missed in a row', async () => {
    const deck = new Deck()
    let pings = 0
    const { url } = await wsServer((webSocket) => {
      webSocket.on('ping', (data) => {
        pings += 1
        if (pings % 2 === 0) webSocket.pong(data)
      })
    }, { autoPong: false })
    const id = await deck.opened(url, beat({ timeoutMs: 1_500 }))
    await until(() => pings >= 6, 'six pings came')
    expect(deck.state(id).kind).toBe('open')
  }, 20_000)

  it('finds a peer whose process was stopped', async ({ skip }) => {
    if (process.platform === 'win32') skip('no SIGSTOP here')
    const { url, child } = await stoppableServer()
    const deck = new Deck()
    const id = await deck.opened(url, beat({ timeoutMs: 1_500 }))
    await until(() => { const state = deck.state(id); return state.kind === 'open' && state.rttMs !== null }, 'it answered a ping')
    child.kill('SIGSTOP')
    expect((await deck.reaches(id, 'failed')).cause.kind).toBe('heartbeat-lost')
  })
})

describe('the ping message', () => {
  const ping = (about: Partial<Options['appPing']> = {}): Overrides => ({ appPing: { enabled: true, message: '{"op":"ping","n":{{$counter}}}', answer: '"op":"pong"', intervalMs: 100, timeoutMs: 3_000, misses: 2, ...about } })
  const answering: OnWebSocket = (webSocket) => {
    webSocket.on('message', (data: Buffer) => webSocket.send(data.toString().replace('ping', 'pong')))
  }

  it('is sent over and over, and its answers give the round trip; none of them is in the log where the profile hides them', async () => {
    const deck = new Deck()
    const { url } = await wsServer(answering)
    const [shown, hidden] = [await deck.opened(url, ping()), await deck.opened(url, ping({ logged: false }))]
    await until(() => [shown, hidden].every((id) => deck.snapshot(id).counters.messagesIn >= 3), 'three answers came to both')
    for (const id of [shown, hidden]) expect(deck.state(id)).toMatchObject({ kind: 'open', rttMs: expect.any(Number) as number })
    expect(deck.frames(shown).slice(0, 2).map(([what, bytes]) => [what, bytes.toString()])).toEqual([['out text', '{"op":"ping","n":1}'], ['in text', '{"op":"pong","n":1}']])
    expect(deck.frames(hidden)).toEqual([])
  })

  it('finds a peer whose WebSocket answers pings while its application does not', async () => {
    const deck = new Deck()
    const { url } = await wsServer(() => undefined)
    const id = deck.open(url, { ...beat({ timeoutMs: 3_000 }), ...ping({ timeoutMs: 100 }) })
    expect((await deck.reaches(id, 'failed')).cause).toMatchObject({ phase: 'heartbeat', kind: 'app-heartbeat-lost', by: 'client' })
  })
})

describe('the idle alarm', () => {
  it('comes while pongs do and messages do not, and goes with the next message', async () => {
    const deck = new Deck()
    let speak: () => void = () => undefined
    const { url } = await wsServer((webSocket) => { speak = () => webSocket.send('at last') })
    const id = await deck.opened(url, { ...beat({ timeoutMs: 3_000 }), limits: { idleAlarmMs: 1_000 } })
    const { since } = deck.state(id) as { since: number }
    await until(() => deck.snapshot(id).idleSince, 'the alarm is there')
    expect(Math.abs((deck.snapshot(id).idleSince ?? 0) - since)).toBeLessThan(100)
    speak()
    await until(() => deck.snapshot(id).idleSince === null, 'the alarm is gone')
    expect(deck.state(id).kind).toBe('open')
    expect(deck.notes(id).filter(({ event }) => event === 'idle')).toHaveLength(1)
  })
})

describe('the ping payload of the profile', () => {
  it('is what goes over the wire, filled anew', async () => {
    const deck = new Deck()
    const payloads: string[] = []
    const { url } = await wsServer((webSocket) => webSocket.on('ping', (data: Buffer) => payloads.push(data.toString())))
    const id = await deck.opened(url, beat({ timeoutMs: 3_000, payload: 'mine {{$counter}}' }))
    await until(() => payloads.length >= 2, 'two pings came')
    expect(payloads.slice(0, 2)).toEqual(['mine 1', 'mine 2'])
    await until(() => { const state = deck.state(id); return state.kind === 'open' && state.rttMs !== null }, 'the round trip is known')
  })
})
