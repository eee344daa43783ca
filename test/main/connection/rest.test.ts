import { describe, expect, it } from 'vitest'
import { rest } from '../../../main/connection/rest'
import { Condition } from '../../../main/lib/abort'
import { limits } from '../../../shared/limits'
import { FakeClock, settled } from '../../support/clock'

function start(ms: number, heldUpMs = 0) {
  const valve = { isShut: false, shuts: 0 }
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
    }),
  }
  const controller = new AbortController()
  const condition = new Condition(controller.signal)
  const state = { over: false, answered: false }
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
    // It was shut and is open again, so that it may not have been read; then it is shut for longer.
    valve.shuts += 1
    await fake.advance(limits.heldUpMs)
    valve.isShut = true
    await fake.advance(limits.heldUpMs)
    expect(state.over).toBe(false)
    valve.isShut = false
    await fake.advance(limits.heldUpMs)
    expect([state.over, fake.pending]).toEqual([true, 0])

    const another = start(500, 10_000)
    another.valve.isShut = true
    await another.fake.advance(500 + limits.catchUpMs)
    expect(another.state.over).toBe(false)
    await another.fake.advance(limits.heldUpMs)
    expect([another.state.over, another.fake.pending]).toEqual([true, 0])
  })

  it('that ends in time asks nobody whether its socket is read', async () => {
    const { fake, valve, state } = start(500)
    valve.isShut = true
    await fake.advance(500)
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
