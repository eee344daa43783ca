import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { readLoop } from '../../../main/connection/reader'
import { SendQueue, type Outgoing } from '../../../main/connection/send-queue'
import type { Frame } from '../../../main/connection/wire'
import { writeLoop } from '../../../main/connection/writer'
import { WriteTurn } from '../../../main/connection/write-turn'
import { cause } from '../../../main/lib/fault'
import { runGroup } from '../../../main/lib/group'
import { limits } from '../../../shared/limits'
import { FakeClock, settled } from '../../support/clock'
import { counters, text } from '../../support/engine'
import { FakeSocket } from '../../support/fake-socket'
import { MemoryLog } from '../../support/memory-log'

const bounds = { messages: 4, bytes: 1_024, overflow: 'refuse' as const, whileDown: 'refuse' as const }
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
  const start = (socket: FakeSocket, queue: SendQueue, onSent: (sent: string) => void = () => undefined, writes = new WriteTurn()) => {
    const controller = new AbortController()
    const log = new MemoryLog(new FakeClock())
    const tell = (sent: readonly Outgoing[]) => sent.forEach(({ message }) => onSent(Buffer.from(message.bytes).toString()))
    const loop = writeLoop({ socket, queue, log, writes, onSent: tell, onWritten: () => undefined }, controller.signal)
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

  it('writes no more in a turn of the event loop than all sockets may together, and goes on in their order', async () => {
    const writes = new WriteTurn()
    const most = { ...bounds, bytes: 10 * limits.writeTurnBytes }
    const lines = Array.from({ length: 3 }, () => {
      const socket = new FakeSocket()
      const queue = new SendQueue(most, counters())
      for (let i = 0; i < 2; i += 1) queue.offer(text('x'.repeat(limits.writeTurnBytes)))
      return { socket, ...start(socket, queue, undefined, writes) }
    })
    const seen: number[][] = []
    for (let turn = 0; turn < 6; turn += 1) {
      seen.push(lines.map(({ socket }) => socket.corks.length))
      await settled(1)
    }
    expect(seen).toEqual([[1, 0, 0], [2, 0, 0], [2, 1, 0], [2, 1, 1], [2, 2, 1], [2, 2, 2]])
    for (const { controller } of lines) controller.abort()
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

  it('gives nothing more to a socket that did not take everything', async () => {
    const socket = new FakeSocket()
    socket.stalled = true
    const queue = new SendQueue(bounds, counters())
    const { controller } = start(socket, queue)
    queue.offer(text('a'))
    await settled()
    const { settled: outcome } = queue.offer(text('b'))
    socket.end(cause('open', 'reset'))
    await settled()
    expect(socket.corks).toEqual([['a']])
    controller.abort()
    queue.end()
    expect(await outcome).toEqual({ kind: 'dropped', reason: 'session-ended' })
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
      (signal) => writeLoop({ socket, queue, log: new MemoryLog(new FakeClock()), writes: new WriteTurn(), onSent: () => { throw new Error('log broke') }, onWritten: () => undefined }, signal),
      forever,
    ])
    await expect(group).rejects.toThrow('log broke')
  })
})
