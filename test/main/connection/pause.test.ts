import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { Pause } from '../../../main/connection/pause'
import { limits } from '../../../shared/limits'
import { FakeClock, settled } from '../../support/clock'

function start(delayMs: number, { floorMs = 0, draw = 0.5 } = {}) {
  const clock = new FakeClock()
  const controller = new AbortController()
  const pause = new Pause({ clock, random: () => draw })
  const state = { over: null as boolean | null }
  void pause.last({ delayMs, floorMs }, controller.signal).then((goesOn) => (state.over = goesOn))
  const clean = () => ({ timers: clock.pending, listeners: getEventListeners(controller.signal, 'abort').length })
  return { clock, controller, pause, state, clean }
}

describe('the pause between two attempts', () => {
  it('lasts as long as it was told, and leaves no timer and no listener', async () => {
    const { clock, state, clean } = start(1_000)
    await clock.advance(999)
    expect(state.over).toBeNull()
    await clock.advance(1)
    expect([state.over, clean()]).toEqual([true, { timers: 0, listeners: 0 }])
  })

  it('ends at once when it is skipped, and says when there is none', async () => {
    const { pause, state, clean } = start(60_000)
    expect(pause.skip()).toBe(true)
    await settled()
    expect([state.over, clean()]).toEqual([true, { timers: 0, listeners: 0 }])
    expect(pause.skip()).toBe(false)
  })

  it('ends when the connection is closed', async () => {
    const { controller, state, clean } = start(60_000)
    controller.abort()
    await settled()
    expect([state.over, clean()]).toEqual([false, { timers: 0, listeners: 0 }])
  })

  it('ends at a random moment soon when it is hurried', async () => {
    const { clock, pause, state, clean } = start(60_000, { draw: 0.25 })
    expect(pause.hurry()).toBe(limits.hurryMs / 4)
    await clock.advance(limits.hurryMs / 4 - 1)
    expect(state.over).toBeNull()
    await clock.advance(1)
    expect([state.over, clean()]).toEqual([true, { timers: 0, listeners: 0 }])
    expect(pause.hurry()).toBeNull()
  })

  it('is never made longer by being hurried, however often', async () => {
    const { clock, pause, state, clean } = start(60_000, { draw: 0.9 })
    pause.hurry()
    await clock.advance(limits.hurryMs * 0.5)
    expect(pause.hurry()).toBeCloseTo(limits.hurryMs * 0.4)
    await clock.advance(limits.hurryMs * 0.4)
    expect([state.over, clean()]).toEqual([true, { timers: 0, listeners: 0 }])
  })

  it('is not hurried where the server or a rule asked for the time', async () => {
    const { clock, pause, state } = start(60_000, { floorMs: 30_000 })
    expect(pause.hurry()).toBeNull()
    await clock.advance(59_999)
    expect(state.over).toBeNull()
  })
})
