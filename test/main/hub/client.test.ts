import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { constants, deflateRawSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import { Client } from '../../../main/hub/client'
import { Hub } from '../../../main/hub/hub'
import type { Mode } from '../../../main/hub/modes/mode'
import { abortError } from '../../../main/lib/abort'
import { systemClock } from '../../../main/lib/clock'
import { silentLogger } from '../../../main/lib/logger'
import { limits } from '../../../shared/limits'
import { FakeClock } from '../../support/clock'
import { wsServer } from '../../support/servers'
import { until } from '../../support/until'
import { closeClients, openClient, type TestClient } from '../../support/ws-client'

let hub = new Hub({ clock: systemClock, logger: silentLogger })

async function started(clock = systemClock): Promise<string> {
  hub = new Hub({ clock, logger: silentLogger })
  const { port } = await hub.start(0)
  return `ws://127.0.0.1:${port}`
}

afterEach(() => hub.stop())

const crowd = (count: number, url: string) => Promise.all(Array.from({ length: count }, () => openClient(url)))

describe('a client of the hub', () => {
  it('gets its messages back as they were: text, binary, empty, and the largest allowed', async () => {
    const url = await started()
    const { ws, closed } = await openClient(`${url}/echo`, { maxPayload: limits.hubMessageBytes })
    const got: [string, boolean][] = []
    ws.on('message', (data: Buffer, binary: boolean) => got.push([data.length > 100 ? `${data.length} bytes` : data.toString('latin1'), binary]))
    ws.send('text')
    ws.send(Buffer.of(0, 255))
    ws.send('')
    ws.send(Buffer.alloc(0))
    ws.send(Buffer.alloc(limits.hubMessageBytes, 1))
    await until(() => got.length === 5)
    expect(got).toEqual([['text', false], ['\x00\xff', true], ['', false], ['', true], [`${limits.hubMessageBytes} bytes`, true]])
    ws.close(1000, 'enough')
    expect(await closed).toEqual({ code: 1000, reason: 'enough' })
  })

  it('gets 20,000 tiny echoes in order, though they overrun its queue many times', async () => {
    const url = await started()
    const { ws, messages, closed } = await openClient(`${url}/echo`)
    for (let i = 0; i < 20_000; i += 1) ws.send(String(i))
    await until(() => messages.length === 20_000)
    expect(messages).toEqual(Array.from({ length: 20_000 }, (_, i) => String(i)))
    ws.close()
    await closed
  })

  it('is closed with 1009 for a message over the limit, and with 1007 for text that is not UTF-8', async () => {
    const url = await started()
    const [large, broken] = (await crowd(2, `${url}/echo`)) as [TestClient, TestClient]
    large.ws.send(Buffer.alloc(limits.hubMessageBytes + 1))
    broken.ws.send(Buffer.of(0xff), { binary: false })
    expect((await large.closed).code).toBe(1009)
    expect((await broken.closed).code).toBe(1007)
    await until(() => hub.state.clients.length === 0)
  })

  it('has all it said passed on, though it leaves in the same breath', async () => {
    const url = await started()
    const [talker, listener] = (await crowd(2, `${url}/room/lobby`)) as [TestClient, TestClient]
    for (let i = 0; i < 1000; i += 1) {
      listener.ws.send('on your way out')
      talker.ws.send(String(i))
    }
    talker.ws.close()
    await talker.closed
    await until(() => listener.messages.length === 1000)
    expect(listener.messages).toEqual(Array.from({ length: 1000 }, (_, i) => String(i)))
    await closeClients([listener])
  })

  it('gets numbered floods and a clean end', async () => {
    const url = await started()
    const { messages, closed } = await openClient(`${url}/flood?rate=1000000&size=20&count=5000`)
    const { code, reason } = await closed
    expect(code).toBe(1000)
    expect(reason).toMatch(/^5000 sent in \d+ ms/)
    expect(messages.map((text) => Number.parseInt(text))).toEqual(Array.from({ length: 5000 }, (_, i) => i + 1))
    expect(new Set(messages.map(({ length }) => length))).toEqual(new Set([20]))
  })

  it('gets JSON ticks from the clock', async () => {
    const url = await started()
    const { ws, messages, closed } = await openClient(`${url}/clock?ms=10`)
    await until(() => messages.length >= 3)
    const ticks = messages.map((text) => JSON.parse(text) as { tick: number; at: string })
    expect(ticks.slice(0, 3).map(({ tick }) => tick)).toEqual([1, 2, 3])
    expect(Math.abs(Date.parse(ticks[0]?.at ?? '') - Date.now())).toBeLessThan(5000)
    ws.close()
    await closed
  })
})

describe('a client that the hub has stopped reading', () => {
  it('is read again when it is to leave, so that its own close frame comes through', async () => {
    const clients: Client[] = []
    const mode: Mode = { room: null, answer: (_member, _frames, signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(abortError(signal)), { once: true })) }
    const counted = { onCount: () => undefined, onEvicted: () => undefined }
    const sides: WebSocket[] = []
    const { url } = await wsServer((ws, request) => {
      sides.push(ws)
      // Its clock stands still: only an answer ends the closing handshake.
      clients.push(new Client({ id: 1, path: '/', address: '', mode, ws, socket: request.socket, clock: new FakeClock(), logger: silentLogger, ...counted }))
    })
    const { ws, closed } = await openClient(url)
    const stop = new AbortController()
    const talking = clients[0]?.talk(stop.signal)
    for (let sent = 0; sent <= limits.inboxBytes; sent += 65_536) ws.send(Buffer.alloc(65_536))
    await until(() => sides[0]?.isPaused)
    ws.send('what the hub has not read yet')
    stop.abort()
    const ending = await talking
    await clients[0]?.leave(ending ?? null)
    expect(await closed).toEqual({ code: 1001, reason: 'The hub was stopped' })
    expect(sides[0]?.readyState).toBe(ws.CLOSED)
  })
})

describe('a client that sends compressed messages', () => {
  it('is closed with 1008 when one read unpacks to more than the hub may hold', async () => {
    // Its clock stands still: unpacking can take longer than the hub waits for a closing handshake.
    const url = await started(new FakeClock())
    const { ws, closed } = await openClient(`${url}/echo`, { perMessageDeflate: true })
    const frame = packedFrame(4 * 1024 * 1024)
    const { _socket: socket } = ws as unknown as { _socket: Socket }
    ws.pause()
    // Echoes that can't be compressed and are not read: from here on the hub has to hold what comes.
    ws.send(randomBytes(limits.hubMessageBytes - 65_536), { compress: false })
    await until(() => hub.state.clients[0]?.queuedMessages === 1)
    socket.write(Buffer.concat(Array.from({ length: Math.floor(65_536 / frame.length) }, () => frame)))
    await until(() => hub.state.clients.length === 0)
    ws.resume()
    expect(await closed).toEqual({ code: 1008, reason: 'Too many compressed bytes at once' })
  }, 15_000)
})

/** A compressed binary message of zeros as a client frames it (RFC 7692 §7.2.1), under a mask of zeros. */
function packedFrame(bytes: number): Buffer {
  const packed = deflateRawSync(Buffer.alloc(bytes), { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4)
  const header = Buffer.of(0xc2, 0xfe, packed.length >> 8, packed.length & 0xff, 0, 0, 0, 0)
  return Buffer.concat([header, packed])
}

describe('a room', () => {
  it('evicts one who does not read while fifty others get every message in order', async () => {
    // Its clock stands still: the close frame waits behind what Node holds, longer than the hub waits for an answer where the machine is busy.
    const url = await started(new FakeClock())
    const others = await crowd(50, `${url}/room/lobby`)
    const slow = await openClient(`${url}/room/lobby`)
    const talker = await openClient(`${url}/room/lobby`)
    slow.ws.pause()
    let sent = 0
    while (hub.state.evicted === 0) {
      for (let i = 0; i < 100; i += 1) talker.ws.send(`${sent++} `.padEnd(2000, '.'))
      await until(() => others.every(({ messages }) => messages.length === sent))
    }
    expect(hub.state.evicted).toBe(1)
    for (const { messages } of others) expect(messages.map((text) => Number.parseInt(text))).toEqual(Array.from({ length: sent }, (_, i) => i))
    await until(() => hub.state.clients.length === 51)
    slow.ws.resume()
    expect(await slow.closed).toEqual({ code: 1013, reason: 'Too slow: the send queue is full' })
    await closeClients([...others, talker])
  }, 30_000)

  it('evicts nobody who reads because of a burst', async () => {
    const url = await started()
    const [talker, ...others] = await crowd(4, `${url}/room/lobby`)
    for (let i = 0; i < 20_000; i += 1) talker?.ws.send('burst')
    await until(() => others.every(({ messages }) => messages.length === 20_000))
    expect(hub.state.evicted).toBe(0)
    await closeClients(others)
  })

  it('keeps each sender’s order when all talk at once', async () => {
    const url = await started()
    const members = await crowd(8, `${url}/room/lobby`)
    for (let i = 0; i < 500; i += 1) members.forEach(({ ws }, who) => ws.send(`${who}:${i}`))
    await until(() => members.every(({ messages }) => messages.length === 7 * 500))
    members.forEach(({ messages }, me) => {
      for (let who = 0; who < 8; who += 1) {
        const heard = messages.filter((text) => text.startsWith(`${who}:`)).map((text) => Number(text.slice(2)))
        expect(heard).toEqual(who === me ? [] : Array.from({ length: 500 }, (_, i) => i))
      }
    })
    expect(hub.state.evicted).toBe(0)
    await closeClients(members)
  })

  it('carries one message to a thousand, and the hub is full at its limit', async () => {
    const url = await started()
    const members = await crowd(1000, `${url}/room/lobby`)
    members[0]?.ws.send('to all')
    await until(() => members.every(({ messages }, i) => messages.length === (i === 0 ? 0 : 1)))
    members.push(...(await crowd(limits.hubClients - 1000, `${url}/echo`)))
    await expect(openClient(`${url}/echo`)).rejects.toThrow('503')
    await closeClients(members)
  }, 30_000)
})

describe('the heartbeat of the hub', () => {
  it('cuts a client that answers no ping, and keeps one that does', async () => {
    const clock = new FakeClock()
    const url = await started(clock)
    const alive = await openClient(`${url}/echo`)
    const dead = await openClient(`${url}/echo`, { autoPong: false })
    let pings = 0
    let answered = 0
    dead.ws.on('ping', () => (pings += 1))
    alive.ws.on('ping', () => (answered += 1))
    for (let beat = 1; beat <= limits.hubMissedPongs; beat += 1) {
      await clock.advance(limits.hubPingMs)
      await until(() => pings === beat && answered === beat)
      // The pong needs its way back before time goes on.
      alive.ws.send('done')
      await until(() => alive.messages.length === beat)
    }
    await clock.advance(limits.hubPingMs)
    expect((await dead.closed).code).toBe(1006)
    await until(() => hub.state.clients.length === 1)
    expect(alive.ws.readyState).toBe(alive.ws.OPEN)
    await closeClients([alive])
    await hub.stop()
    expect(clock.pending).toBe(0)
  })
})
