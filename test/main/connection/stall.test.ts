import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { Stall } from '../../../main/connection/stall'
import type { Clock } from '../../../main/lib/clock'
import { limits } from '../../../shared/limits'
import { FakeClock, settled } from '../../support/clock'

/** It may say that more time has passed than its timers know of, as after a sleep. */
async function start(slept = { ms: 0 }) {
  const clock = new FakeClock()
  const shown: Clock = { after: clock.after, sleep: clock.sleep, now: () => clock.now() + slept.ms, elapsed: () => clock.elapsed() + slept.ms }
  const told: (number | null)[] = []
  const socket = { unsentBytes: 0, takenMark: 0 }
  const stall = new Stall({ clock: shown, socket, onStall: (since) => told.push(since) })
  const controller = new AbortController()
  const loop = stall.watchLoop(controller.signal)
  loop.catch(() => undefined)
  await settled()
  const write = async (bytes: number) => {
    socket.unsentBytes += bytes
    stall.wrote()
    await settled()
  }
  /** The system takes so many of them. */
  const take = (bytes: number) => {
    socket.unsentBytes -= bytes
    socket.takenMark += bytes
  }
  return { clock, told, socket, controller, loop, write, take }
}

describe('the stall loop', () => {
  it('tells once that nothing is taken, with the time since when, and takes it back when something is', async () => {
    const { clock, told, write, take } = await start()
    await clock.advance(5_000)
    const since = clock.now()
    await write(100)
    await clock.advance(limits.writeStallMs - 1)
    expect(told).toEqual([])
    await clock.advance(1)
    expect(told).toEqual([since])
    await clock.advance(600_000)
    expect(told).toHaveLength(1)
    take(1)
    await clock.advance(limits.writeLookMs)
    expect(told).toEqual([since, null])
  })

  it('says nothing of a peer that reads slowly, however much waits', async () => {
    const { clock, told, write, take } = await start()
    await write(1_000)
    for (let i = 0; i < 20; i += 1) {
      await clock.advance(limits.writeStallMs - limits.writeLookMs)
      take(1)
      await clock.advance(limits.writeLookMs)
    }
    expect(told).toEqual([])
  })

  it('says nothing of a busy socket of which the same number of bytes waits at every look', async () => {
    const { clock, told, write, take } = await start()
    await write(1_000)
    for (let i = 0; i < 60; i += 1) {
      take(1_000)
      await write(1_000)
      await clock.advance(limits.writeLookMs)
    }
    expect(told).toEqual([])
  })

  it('tells again of a second time', async () => {
    const { clock, told, write, take } = await start()
    await write(10)
    await clock.advance(limits.writeStallMs)
    take(10)
    await clock.advance(limits.writeLookMs)
    await write(10)
    await clock.advance(limits.writeStallMs)
    expect(told.map((since) => since === null)).toEqual([false, true, false])
  })

  it('does not count the time that the process slept', async () => {
    const slept = { ms: 0 }
    const { clock, told, write } = await start(slept)
    await write(10)
    slept.ms = 3_600_000
    await clock.advance(limits.writeStallMs - 2 * limits.writeLookMs)
    expect(told).toEqual([])
    await clock.advance(3 * limits.writeLookMs)
    expect(told).toHaveLength(1)
  })

  it('has no timer while nothing waits', async () => {
    const { clock, write, take } = await start()
    expect(clock.pending).toBe(0)
    await write(0)
    expect(clock.pending).toBe(0)
    await write(10)
    expect(clock.pending).toBe(1)
    take(10)
    await clock.advance(limits.writeLookMs)
    expect(clock.pending).toBe(0)
  })

  it.each([0, 10])('ends when aborted while %i bytes wait, leaving no timer and no listener', async (bytes) => {
    const { clock, controller, loop, write } = await start()
    await write(bytes)
    controller.abort()
    await expect(loop).rejects.toMatchObject({ name: 'AbortError' })
    expect([clock.pending, getEventListeners(controller.signal, 'abort').length]).toEqual([0, 0])
  })
})
