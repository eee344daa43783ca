import { describe, expect, it } from 'vitest'
import { ReadTurn } from '../../main/connection/read-turn'
import { dialWith } from '../../main/connection/socket'
import type { Dial } from '../../main/connection/wire'
import { systemClock } from '../../main/lib/clock'
import { text } from '../support/engine'
import { abortListeners, backTo, resources } from '../support/leaks'
import { Deck, eager } from '../support/live-deck'
import { rawServer, requestOf, upgrade } from '../support/raw-server'
import { echo, wsServer } from '../support/servers'
import { until } from '../support/until'

const beat = { enabled: true, intervalMs: 1_000, timeoutMs: 60_000, misses: 2, logged: false }
const long = { enabled: true, baseMs: 600_000, capMs: 600_000, attempts: null }

/** The real dial, and every signal that it was given. */
function watchedDial(): { dial: Dial; signals: AbortSignal[] } {
  const real = dialWith(systemClock, new ReadTurn())
  const signals: AbortSignal[] = []
  return { signals, dial: (preparation, trace, signal) => { signals.push(signal); return real(preparation, trace, signal) } }
}

/** 100 connections: idle, connecting over TCP, TLS and HTTP, open, open with a full queue, waiting, closing, closed, failed. */
async function mixedDeck() {
  const { dial, signals } = watchedDial()
  const deck = new Deck({ dial })
  const stays = await wsServer(echo, { perMessageDeflate: true })
  const silent = await rawServer((socket) => { socket.resume() })
  const refuses = await rawServer((socket) => { socket.resetAndDestroy() })
  const endless = await rawServer(async (socket) => { await requestOf(socket); socket.resume(); socket.write('HTTP/1.1 401 No\r\nContent-Length: 1000\r\n\r\nstart') })
  const mute = await rawServer(async (socket) => { await upgrade(socket); socket.resume() })
  const stuck = await rawServer(async (socket) => { await upgrade(socket); socket.once('data', () => { socket.pause(); setTimeout(() => socket.resume(), 1_000).unref() }) })
  const servers = [stays, silent, refuses, endless, mute, stuck]
  const baseline = resources()

  const make = [
    () => deck.add(stays.url),
    () => deck.open(silent.url, { limits: { deadlineMs: 300_000 } }),
    () => deck.open(silent.url.replace('ws:', 'wss:'), { limits: { deadlineMs: 300_000 } }),
    () => deck.open(silent.url.replace('127.0.0.1', 'localhost'), { limits: { deadlineMs: 300_000 } }),
    () => deck.open(endless.url, { limits: { deadlineMs: 300_000 } }),
    () => deck.open(stays.url, { heartbeat: beat }),
    () => deck.open(stays.url, { heartbeat: beat, compression: { mode: 'offered' } }),
    () => deck.open(refuses.url, { reconnect: long }),
    () => deck.open(mute.url, { heartbeat: beat, limits: { closeTimeoutMs: 60_000 } }),
    () => deck.open(stuck.url, { heartbeat: beat, limits: { closeTimeoutMs: 300 }, reconnect: eager }),
  ]
  const ids = Array.from({ length: 100 }, (_, i) => make[i % make.length]?.() ?? '')
  const of = (kind: number) => ids.filter((_, i) => i % make.length === kind)
  await Promise.all([...of(5), ...of(6), ...of(8), ...of(9)].map((id) => deck.reaches(id, 'open')))
  await Promise.all(of(7).map((id) => deck.reaches(id, 'waiting')))
  for (const id of [...of(5), ...of(6)]) deck.pool.send(id, text('hello '.repeat(1_000)))
  for (const id of of(9)) deck.pool.send(id, { binary: true, bytes: Buffer.alloc(8 * 1024 * 1024) })
  for (const id of of(8)) deck.pool.close(id)
  await until(() => [...of(5), ...of(6)].every((id) => deck.snapshot(id).counters.messagesIn === 1), 'the echoes came')
  return { deck, ids, servers, baseline, signals }
}

describe('what is left of 100 connections in every state', () => {
  it('is nothing within 2 s once they are removed', async () => {
    const { deck, ids, servers, baseline, signals } = await mixedDeck()
    const held = resources()
    expect(held.TCPSocketWrap).toBeGreaterThan(baseline.TCPSocketWrap + 50)
    await Promise.all(ids.map((id) => deck.pool.remove(id)))
    expect(deck.pool.snapshots()).toEqual([])
    await until(() => servers.every((server) => server.sockets.size === 0), 'the servers have no connection', 4_000)
    await backTo(baseline, 2_000)
    expect(signals.length).toBeGreaterThanOrEqual(90)
    expect(signals.map(abortListeners).filter((count) => count > 0)).toEqual([])
    expect(deck.complaints).toEqual([])
  })

  it('is nothing within 2 s once the app has closed them all', async () => {
    const { deck, servers, baseline, signals } = await mixedDeck()
    await deck.pool.closeAll()
    expect(deck.pool.snapshots().filter(({ state }) => !['idle', 'closed', 'failed'].includes(state.kind))).toEqual([])
    await until(() => servers.every((server) => server.sockets.size === 0), 'the servers have no connection', 4_000)
    await backTo(baseline, 2_000)
    expect(signals.map(abortListeners).filter((count) => count > 0)).toEqual([])
  })

  it('is no socket of an attempt whose header Node itself refuses to send', async () => {
    const deck = new Deck()
    const { url, sockets } = await wsServer(echo)
    const baseline = resources()
    // Without chunks there can be no trailer (RFC 9110 §6.6.2): Node throws after it has started to connect.
    const id = deck.open(url, { request: { headers: [{ name: 'Trailer', value: 'x', enabled: true, secret: false }] } })
    await deck.reaches(id, 'failed')
    await until(() => sockets.size === 0, 'the server has no connection', 2_000)
    await backTo(baseline, 2_000)
  })

  it('is no listener of earlier attempts while a connection goes on', async () => {
    const { dial, signals } = watchedDial()
    const deck = new Deck({ dial })
    const server = await rawServer(async (socket) => {
      if (server.accepted % 2 === 0) socket.resetAndDestroy()
      else {
        await upgrade(socket)
        socket.end()
      }
    })
    const id = deck.open(server.url, { reconnect: eager })
    // Every second attempt opens; the tenth loss so soon would put it into the slow lane.
    await until(() => deck.snapshot(id).counters.retries >= 16, 'it tried 16 times')
    expect(new Set(signals).size).toBe(1)
    expect(Math.max(...signals.map(abortListeners))).toBeLessThanOrEqual(6)
  })

  it('is nothing after a fleet has come and gone many times', async () => {
    const deck = new Deck()
    const server = await wsServer(echo)
    const baseline = resources()
    for (let round = 0; round < 10; round += 1) {
      const ids = Array.from({ length: 20 }, () => deck.open(server.url, { heartbeat: beat }))
      if (round % 2 === 0) await Promise.all(ids.map((id) => deck.reaches(id, 'open')))
      await Promise.all(ids.map((id) => deck.pool.remove(id)))
    }
    await until(() => server.sockets.size === 0, 'the server has no connection')
    await backTo(baseline, 2_000)
  })
})
