import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { SendQueue } from '../../../main/connection/send-queue'
import { CloseRequest, runSession } from '../../../main/connection/session'
import { WriteTurn } from '../../../main/connection/write-turn'
import { cause } from '../../../main/lib/fault'
import { limits } from '../../../shared/limits'
import { FakeClock, settled } from '../../support/clock'
import { counters, text } from '../../support/engine'
import { FakeSocket } from '../../support/fake-socket'
import { MemoryLog } from '../../support/memory-log'
import { newPlan, type PlanAbout } from '../../support/plan'

function start(about: PlanAbout = {}) {
  const socket = new FakeSocket()
  const clock = new FakeClock()
  const plan = newPlan('p', { url: 'ws://127.0.0.1/', ...about })
  const queue = new SendQueue(plan.queue, counters())
  const controller = new AbortController()
  const frames: string[] = []
  const closings: (number | string | undefined)[] = []
  const idle: (number | null)[] = []
  const troubles: string[] = []
  const over = runSession({
    socket, clock, plan, queue,
    log: new MemoryLog(clock),
    writes: new WriteTurn(),
    onFrames: (batch) => frames.push(...batch.map((frame) => Buffer.from(frame.data).toString())),
    onSent: () => undefined,
    onPing: () => undefined,
    onRtt: () => undefined,
    onIdle: (since) => idle.push(since),
    onStall: () => undefined,
    onTrouble: (words) => troubles.push(words),
    fill: (template) => ({ text: template, secrets: [], unknown: [] }),
    onClosing: ({ frame, why }) => closings.push(frame?.code ?? why?.kind),
    probe: { sessionBegun: () => undefined },
  }, controller.signal)
  return { socket, clock, queue, controller, over, frames, closings, idle, troubles }
}

describe('a session', () => {
  it('ends with the cause of the wire when the server closes, and leaves no timer and no listener', async () => {
    const { socket, clock, controller, over } = start()
    await settled()
    socket.end(cause('open', 'close-frame', { closeCode: 1001, wasClean: true }))
    expect(await over).toMatchObject({ kind: 'close-frame', closeCode: 1001 })
    expect(clock.pending).toBe(0)
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0)
  })

  it('closes politely when asked to, and reads what still arrives until the socket has ended', async () => {
    const { socket, clock, controller, over, frames, closings } = start()
    socket.polite = false
    await settled()
    controller.abort(new CloseRequest('user-closed', 3_000))
    await settled()
    expect(socket.closes).toEqual([1000])
    expect(closings).toEqual([1000])
    socket.arrive('text', 'late')
    await clock.advance(2_999)
    expect(socket.terminated).toBe(false)
    socket.end(cause('open', 'close-frame', { closeCode: 1000, wasClean: true }))
    expect(await over).toMatchObject({ phase: 'user', kind: 'user-closed', closeCode: 1000, wasClean: true })
    expect(frames).toEqual(['late'])
    expect(clock.pending).toBe(0)
  })

  it('sends and beats no more when the socket concludes, and cuts it when the close timeout is over', async () => {
    const { socket, clock, queue, over, closings } = start({ limits: { closeTimeoutMs: 3_000 }, heartbeat: { enabled: true, intervalMs: 1_000, timeoutMs: 1_000, misses: 1, logged: false } })
    await settled()
    socket.concludes(cause('open', 'close-frame', { closeCode: 1001 }))
    await settled()
    expect(closings).toEqual(['close-frame'])
    const pings = [...socket.pings]
    queue.offer(text('too late'))
    await clock.advance(2_999)
    expect([socket.terminated, socket.corks, socket.pings, socket.closes]).toEqual([false, [], pings, []])
    await clock.advance(1)
    expect(socket.terminated).toBe(true)
    expect(await over).toMatchObject({ kind: 'no-close-frame' })
    expect(clock.pending).toBe(0)
  })

  it('begins no closing handshake with a socket that has concluded', async () => {
    const { socket, clock, controller, over, closings } = start()
    await settled()
    socket.concludes(cause('open', 'close-frame', { closeCode: 1001 }))
    controller.abort(new CloseRequest('app-quit', 500))
    await clock.advance(500)
    expect([socket.closes, socket.terminated]).toEqual([[], true])
    expect(closings).not.toContain(1001)
    expect(await over).toMatchObject({ kind: 'app-quit' })
    expect(clock.pending).toBe(0)
  })

  it('cuts a peer that does not answer the close frame in time', async () => {
    const { socket, clock, controller, over } = start()
    socket.polite = false
    await settled()
    controller.abort(new CloseRequest('app-quit', 1_500))
    await clock.advance(1_500)
    expect(socket.closes).toEqual([1001])
    expect(socket.terminated).toBe(true)
    expect(await over).toMatchObject({ kind: 'app-quit', wasClean: false })
  })

  it('cuts no peer that answers the close frame while the process is held up', async () => {
    const { socket, clock, controller, over } = start()
    socket.polite = false
    await settled()
    controller.abort(new CloseRequest('user-closed', 1_500))
    await settled()
    clock.spend(3_600_000)
    await clock.advance(0)
    expect(socket.terminated).toBe(false)
    socket.end(cause('open', 'close-frame', { closeCode: 1000, wasClean: true }))
    expect(await over).toMatchObject({ kind: 'user-closed', closeCode: 1000, wasClean: true })
    expect(clock.pending).toBe(0)
  })

  it.each([
    ['two seconds after it was stopped', 'user-closed', limits.catchUpMs],
    ['at once where the app quits', 'app-quit', 0],
  ] as const)('cuts a peer that does not, %s', async (_when, kind, moreMs) => {
    const { socket, clock, controller } = start()
    socket.polite = false
    await settled()
    controller.abort(new CloseRequest(kind, 1_500))
    await settled()
    clock.spend(3_600_000)
    await clock.advance(Math.max(0, moreMs - 1))
    expect(socket.terminated).toBe(moreMs === 0)
    await clock.advance(1)
    expect(socket.terminated).toBe(true)
  })

  it('takes a socket that is not read just then for one that had its time', async () => {
    const { socket, clock, controller } = start()
    socket.polite = false
    await settled()
    controller.abort(new CloseRequest('user-closed', 1_500))
    socket.valve.shut()
    await clock.advance(1_500)
    expect(socket.terminated).toBe(true)
  })

  it('cuts the socket when the heartbeat is lost, and says so', async () => {
    const { socket, clock, over } = start({ heartbeat: { enabled: true, intervalMs: 1_000, timeoutMs: 1_000, misses: 2, logged: false } })
    await clock.advance(2_000)
    expect(socket.terminated).toBe(true)
    expect(await over).toMatchObject({ kind: 'heartbeat-lost' })
    expect(clock.pending).toBe(0)
  })

  it('cuts the socket when the queue overflows and the profile says close', async () => {
    const { socket, queue, over } = start({ queue: { messages: 1, bytes: 1_024, overflow: 'close' } })
    socket.stalled = true
    queue.offer(text('a'))
    await settled()
    queue.offer(text('b'))
    expect(await over).toMatchObject({ phase: 'queue', kind: 'queue-overflow' })
    expect(socket.terminated).toBe(true)
  })

  it('cuts the socket when nobody answers the ping message, and says so', async () => {
    const { socket, clock, over } = start({ heartbeat: { enabled: false }, appPing: { enabled: true, intervalMs: 1_000, timeoutMs: 500, misses: 2 } })
    await clock.advance(1_500)
    expect(socket.terminated).toBe(true)
    expect(await over).toMatchObject({ kind: 'app-heartbeat-lost' })
    expect(clock.pending).toBe(0)
  })

  it('raises the idle alarm and ends nothing for it', async () => {
    const { socket, clock, controller, over, idle, troubles } = start({ heartbeat: { enabled: false }, limits: { idleAlarmMs: 1_000 } })
    const openedAt = clock.now()
    await clock.advance(60_000)
    expect([idle, troubles, socket.terminated]).toEqual([[openedAt], [], false])
    controller.abort(new CloseRequest('user-closed', 100))
    await over
    expect(clock.pending).toBe(0)
  })

  it('sends no ping when the profile has the heartbeat off', async () => {
    const { socket, clock, controller, over } = start({ heartbeat: { enabled: false, intervalMs: 100, timeoutMs: 100, misses: 1, logged: false } })
    await clock.advance(60_000)
    expect(socket.pings).toEqual([])
    controller.abort(new CloseRequest('user-closed', 100))
    await over
  })
})
