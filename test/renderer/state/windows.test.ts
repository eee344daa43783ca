import { describe, expect, it } from 'vitest'
import { Windows } from '../../../renderer/state/windows.svelte'

/** Windows whose loads are settled by the test. */
function held(most: number) {
  const waiting = new Map<number, { resolve: (value: string) => void; reject: (error: unknown) => void }>()
  const asked: number[] = []
  const windows = new Windows(
    (index) =>
      new Promise<string>((resolve, reject) => {
        asked.push(index)
        waiting.set(index, { resolve, reject })
      }),
    most,
  )
  const settle = async (index: number, value = `window ${index}`) => {
    waiting.get(index)?.resolve(value)
    await Promise.resolve()
    await Promise.resolve()
  }
  const fail = async (index: number, error: unknown) => {
    waiting.get(index)?.reject(error)
    await Promise.resolve()
    await Promise.resolve()
  }
  return { windows, asked, settle, fail }
}

describe('Windows', () => {
  it('loads what is looked at, once', async () => {
    const { windows, asked, settle } = held(5)
    windows.see(2, 4)
    windows.see(2, 5)
    expect(asked).toEqual([2, 3, 4])
    await settle(3)
    expect([windows.get(2), windows.get(3)]).toEqual([null, 'window 3'])
    windows.see(2, 5)
    expect(asked).toEqual([2, 3, 4])
  })

  it('keeps a bounded number, those nearest to what is looked at', async () => {
    const { windows, settle } = held(3)
    for (const index of [0, 1, 2, 9]) {
      windows.see(index, index + 1)
      await settle(index)
    }
    expect([0, 1, 2, 9].map((index) => windows.get(index) !== null)).toEqual([false, true, true, true])
  })

  it('never asks for more than it may keep', () => {
    const { windows, asked } = held(4)
    windows.see(0, 1_000)
    expect(asked).toEqual([0, 1, 2, 3])
  })

  it('throws away what comes after it was cleared', async () => {
    const { windows, settle, fail } = held(3)
    windows.see(0, 2)
    windows.clear()
    await settle(0)
    await fail(1, new Error('late'))
    expect([windows.get(0), windows.problem]).toEqual([null, null])
  })

  it('loads anew what is looked at', async () => {
    const { windows, asked, settle } = held(3)
    windows.see(1, 2)
    await settle(1)
    windows.renew()
    expect([windows.get(1), asked]).toEqual([null, [1, 1]])
  })

  it('says why a window could not be loaded, unless it was stopped', async () => {
    const { windows, fail } = held(3)
    windows.see(0, 2)
    await fail(0, new DOMException('stopped', 'AbortError'))
    expect(windows.problem).toBeNull()
    await fail(1, new Error('gone'))
    expect(windows.problem).toMatchObject({ message: 'gone' })
  })
})
