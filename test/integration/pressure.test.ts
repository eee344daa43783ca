import { describe, expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import { systemClock } from '../../main/lib/clock'
import { text } from '../support/engine'
import { Deck } from '../support/live-deck'
import { MemoryLog } from '../support/memory-log'
import { wsServer, type OnWebSocket } from '../support/servers'
import { turns } from '../support/turns'
import { until } from '../support/until'

const KiB = 1024
const messageBytes = 8_000
/** The most that Node reads of a socket at once: what is still on its way to the log when the socket is paused. */
const blockBytes = 64 * KiB
/** What the server lets wait for the network before it stops: more than that and TCP is full. */
const stuckBytes = 256 * KiB

/** A server that counts up to each client as fast as the network takes it. */
class Flood {
  readonly clients: WebSocket[] = []
  /** How many messages each was sent. */
  readonly sent: number[] = []
  /** How many pings came from each. */
  readonly pings: number[] = []
  stopped = false

  readonly onWebSocket: OnWebSocket = (webSocket) => {
    const client = this.clients.push(webSocket) - 1
    this.sent[client] = this.pings[client] = 0
    webSocket.on('ping', () => (this.pings[client] = (this.pings[client] ?? 0) + 1))
    void this.#countUp(webSocket, client)
  }

  /** The network takes nothing more, from any client. */
  get stuck(): boolean {
    return this.clients.every((client) => client.bufferedAmount > stuckBytes)
  }

  async #countUp(webSocket: WebSocket, client: number): Promise<void> {
    for (let number = 0; !this.stopped && webSocket.readyState === webSocket.OPEN; await turns(1))
      for (let burst = 0; burst < 16 && webSocket.bufferedAmount <= stuckBytes; burst += 1) {
        webSocket.send(`${number} `.padEnd(messageBytes, 'x'))
        this.sent[client] = number += 1
      }
  }
}

/** Connections to a flood, the first of them to its first client and so on. */
async function flooded(count: number, about: Parameters<Deck['opened']>[1] = {}, compression = false) {
  const flood = new Flood()
  const { url, sockets } = await wsServer(flood.onWebSocket, { perMessageDeflate: compression })
  const deck = new Deck()
  const ids: string[] = []
  for (let i = 0; i < count; i += 1) ids.push(await deck.opened(url, { compression: { mode: compression ? 'offered' : 'off' }, ...about }))
  const received = () => ids.map((id) => deck.snapshot(id).counters.messagesIn)
  await until(() => received().every((messages) => messages > 20), 'all are flooded')
  return { flood, deck, ids, sockets, received }
}

/** Presses the log from inside of a socket's delivery, as the recorder does. */
async function pressAtNextFrame(deck: Deck): Promise<void> {
  await new Promise<void>((resolve) => {
    const stop = deck.pool.onChange(() => {
      stop()
      deck.log.press(true)
      resolve()
    })
  })
}

/** Which numbers of its flood a connection has in the log. */
function numbers(deck: Deck, id: string): number[] {
  return deck.frames(id).filter(([what]) => what === 'in text').map(([, bytes]) => Number.parseInt(bytes.toString('latin1', 0, 12)))
}

describe('while the log is pressed', () => {
  it('no socket is read, however much comes; when it is not any more nothing was lost and the order is kept', async () => {
    const { flood, deck, ids, received } = await flooded(10)
    for (const round of ['once', 'twice']) {
      await pressAtNextFrame(deck)
      const pressed = received()
      await until(() => flood.stuck, 'the network is full')
      await turns(100)
      const stopped = received()
      for (const [i, messages] of stopped.entries()) expect((messages - (pressed[i] ?? 0)) * messageBytes).toBeLessThanOrEqual(blockBytes)
      expect(flood.stuck).toBe(true)
      deck.log.press(false)
      await until(() => received().every((messages, i) => messages > (stopped[i] ?? 0) + 100), `all go on ${round}`)
    }
    flood.stopped = true
    await until(() => received().join() === flood.sent.join(), 'all has come')
    for (const [i, id] of ids.entries()) {
      const got = numbers(deck, id)
      expect(got).toHaveLength(flood.sent[i] ?? 0)
      expect(got.filter((number, place) => number !== place)).toEqual([])
    }
    expect(deck.complaints).toEqual([])
  })

  it('no peer is called dead for pongs that were not heard', async () => {
    const heartbeat = { enabled: true, intervalMs: 100, timeoutMs: 300, misses: 2, logged: false }
    const { flood, deck, ids } = await flooded(3, { heartbeat })
    await pressAtNextFrame(deck)
    await until(() => flood.stuck, 'the network is full')
    const pinged = flood.pings.map((pings) => pings + 4)
    await until(() => flood.pings.every((pings, i) => pings >= (pinged[i] ?? 0)), 'four beats went unanswered')
    expect(ids.map((id) => deck.state(id).kind)).toEqual(['open', 'open', 'open'])
    deck.log.press(false)
    flood.stopped = true
    await until(() => deck.pool.snapshots().map(({ counters }) => counters.messagesIn).join() === flood.sent.join(), 'all has come')
    expect(ids.map((id) => deck.history(id))).toEqual(ids.map(() => ['idle', 'connecting', 'open']))
  })

  it.each([false, true])('a connection can be closed (compressed: %s), and what was read of it already is in the log', async (compression) => {
    const { flood, deck, ids, sockets, received } = await flooded(2, { limits: { closeTimeoutMs: 100 } }, compression)
    await pressAtNextFrame(deck)
    await until(() => flood.stuck, 'the network is full')
    const before = received()
    deck.pool.close(ids[0] ?? '')
    expect((await deck.reaches(ids[0] ?? '', 'closed')).cause).toMatchObject({ kind: 'user-closed' })
    const got = numbers(deck, ids[0] ?? '')
    expect(got.length).toBeGreaterThan(before[0] ?? 0)
    expect(got.filter((number, place) => number !== place)).toEqual([])
    await until(() => sockets.size === 1, 'its socket is gone')
    const other = received()[1] ?? 0
    deck.log.press(false)
    await until(() => (received()[1] ?? 0) > other + 100, 'the other goes on')
  })

  it('the app can quit, and nobody listens for pressure any more', async () => {
    const { flood, deck, sockets } = await flooded(3)
    await pressAtNextFrame(deck)
    await until(() => flood.stuck, 'the network is full')
    await deck.pool.closeAll()
    await until(() => sockets.size === 0, 'their sockets are gone')
    expect(deck.log.listeners).toBe(0)
    expect(deck.timers.size).toBe(0)
  })

  it('a new connection opens, but is not read before the log takes more', async () => {
    const log = new MemoryLog(systemClock)
    log.press(true)
    const deck = new Deck({ log })
    const flood = new Flood()
    const { url } = await wsServer(flood.onWebSocket)
    const id = await deck.opened(url)
    await until(() => flood.stuck, 'the network is full')
    expect(deck.snapshot(id).counters.messagesIn * messageBytes).toBeLessThanOrEqual(blockBytes)
    deck.log.press(false)
    await until(() => deck.snapshot(id).counters.messagesIn > 100, 'it is read')
  })

  it('messages to send stay queued, and leave in their order when it takes more', async () => {
    const deck = new Deck()
    const got: string[] = []
    const { url } = await wsServer((webSocket) => webSocket.on('message', (data: Buffer) => got.push(data.toString())))
    const id = await deck.opened(url)
    deck.log.press(true)
    const sendings = ['a', 'b', 'c'].map((each) => deck.pool.send(id, text(each)))
    await turns(100)
    expect(deck.snapshot(id).counters).toMatchObject({ queuedMessages: 3, messagesOut: 0 })
    expect(got).toEqual([])
    deck.log.press(false)
    for (const { settled } of sendings) expect(await settled).toEqual({ kind: 'sent' })
    await until(() => got.length === 3, 'the server has them')
    expect(got).toEqual(['a', 'b', 'c'])
  })
})
