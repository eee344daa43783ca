import { getEventListeners } from 'node:events'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { systemClock, type Clock } from '../../../main/lib/clock'
import { isAbort } from '../../../shared/errors'
import { FakeClock, settled } from '../../support/clock'

const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length
/** Counts the timers that are set from now on and neither fire nor are cleared: the process has others of its own. */
function watchTimers(): () => number {
  const [set, clear] = [setTimeout, clearTimeout]
  const open = new Set<unknown>()
  vi.stubGlobal('setTimeout', (callback: () => void, ms: number) => {
    const timer = set(() => {
      open.delete(timer)
      callback()
    }, ms)
    open.add(timer)
    return timer
  })
  vi.stubGlobal('clearTimeout', (timer: NodeJS.Timeout) => {
    open.delete(timer)
    clear(timer)
  })
  onTestFinished(() => void vi.unstubAllGlobals())
  return () => open.size
}

/** Both clocks keep the same rules; `pass` lets at least so many milliseconds go by. */
const clocks: [string, () => { clock: Clock; pass: (ms: number) => Promise<void>; pending: () => number }][] = [
  ['the system clock', () => ({ clock: systemClock, pass: (ms) => systemClock.sleep(ms), pending: watchTimers() })],
  ['the fake clock', () => {
    const clock = new FakeClock()
    return { clock, pass: (ms) => clock.advance(ms), pending: () => clock.pending }
  }],
]

describe.each(clocks)('%s', (_name, make) => {
  it('sleeps at least as long as it was asked to', async () => {
    const { clock, pass } = make()
    const start = clock.elapsed()
    const slept = clock.sleep(20).then(() => clock.elapsed() - start)
    await pass(25)
    expect(await slept).toBeGreaterThanOrEqual(19)
  })

  it('ends a sleep at once when its signal aborts, with an AbortError, and leaves no timer or listener', async () => {
    const { clock, pending } = make()
    const controller = new AbortController()
    const slept = clock.sleep(60_000, controller.signal)
    expect(pending()).toBe(1)
    controller.abort()
    const error: unknown = await slept.catch((thrown: unknown) => thrown)
    expect(isAbort(error)).toBe(true)
    expect(pending()).toBe(0)
    expect(listeners(controller.signal)).toBe(0)
  })

  it('keeps an AbortError that came as the reason and makes one of any other reason', async () => {
    const { clock } = make()
    const own = Object.assign(new Error('closed'), { name: 'AbortError' })
    await expect(clock.sleep(60_000, AbortSignal.abort(own))).rejects.toBe(own)
    await expect(clock.sleep(60_000, AbortSignal.abort('text'))).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('does not even start a sleep whose signal was aborted before', async () => {
    const { clock, pending } = make()
    const signal = AbortSignal.abort()
    const slept = clock.sleep(60_000, signal)
    expect(pending()).toBe(0)
    await expect(slept).rejects.toThrow()
    expect(listeners(signal)).toBe(0)
  })

  it('leaves no timer or listener after a sleep that ran out', async () => {
    const { clock, pass, pending } = make()
    const { signal } = new AbortController()
    const slept = clock.sleep(1, signal)
    expect(listeners(signal)).toBe(1)
    await pass(5)
    await slept
    expect(listeners(signal)).toBe(0)
    expect(pending()).toBe(0)
  })

  it('calls back once, unless it is taken back', async () => {
    const { clock, pass, pending } = make()
    const called: string[] = []
    clock.after(1, () => called.push('kept'))
    const takeBack = clock.after(1, () => called.push('taken back'))
    takeBack()
    await pass(10)
    takeBack()
    expect(called).toEqual(['kept'])
    expect(pending()).toBe(0)
  })
})

describe('the system clock', () => {
  it('does not fire a wait at once that is longer than a timer can hold', async () => {
    let fired = false
    const takeBack = systemClock.after(2 ** 32, () => { fired = true })
    await systemClock.sleep(10)
    takeBack()
    expect(fired).toBe(false)
  })

  it('tells the time of the day with fractions, and never an earlier one while nobody sets the clock', () => {
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1_000)
    const end = systemClock.elapsed() + 50
    let last = 0
    let steps = 0
    while (systemClock.elapsed() < end) {
      const now = systemClock.now()
      if (now < last) throw new Error(`The clock went back by ${last - now} ms`)
      if (now > last) steps += 1
      last = now
    }
    expect(steps).toBeGreaterThan(100)
  })
})

describe('the fake clock', () => {
  it('stands still until it is moved', async () => {
    const clock = new FakeClock(1_000)
    const slept = clock.sleep(5)
    let over = false
    void slept.then(() => { over = true })
    await settled()
    expect([clock.now(), over, clock.nextIn]).toEqual([1_000, false, 5])
    await clock.advance(4)
    expect(over).toBe(false)
    await clock.advance(1)
    expect([clock.now(), over, clock.nextIn]).toEqual([1_005, true, null])
  })

  it('fires what falls due in the order of time, at its own time, timers set meanwhile included', async () => {
    const clock = new FakeClock(0)
    const fired: [string, number][] = []
    clock.after(20, () => fired.push(['b', clock.now()]))
    clock.after(10, () => {
      fired.push(['a', clock.now()])
      clock.after(5, () => fired.push(['a2', clock.now()]))
      clock.after(500, () => fired.push(['never', clock.now()]))
    })
    await clock.advance(30)
    expect(fired).toEqual([['a', 10], ['a2', 15], ['b', 20]])
    expect(clock.now()).toBe(30)
    expect(clock.pending).toBe(1)
  })
})
