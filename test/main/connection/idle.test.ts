import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { Idle } from '../../../main/connection/idle'
import { Valve } from '../../../main/connection/valve'
import type { Frame } from '../../../main/connection/wire'
import { limits } from '../../../shared/limits'
import { FakeClock, settled } from '../../support/clock'

const frame = (kind: Frame['kind'], direction: Frame['direction'] = 'in'): Frame => ({ kind, direction, data: Buffer.from('x'), compressed: false })

function start(alarmMs = 10_000) {
  const clock = new FakeClock()
  const told: (number | null)[] = []
  const socket = { paused: false, valve: new Valve({}) }
  const idle = new Idle({ socket, clock, alarmMs, onIdle: (since) => told.push(since) })
  const controller = new AbortController()
  const loop = idle.alarmLoop(controller.signal)
  loop.catch(() => undefined)
  return { clock, told, idle, socket, controller, loop, openedAt: clock.now() }
}

describe('the idle loop', () => {
  it('raises the alarm once, with the time of the last message, and takes it back with the next', async () => {
    const { clock, told, idle, openedAt } = start()
    await clock.advance(4_000)
    idle.hear([frame('text')], -1)
    await clock.advance(9_999)
    expect(told).toEqual([])
    await clock.advance(1)
    expect(told).toEqual([openedAt + 4_000])
    await clock.advance(100_000)
    expect(told).toHaveLength(1)
    idle.hear([frame('binary')], -1)
    await settled()
    expect(told).toEqual([openedAt + 4_000, null])
    await clock.advance(10_000)
    expect(told).toHaveLength(3)
  })

  it('counts from the open where no message came, and takes neither control frames, what goes out, nor the answer to a ping for one', async () => {
    const { clock, told, idle, openedAt } = start()
    await clock.advance(5_000)
    idle.hear([frame('pong'), frame('ping'), frame('text', 'out')], -1)
    idle.hear([frame('pong'), frame('text')], 1)
    await clock.advance(5_000)
    expect(told).toEqual([openedAt])
  })

  it('sets no timer for a message', async () => {
    const { clock, idle } = start()
    await settled()
    for (let i = 0; i < 1_000; i += 1) idle.hear([frame('text')], -1)
    expect(clock.pending).toBe(1)
  })

  it('raises no alarm for a message that came while the process was held up', async () => {
    const { clock, told, idle } = start()
    await settled()
    clock.spend(3_600_000)
    await clock.advance(0)
    idle.hear([frame('text')], -1)
    await clock.advance(9_999)
    expect(told).toEqual([])
  })

  it('raises it a little later where none came meanwhile', async () => {
    const { clock, told, openedAt } = start()
    await settled()
    clock.spend(3_600_000)
    await clock.advance(limits.heldUpMs)
    expect(told).toEqual([openedAt])
  })

  it.each([
    ['where nothing came meanwhile', false],
    ['but not where something did', true],
  ])('raises it only when the socket is read again, %s', async (_what, came) => {
    const { clock, told, idle, socket, openedAt } = start()
    await clock.advance(5_000)
    socket.paused = true
    await clock.advance(20_000)
    expect(told).toEqual([])
    socket.paused = false
    if (came) idle.hear([frame('text')], -1)
    await clock.advance(limits.heldUpMs)
    expect(told).toEqual(came ? [] : [openedAt])
  })

  it('waits a little where the socket is passed over when it is due', async () => {
    const { clock, told, socket } = start()
    socket.valve.shut()
    await clock.advance(10_000 + limits.passedOverMs - 1)
    expect(told).toEqual([])
    await clock.advance(1)
    expect(told).toHaveLength(1)
  })

  it.each([100, 20_000])('ends when aborted after %i ms, leaving no timer and no listener', async (ms) => {
    const { clock, controller, loop } = start()
    await clock.advance(ms)
    controller.abort()
    await expect(loop).rejects.toMatchObject({ name: 'AbortError' })
    expect([clock.pending, getEventListeners(controller.signal, 'abort').length]).toEqual([0, 0])
  })
})
