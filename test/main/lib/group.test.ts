import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { childOf, runGroup, type Loop } from '../../../main/lib/group'
import { isAbort } from '../../../shared/errors'
import { settled } from '../../support/clock'

const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length
const calm = () => new AbortController().signal

/** Runs until it is stopped, then takes `last` as its way to end. */
function untilStopped<T>(last: (signal: AbortSignal) => T | Promise<T> = (signal) => { throw signal.reason as Error }): Loop<T> {
  return async (signal) => {
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
    return last(signal)
  }
}

const fails = (message: string): Loop<never> => () => Promise.reject(new Error(message))

describe('a group of loops', () => {
  it('ends with what the first loop to end returned', async () => {
    expect(await runGroup<string>(calm(), [untilStopped(), () => Promise.resolve('first'), untilStopped(() => 'later')])).toBe('first')
  })

  it('stops the siblings of the first to end, one that returned as well as one that failed', async () => {
    for (const end of [() => Promise.resolve('done'), fails('broke')]) {
      let stopped = 0
      const sibling = untilStopped(() => { stopped += 1; return 'stopped' })
      await runGroup<string>(calm(), [sibling, end, sibling]).catch(() => undefined)
      expect(stopped).toBe(2)
    }
  })

  it('stops all for the same reason: an error with a stack for each that ends takes longer than the rest of its end', async () => {
    const reasons: unknown[] = []
    const sibling = untilStopped((signal) => { reasons.push(signal.reason); return 'stopped' })
    for (let i = 0; i < 2; i += 1) await runGroup<string>(calm(), [sibling, () => Promise.resolve('done'), sibling])
    expect(reasons).toHaveLength(4)
    expect(isAbort(reasons[0])).toBe(true)
    expect(new Set(reasons).size).toBe(1)
  })

  it('waits for every loop, however long it takes to stop', async () => {
    let release: () => void = () => undefined
    const slow = untilStopped(async () => { await new Promise<void>((resolve) => { release = resolve }); return 'slow' })
    let over = false
    const group = runGroup<string>(calm(), [slow, () => Promise.resolve('quick')]).finally(() => { over = true })
    await settled()
    expect(over).toBe(false)
    release()
    expect(await group).toBe('quick')
  })

  it('fails with the first error, not with those of siblings that are being stopped', async () => {
    const group = runGroup(calm(), [untilStopped(() => { throw new Error('second') }), fails('first')])
    await expect(group).rejects.toThrow('first')
  })

  it('keeps the first result although a sibling fails while it is being stopped', async () => {
    expect(await runGroup<string>(calm(), [untilStopped(() => { throw new Error('late') }), () => Promise.resolve('first')])).toBe('first')
  })

  it('prefers a real end to an abort that came before it', async () => {
    const controller = new AbortController()
    const both = [untilStopped<string>(), untilStopped<string>(async () => { await settled(); return 'the last word' })]
    const returned = runGroup<string>(controller.signal, both)
    const failed = runGroup<string>(controller.signal, [untilStopped<string>(), untilStopped<string>(async () => { await settled(); throw new Error('broke') })])
    controller.abort()
    expect(await returned).toBe('the last word')
    await expect(failed).rejects.toThrow('broke')
  })

  it('rejects with the reason when all loops only stopped, since being told to stop is no failure', async () => {
    const controller = new AbortController()
    const group = runGroup(controller.signal, [untilStopped(), untilStopped()])
    const reason = Object.assign(new Error('user'), { name: 'AbortError' })
    controller.abort(reason)
    const error: unknown = await group.catch((thrown: unknown) => thrown)
    expect(error).toBe(reason)
    expect(isAbort(error)).toBe(true)
  })

  it('starts every loop with an aborted signal when the parent was aborted before', async () => {
    const parent = AbortSignal.abort()
    const seen: boolean[] = []
    await runGroup<number>(parent, [1, 2].map((n) => (signal) => { seen.push(signal.aborted); return Promise.resolve(n) }))
    expect(seen).toEqual([true, true])
  })

  it('takes a loop that throws before its first await for one that failed', async () => {
    let stopped = false
    const sibling = untilStopped(() => { stopped = true; return 1 })
    await expect(runGroup<number>(calm(), [sibling, () => { throw new Error('at once') }])).rejects.toThrow('at once')
    expect(stopped).toBe(true)
  })

  it('does not abort its parent', async () => {
    const controller = new AbortController()
    await runGroup<number>(controller.signal, [() => Promise.resolve(1)])
    expect(controller.signal.aborted).toBe(false)
  })

  it('leaves no listener on its parent, whether it returned, failed or was aborted', async () => {
    const controller = new AbortController()
    const { signal } = controller
    await runGroup<number>(signal, [() => Promise.resolve(1), untilStopped()])
    expect(listeners(signal)).toBe(0)
    await expect(runGroup(signal, [fails('broke'), untilStopped()])).rejects.toThrow()
    expect(listeners(signal)).toBe(0)
    const aborted = runGroup(signal, [untilStopped()])
    expect(listeners(signal)).toBe(1)
    controller.abort()
    await expect(aborted).rejects.toThrow()
    expect(listeners(signal)).toBe(0)
  })

  it('needs a loop', async () => {
    const parent = calm()
    await expect(runGroup(parent, [])).rejects.toThrow(RangeError)
    expect(listeners(parent)).toBe(0)
  })
})

describe('a child controller', () => {
  it('follows its parent with the same reason, now or later', () => {
    const reason = new Error('stop')
    const parent = new AbortController()
    const child = childOf(parent.signal)
    parent.abort(reason)
    expect(child.signal.reason).toBe(reason)
    expect(childOf(parent.signal).signal.reason).toBe(reason)
  })

  it('aborts alone, and lets go of its parent when disposed', () => {
    const parent = new AbortController()
    const child = childOf(parent.signal)
    child.abort('own')
    expect(parent.signal.aborted).toBe(false)
    expect(child.signal.reason).toBe('own')
    expect(listeners(parent.signal)).toBe(1)
    child.dispose()
    expect(listeners(parent.signal)).toBe(0)
  })
})
