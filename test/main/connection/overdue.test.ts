import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { deflateRawSync } from 'node:zlib'
import { afterEach, expect, it } from 'vitest'
import { limitMessages } from '../../../main/connection/overdue'
import { Valve } from '../../../main/connection/valve'
import { limits } from '../../../shared/limits'
import { FakeClock } from '../../support/clock'
import { Deck } from '../../support/live-deck'
import { binaryFrame, frame, rawServer, upgrade } from '../../support/raw-server'
import { until } from '../../support/until'

const ping = frame(0x89, 'p')
const [begin, more, last] = [frame(0x02, 'x'), frame(0x00, 'x'), frame(0x80, 'x')]
const limitMs = 5_000

let decks: Deck[] = []
afterEach(async () => {
  await Promise.all(decks.map((deck) => deck.end()))
  decks = []
})

/** A socket whose messages have five seconds each, on a clock that stands still. */
async function opened(messageMs: number | null = limitMs, extension: string[] = [], clock = new FakeClock()) {
  const deck = new Deck({ clock })
  decks.push(deck)
  let client: Socket | null = null
  const server = await rawServer(async (socket) => {
    await upgrade(socket, ...extension)
    socket.resume()
    client = socket
  })
  const id = await deck.opened(server.url, { limits: { messageMs, closeTimeoutMs: 300 }, compression: { mode: 'offered' } })
  let pings = 0
  /** The parts, and a ping before them: they come in one piece. */
  const send = async (...parts: Uint8Array[]) => {
    client?.write(Buffer.concat([ping, ...parts]))
    pings += 1
    await until(() => deck.snapshot(id).counters.controlIn === pings, 'it has come')
  }
  /** Once more, for what came behind the ping. */
  const settle = async () => send(Buffer.alloc(0))
  /** Sent, but not read before the event loop asks the system what has come. */
  const put = (part: Uint8Array) => client?.write(part)
  return { clock, deck, id, send, settle, put, isOpen: () => deck.state(id).kind === 'open' }
}

it.each([
  ['a fragment, and no last one', [begin, more]],
  ['half of a frame', [frame(binaryFrame, 'x'.repeat(100)).subarray(0, 50)]],
  ['half of a header', [frame(binaryFrame, 'x'.repeat(200)).subarray(0, 3)]],
])('a message is given up with 1008 when it does not end in time: %s', async (_, parts) => {
  const { clock, deck, id, send, isOpen } = await opened()
  await clock.advance(60_000)
  await send(...parts)
  await clock.advance(limitMs - 1)
  expect(isOpen()).toBe(true)
  await clock.advance(1)
  expect(await deck.cause(id)).toMatchObject({ phase: 'open', kind: 'message-timeout', by: 'client' })
  await until(() => deck.frames(id).some(([what, bytes]) => what === 'out close' && bytes.readUInt16BE() === 1008), 'it is told why')
})

it('control frames and further fragments do not give it more time', async () => {
  const { clock, deck, id, send } = await opened()
  await send(begin)
  for (let i = 0; i < 4; i += 1) {
    await clock.advance(1_100)
    await send(more)
  }
  await clock.advance(600)
  expect(await deck.cause(id)).toMatchObject({ kind: 'message-timeout' })
})

it('each message has its own time, and what is between two has none', async () => {
  const { clock, send, settle, isOpen, deck, id } = await opened()
  await send(begin)
  for (let i = 0; i < 10; i += 1) {
    await clock.advance(limitMs - 1_000)
    await send(last, begin)
  }
  await send(last)
  await settle()
  await clock.advance(600_000)
  expect(isOpen()).toBe(true)
  expect(deck.snapshot(id).counters.messagesIn).toBe(11)
  expect(clock.pending).toBe(0)
})

it('a compressed message has the same time', async () => {
  const { clock, deck, id, send } = await opened(limitMs, ['Sec-WebSocket-Extensions: permessage-deflate'])
  await send(frame(0x42, deflateRawSync('x'.repeat(1_000)).subarray(0, -1)))
  await clock.advance(limitMs + 1)
  expect(await deck.cause(id)).toMatchObject({ kind: 'message-timeout' })
})

it.each([
  ['in the same turn', 0],
  ['while the process is held up', 3_600_000],
])('a message whose end comes %s in which its time is over is not given up', async (_when, heldUpMs) => {
  // Goes on without a turn of the event loop.
  const clock = new FakeClock(undefined, 0)
  const { send, settle, put, isOpen, deck, id } = await opened(limitMs, [], clock)
  await send(begin)
  await clock.advance(limitMs - 1)
  clock.spend(heldUpMs)
  put(last)
  await clock.advance(1)
  await settle()
  await clock.advance(limits.catchUpMs)
  expect(isOpen()).toBe(true)
  expect(deck.snapshot(id).counters.messagesIn).toBe(1)
})

/** What `ws` has of a message that does not end, and how it says that it has read a part on. */
function partly() {
  const webSocket = Object.assign(new EventEmitter(), {
    isPaused: false,
    _receiver: {
      _state: 0,
      _bufferedBytes: 1,
      _fragmented: 0,
      _write: (_part: Buffer, _encoding: string, next: () => void) => { readOn = next },
      createError: () => new RangeError(),
      destroy: () => { over = true },
    },
  })
  let readOn = () => undefined as void
  let over = false
  const [clock, valve] = [new FakeClock(), new Valve({})]
  limitMessages(webSocket, { clock, socket: { valve }, mostMs: limitMs })
  webSocket.emit('open')
  webSocket._receiver._write(Buffer.alloc(1), 'buffer', () => undefined)
  readOn()
  return { clock, valve, more: () => webSocket._receiver._write(Buffer.alloc(1), 'buffer', () => undefined), readOn: () => readOn(), isOver: () => over }
}

it('a message that is passed over for others of its peer when its time is over is given a little more', async () => {
  const { clock, valve, isOver } = partly()
  valve.shut()
  await clock.advance(limitMs + limits.passedOverMs - 1)
  expect(isOver()).toBe(false)
  await clock.advance(1)
  expect(isOver()).toBe(true)
})

it('a message is not given up while what came of it is still being inflated', async () => {
  const { clock, more, readOn, isOver } = partly()
  await clock.advance(1_000)
  more()
  await clock.advance(10 * limitMs)
  readOn()
  // The peer has what is left of its time, however long it was at work here.
  await clock.advance(limitMs - 1_000 - limits.heldUpMs)
  expect(isOver()).toBe(false)
  await clock.advance(2 * limits.heldUpMs)
  expect(isOver()).toBe(true)
})

it('takes any time by default, and looks at no clock', async () => {
  const { clock, send, isOpen } = await opened(null)
  await send(begin)
  expect(clock.pending).toBe(0)
  await clock.advance(3_600_000)
  expect(isOpen()).toBe(true)
})
