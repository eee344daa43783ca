import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { Condition, orAborted } from '../../../main/lib/abort'
import { settled } from '../../support/clock'

const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length

describe('waiting for work under a signal', () => {
  it('settles as the work does, or ends with the abort, and leaves no listener either way', async () => {
    const controller = new AbortController()
    const { signal } = controller
    expect(await orAborted(Promise.resolve('done'), signal)).toBe('done')
    await expect(orAborted(Promise.reject(new Error('broke')), signal)).rejects.toThrow('broke')
    expect(listeners(signal)).toBe(0)
    const endless = orAborted(new Promise(() => undefined), signal)
    controller.abort()
    await expect(endless).rejects.toMatchObject({ name: 'AbortError' })
    expect(listeners(signal)).toBe(0)
  })
})

describe('a condition', () => {
  it('wakes its loop with each notification, with one listener for all its waits', async () => {
    const { signal } = new AbortController()
    const condition = new Condition(signal)
    for (let i = 0; i < 3; i += 1) {
      let woken = false
      const wait = condition.wait().then(() => (woken = true))
      await settled()
      expect(woken).toBe(false)
      expect(listeners(signal)).toBe(1)
      condition.notify()
      await wait
    }
    condition.end()
    expect(listeners(signal)).toBe(0)
  })

  it('keeps no notification for a wait that begins later', async () => {
    const condition = new Condition(new AbortController().signal)
    condition.notify()
    let woken = false
    void condition.wait().then(() => (woken = true))
    await settled()
    expect(woken).toBe(false)
  })

  it('ends the wait with the reason of the abort, and each wait after it', async () => {
    const controller = new AbortController()
    const condition = new Condition(controller.signal)
    const wait = condition.wait()
    condition.check()
    const reason = Object.assign(new Error('closed by the user'), { name: 'AbortError' })
    controller.abort(reason)
    await expect(wait).rejects.toBe(reason)
    await expect(condition.wait()).rejects.toBe(reason)
    expect(() => condition.check()).toThrow(reason)
    expect(listeners(controller.signal)).toBe(0)
    await expect(new Condition(controller.signal).wait()).rejects.toBe(reason)
  })

  it('ends with the first failure that it is told, also one from before the wait', async () => {
    const condition = new Condition(new AbortController().signal)
    condition.fail(new Error('log broke'))
    condition.fail(new Error('later'))
    await expect(condition.wait()).rejects.toThrow('log broke')
  })
})
