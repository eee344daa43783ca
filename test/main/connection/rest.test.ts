import { describe, expect, it } from 'vitest'
import { rest } from '../../../main/connection/rest'
import { Valve } from '../../../main/connection/valve'
import { Condition } from '../../../main/lib/abort'
import { limits } from '../../../shared/limits'
import { FakeClock, settled } from '../../support/clock'

function start(ms: number, heldUpMs = 0) {
  const valve = new Valve({})
  /** `behind` comes after a timer, before anything is read. */
  const state = { over: false, answered: false, behind: () => undefined as void }
  const fake = new FakeClock()
  let aheadMs = 0
  const clock = {
    now: () => fake.now(),
    sleep: (sleepMs: number, signal?: AbortSignal) => fake.sleep(sleepMs, signal),
    elapsed: () => fake.elapsed() + aheadMs,
    // The process was held up when the timer fell due: it fires late.
    after: (afterMs: number, callback: () => void) => fake.after(afterMs, () => {
      aheadMs += heldUpMs
      heldUpMs = 0
      callback()
      state.behind()
    }),
  }
  const controller = new AbortController()
  const condition = new Condition(controller.signal)
  const over = rest({ clock, condition, valve }, ms, () => state.answered).then(() => { state.over = true })
  over.catch(() => undefined)
  return { fake, valve, controller, condition, state, over }
}

describe('a rest', () => {
  it('lasts as long as it was asked to', async () => {
    const { fake, state } = start(500)
    await fake.advance(499)
    expect(state.over).toBe(false)
    await fake.advance(1)
    expect([state.over, fake.pending]).toEqual([true, 0])
  })

  it('that fell due while the process was held up leaves time to read what came meanwhile', async () => {
    const { fake, condition, state } = start(500, 10_000)
    await fake.advance(500)
    expect(state.over).toBe(false)
    state.answered = true
    condition.notify()
    await settled()
    expect([state.over, fake.pending]).toEqual([true, 0])
  })

  it('does not wait for that for long', async () => {
    const { fake, state } = start(500, 10_000)
    await fake.advance(500 + limits.heldUpMs)
    expect([state.over, fake.pending]).toEqual([true, 0])
  })

  it('waits on while its socket is not read for those of the same peer, but not for ever', async () => {
    const { fake, valve, state } = start(500, 10_000)
    await fake.advance(500)
    valve.shut()
    await fake.advance(3 * limits.heldUpMs)
    expect(state.over).toBe(false)
    valve.open()
    await fake.advance(limits.heldUpMs)
    expect([state.over, fake.pending]).toEqual([true, 0])

    const another = start(500, 10_000)
    another.valve.shut()
    await another.fake.advance(500 + limits.catchUpMs - 1)
    expect(another.state.over).toBe(false)
    await another.fake.advance(1)
    expect([another.state.over, another.fake.pending]).toEqual([true, 0])
  })

  it('takes a socket for read only when it was open while the system was asked', async () => {
    const { fake, valve, state } = start(500)
    state.behind = () => {
      valve.shut()
      valve.open()
      state.behind = () => undefined
    }
    await fake.advance(500)
    expect(state.over).toBe(false)
    await fake.advance(limits.heldUpMs)
    expect([state.over, fake.pending]).toEqual([true, 0])
  })

  it('that ends in time ends then, however often its socket was not read', async () => {
    const { fake, valve, state } = start(500)
    valve.shut()
    valve.open()
    await fake.advance(500)
    expect([state.over, fake.pending]).toEqual([true, 0])
  })

  it('that ends in time while its socket is not read leaves a little time for that', async () => {
    const { fake, valve, state } = start(500)
    valve.shut()
    await fake.advance(500 + limits.passedOverMs - 1)
    expect(state.over).toBe(false)
    await fake.advance(1)
    expect([state.over, fake.pending]).toEqual([true, 0])
  })

  it('leaves no timer when it is aborted, held up or not', async () => {
    for (const heldUpMs of [0, 10_000]) {
      const { fake, controller, over, condition } = start(500, heldUpMs)
      await fake.advance(heldUpMs === 0 ? 100 : 500)
      controller.abort()
      await expect(over).rejects.toThrow()
      condition.end()
      expect(fake.pending).toBe(0)
    }
  })
})
