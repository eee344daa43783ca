import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Profile } from '../../shared/profile'
import { Deck, eager } from '../support/live-deck'
import { frame, rawServer, textFrame, upgrade } from '../support/raw-server'
import { echo, wsServer } from '../support/servers'
import { until } from '../support/until'

const beat = (about: Partial<Profile['heartbeat']> = {}): Pick<Profile, 'heartbeat'> => ({
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
    const id = await deck.opened(url, beat({ timeoutMs: 250 }))
    await until(() => pings >= 6, 'six pings came')
    expect(deck.state(id).kind).toBe('open')
  })

  it('finds a peer whose process was stopped', async ({ skip }) => {
    if (process.platform === 'win32') skip('no SIGSTOP here')
    const program = `
      import { WebSocketServer } from 'ws'
      const server = new WebSocketServer({ port: 0, host: '127.0.0.1' }, () => process.stdout.write(String(server.address().port)))
    `
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] })
    onTestFinished(() => { child.kill('SIGKILL') })
    const [port] = (await once(child.stdout, 'data')) as [Buffer]
    const deck = new Deck()
    const id = await deck.opened(`ws://127.0.0.1:${port.toString()}/`, beat({ timeoutMs: 300 }))
    await until(() => { const state = deck.state(id); return state.kind === 'open' && state.rttMs !== null }, 'it answered a ping')
    child.kill('SIGSTOP')
    expect((await deck.reaches(id, 'failed')).cause.kind).toBe('heartbeat-lost')
  })
})
