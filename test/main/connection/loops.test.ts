import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { Heartbeat } from '../../../main/connection/heartbeat'
import { readLoop } from '../../../main/connection/reader'
import { SendQueue, type Outgoing } from '../../../main/connection/send-queue'
import type { Frame } from '../../../main/connection/wire'
import { writeLoop } from '../../../main/connection/writer'
import { cause } from '../../../main/connection/cause'
import { runGroup } from '../../../main/lib/group'
import { FakeClock, settled } from '../../support/clock'
import { counters, text } from '../../support/engine'
import { FakeSocket } from '../../support/fake-socket'
import { MemoryLog } from '../../support/memory-log'

const bounds = { messages: 4, bytes: 1_024, overflow: 'refuse' as const }
const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length
const forever = (signal: AbortSignal) => new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }))

describe('the read loop', () => {
  it('hands on frames in batches until they end', async () => {
    const socket = new FakeSocket()
    const batches: string[][] = []
    const loop = readLoop(socket, (frames: readonly Frame[]) => batches.push(frames.map((frame) => Buffer.from(frame.data).toString())))
    socket.arrive('text', 'a')
    socket.arrive('text', 'b')
    await settled()
    socket.arrive('binary', 'c')
    socket.end(cause('open', 'reset'))
    expect(await loop).toBeNull()
    expect(batches.flat()).toEqual(['a', 'b', 'c'])
    expect(batches[0]).toEqual(['a', 'b'])
  })

  it('reads on after an abort until the socket has ended, so that late data is not lost', async () => {
    const socket = new FakeSocket()
    const seen: string[] = []
    const controller = new AbortController()
    const see = (frames: readonly Frame[]) => frames.forEach((frame) => seen.push(Buffer.from(frame.data).toString()))
    const group = runGroup<unknown>(controller.signal, [() => readLoop(socket, see), forever])
    controller.abort()
    socket.arrive('text', 'late')
    await settled()
    socket.end(cause('open', 'close-frame'))
    await group
    expect(seen).toEqual(['late'])
  })

  it('ends its siblings when the frames end', async () => {
    const socket = new FakeSocket()
    const group = runGroup<unknown>(new AbortController().signal, [() => readLoop(socket, () => undefined), forever])
    socket.end(cause('open', 'reset'))
    expect(await group).toBeNull()
  })

  it('passes on what its consumer throws, and takes nothing more', async () => {
    const socket = new FakeSocket()
    socket.arrive('text', 'a')
    await expect(readLoop(socket, () => { throw new Error('log broke') })).rejects.toThrow('log broke')
  })
})

describe('the write loop', () => {
  const start = (socket: FakeSocket, queue: SendQueue, onSent: (sent: string) => void = () => undefined) => {
    const controller = new AbortController()
    const log = new MemoryLog(new FakeClock())
    const tell = (sent: readonly Outgoing[]) => sent.forEach(({ message }) => onSent(Buffer.from(message.bytes).toString()))
    const loop = writeLoop({ socket, queue, log, onSent: tell }, controller.signal)
    loop.catch(() => undefined)
    return { controller, log, loop }
  }

  it('drains whatever is queued in one cork', async () => {
    const socket = new FakeSocket()
    const queue = new SendQueue(bounds, counters())
    const sendings = ['a', 'b', 'c'].map((each) => queue.offer(text(each)))
    const { controller } = start(socket, queue)
    await settled()
    expect(socket.corks).toEqual([['a', 'b', 'c']])
    expect(await Promise.all(sendings.map((sending) => sending.settled))).toEqual(Array(3).fill({ kind: 'sent' }))
    controller.abort()
  })

  it('says sent only when the socket took the message, and gathers what comes meanwhile', async () => {
    const socket = new FakeSocket()
    socket.stalled = true
    const queue = new SendQueue(bounds, counters())
    const sent: string[] = []
    const { controller } = start(socket, queue, (each) => sent.push(each))
    queue.offer(text('a'))
    await settled()
    queue.offer(text('b'))
    queue.offer(text('c'))
    await settled()
    expect(socket.corks).toEqual([['a']])
    expect(sent).toEqual([])
    socket.takeAll()
    await settled()
    expect(sent).toEqual(['a'])
    expect(socket.corks).toEqual([['a'], ['b', 'c']])
    controller.abort()
  })

  it('writes nothing while the log is pressed: messages stay queued, and leave in their order when it takes more', async () => {
    const socket = new FakeSocket()
    const counts = counters()
    const queue = new SendQueue(bounds, counts)
    const { controller, log } = start(socket, queue)
    log.press(true)
    queue.offer(text('a'))
    await settled()
    queue.offer(text('b'))
    await settled()
    expect(socket.corks).toEqual([])
    expect(counts.queuedMessages).toBe(2)
    log.press(false)
    await settled()
    expect(socket.corks).toEqual([['a', 'b']])
    expect(counts.queuedMessages).toBe(0)
    expect(log.listeners).toBe(0)
    controller.abort()
  })

  it('ends when aborted while the log is pressed, leaves no listener, and says that nothing was written', async () => {
    const socket = new FakeSocket()
    const queue = new SendQueue(bounds, counters())
    const { controller, log, loop } = start(socket, queue)
    log.press(true)
    const { settled: outcome } = queue.offer(text('a'))
    await settled()
    controller.abort()
    await expect(loop).rejects.toMatchObject({ name: 'AbortError' })
    queue.end()
    expect(await outcome).toEqual({ kind: 'dropped', reason: 'session-ended' })
    expect([log.listeners, listeners(controller.signal)]).toEqual([0, 0])
    log.press(false)
    await settled()
    expect(socket.corks).toEqual([])
  })

  it('ends when aborted, even while the socket takes nothing, and leaves no listener', async () => {
    const socket = new FakeSocket()
    socket.stalled = true
    const queue = new SendQueue(bounds, counters())
    const { controller, loop } = start(socket, queue)
    queue.offer(text('a'))
    await settled()
    controller.abort()
    await expect(loop).rejects.toMatchObject({ name: 'AbortError' })
    socket.takeAll()
    await settled()
    expect(listeners(controller.signal)).toBe(0)
  })

  it('ends its siblings when the consumer of sent messages fails', async () => {
    const socket = new FakeSocket()
    const queue = new SendQueue(bounds, counters())
    queue.offer(text('a'))
    const group = runGroup<unknown>(new AbortController().signal, [
      (signal) => writeLoop({ socket, queue, log: new MemoryLog(new FakeClock()), onSent: () => { throw new Error('log broke') } }, signal),
      forever,
    ])
    await expect(group).rejects.toThrow('log broke')
  })
})

describe('the heartbeat loop', () => {
  const settings = { enabled: true, intervalMs: 5_000, timeoutMs: 5_000, misses: 2, logged: false }
  const start = (socket: FakeSocket, about: Partial<typeof settings> = {}) => {
    const clock = new FakeClock()
    const rtts: number[] = []
    const heartbeat = new Heartbeat({ socket, clock, settings: { ...settings, ...about }, onPing: () => undefined, onRtt: (rtt) => rtts.push(rtt) })
    const controller = new AbortController()
    const loop = heartbeat.beatLoop(controller.signal)
    loop.catch(() => undefined)
    void readLoop(socket, (frames) => heartbeat.hear(frames))
    return { clock, rtts, controller, loop }
  }

  it('pings at once and then each interval, and measures the round trip', async () => {
    const socket = new FakeSocket()
    const { clock, rtts, controller } = start(socket)
    await clock.advance(30)
    socket.pong()
    await clock.advance(4_969)
    expect(socket.pings).toHaveLength(1)
    await clock.advance(1)
    expect(socket.pings).toHaveLength(2)
    await clock.advance(7)
    socket.pong()
    await settled()
    expect(rtts).toEqual([30, 7])
    controller.abort()
  })

  it('calls the peer lost after the allowed misses, within 15 s of its silence by default', async () => {
    const socket = new FakeSocket()
    const { clock, loop } = start(socket)
    socket.pong()
    await settled()
    const silentSince = clock.elapsed()
    let lost = false
    void loop.then(() => (lost = true))
    await clock.advance(14_999)
    expect(lost).toBe(false)
    await clock.advance(1)
    expect(await loop).toMatchObject({ phase: 'heartbeat', kind: 'heartbeat-lost' })
    expect(clock.elapsed() - silentSince).toBeLessThanOrEqual(15_000)
    expect(clock.pending).toBe(0)
  })

  it('takes any frame for a sign of life, but only the matching pong for a round trip', async () => {
    const socket = new FakeSocket()
    const { clock, rtts, controller, loop } = start(socket)
    let lost = false
    void loop.then(() => (lost = true)).catch(() => undefined)
    for (let i = 0; i < 10; i += 1) {
      socket.arrive('pong', 'not yours')
      socket.arrive('text', 'data')
      await clock.advance(5_000)
    }
    expect(lost).toBe(false)
    expect(rtts).toEqual([])
    controller.abort()
  })

  it('does not blame the peer while this side has paused the socket', async () => {
    const socket = new FakeSocket()
    socket.paused = true
    const { clock, controller, loop } = start(socket)
    let lost = false
    void loop.then(() => (lost = true)).catch(() => undefined)
    await clock.advance(60_000)
    expect(lost).toBe(false)
    controller.abort()
  })

  it('does not count a beat in which the socket was paused for a while, and counts the beats around it', async () => {
    const socket = new FakeSocket()
    const { clock, loop } = start(socket)
    let lost = false
    void loop.then(() => (lost = true))
    await clock.advance(5_000)
    // The socket was paused at the start of one beat, then in the midst of another.
    socket.paused = true
    socket.pauses = 1
    await clock.advance(5_000)
    socket.paused = false
    await clock.advance(5_000)
    socket.pauses = 2
    await clock.advance(9_999)
    expect(lost).toBe(false)
    await clock.advance(1)
    expect(lost).toBe(true)
  })

  it.each([100, 5_500])('ends when aborted after %i ms, leaving no timer and no listener', async (ms) => {
    const socket = new FakeSocket()
    const { clock, controller, loop } = start(socket)
    socket.pong()
    await clock.advance(ms)
    controller.abort()
    await expect(loop).rejects.toMatchObject({ name: 'AbortError' })
    expect(clock.pending).toBe(0)
    expect(listeners(controller.signal)).toBe(0)
  })

  it('ends its siblings when the peer is lost', async () => {
    const socket = new FakeSocket()
    const clock = new FakeClock()
    const heartbeat = new Heartbeat({ socket, clock, settings, onPing: () => undefined, onRtt: () => undefined })
    const group = runGroup<unknown>(new AbortController().signal, [(signal) => heartbeat.beatLoop(signal), forever])
    await clock.advance(20_000)
    expect(await group).toMatchObject({ kind: 'heartbeat-lost' })
  })
})
