import { getEventListeners } from 'node:events'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Channel } from '../../../main/lib/channel'
import { settled } from '../../support/clock'

const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length
const calm = () => new AbortController().signal
const weighed = (items: number, weight: number) => new Channel<number>({ items, weight, weigh: (item) => item })

describe('a channel', () => {
  it('hands over items in the order they were offered, all that wait at once', async () => {
    const channel = new Channel<string>({ items: 3 })
    for (const item of ['a', 'b', 'c']) expect(channel.offer(item)).toBe(true)
    expect(await channel.take(calm())).toEqual(['a', 'b', 'c'])
  })

  it('hands over at most as many as are asked for, and keeps the rest in order', async () => {
    const channel = new Channel<number>({ items: 5 })
    for (const item of [1, 2, 3, 4, 5]) channel.offer(item)
    expect(await channel.take(calm(), 2)).toEqual([1, 2])
    expect(await channel.take(calm(), 2)).toEqual([3, 4])
    expect(await channel.take(calm(), 2)).toEqual([5])
  })

  it('lets a taker wait until something is offered', async () => {
    const channel = new Channel<number>({ items: 1 })
    const taken = channel.take(calm())
    await settled()
    channel.offer(7)
    expect(await taken).toEqual([7])
  })

  it('refuses an item too many and takes the next one when there is room again', async () => {
    const channel = new Channel<number>({ items: 2 })
    expect([1, 2, 3].map((item) => channel.offer(item))).toEqual([true, true, false])
    for (const item of await channel.take(calm())) channel.release(item)
    expect(channel.offer(4)).toBe(true)
    expect(await channel.take(calm())).toEqual([4])
  })

  it('refuses weight above its bound, to the last unit', () => {
    const channel = weighed(10, 100)
    expect([60, 41, 40, 1, 0].map((item) => channel.offer(item))).toEqual([true, false, true, false, true])
    expect({ size: channel.size, weight: channel.weight }).toEqual({ size: 3, weight: 100 })
  })

  it('counts what was taken against its bounds until it is released', async () => {
    const channel = weighed(2, 100)
    channel.offer(50)
    channel.offer(50)
    const batch = await channel.take(calm())
    expect({ size: channel.size, weight: channel.weight }).toEqual({ size: 2, weight: 100 })
    expect(channel.offer(1)).toBe(false)
    channel.release(batch[0] ?? 0)
    expect(channel.offer(51)).toBe(false)
    expect(channel.offer(50)).toBe(true)
  })

  it('wakes only the one that waits, and only with something to take', async () => {
    const channel = weighed(1, 10)
    const taken = channel.take(calm())
    expect(channel.offer(11)).toBe(false)
    await settled()
    expect(channel.offer(10)).toBe(true)
    expect(await taken).toEqual([10])
  })
})

describe('a channel that pushes out', () => {
  it('gives up the oldest items, only as many as are needed', () => {
    const channel = weighed(3, 100)
    for (const item of [40, 30, 20]) channel.offer(item)
    expect(channel.offerPushingOut(35)).toEqual({ held: true, pushedOut: [40] })
    expect(channel.offerPushingOut(90)).toEqual({ held: true, pushedOut: [30, 20, 35] })
    expect(channel.weight).toBe(90)
  })

  it('pushes out nothing when that could not make enough room', async () => {
    const channel = weighed(3, 100)
    channel.offer(60)
    await channel.take(calm())
    channel.offer(30)
    expect(channel.offerPushingOut(41)).toEqual({ held: false, pushedOut: [] })
    expect(channel.offerPushingOut(40)).toEqual({ held: true, pushedOut: [30] })
  })

  it('does not push out what was taken', async () => {
    const channel = new Channel<number>({ items: 2 })
    channel.offer(1)
    channel.offer(2)
    await channel.take(calm())
    expect(channel.offerPushingOut(3)).toEqual({ held: false, pushedOut: [] })
  })

  it('holds nothing once it is closed', () => {
    const channel = new Channel<number>({ items: 1 })
    channel.offer(1)
    channel.close()
    expect(channel.offerPushingOut(2)).toEqual({ held: false, pushedOut: [] })
    expect(channel.size).toBe(1)
  })
})

describe('the end of a channel', () => {
  it('lets what waits be taken after close, then answers with an empty batch', async () => {
    const channel = new Channel<number>({ items: 2 })
    channel.offer(1)
    channel.close()
    expect(channel.closed).toBe(true)
    expect(channel.offer(2)).toBe(false)
    expect(await channel.take(calm())).toEqual([1])
    expect(await channel.take(calm())).toEqual([])
  })

  it('wakes a taker that waits when it is closed', async () => {
    const channel = new Channel<number>({ items: 1 })
    const taken = channel.take(calm())
    channel.close()
    expect(await taken).toEqual([])
  })

  it('hands back all that waits when it is abandoned, once, and not what was taken', async () => {
    const channel = weighed(4, 100)
    channel.offer(1)
    await channel.take(calm())
    channel.offer(2)
    channel.offer(3)
    expect(channel.abandon()).toEqual([2, 3])
    expect(channel.abandon()).toEqual([])
    expect({ size: channel.size, weight: channel.weight, closed: channel.closed }).toEqual({ size: 1, weight: 1, closed: true })
    channel.release(1)
    expect({ size: channel.size, weight: channel.weight }).toEqual({ size: 0, weight: 0 })
    expect(await channel.take(calm())).toEqual([])
  })
})

describe('taking from a channel under a signal', () => {
  it('is refused at once by a signal that was aborted before, and takes nothing', async () => {
    const channel = new Channel<number>({ items: 1 })
    channel.offer(1)
    await expect(channel.take(AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' })
    await expect(new Channel<number>({ items: 1 }).take(AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' })
    expect(channel.abandon()).toEqual([1])
  })

  it('ends with the reason of the abort', async () => {
    const controller = new AbortController()
    const taken = new Channel<number>({ items: 1 }).take(controller.signal)
    const reason = Object.assign(new Error('closed by the user'), { name: 'AbortError' })
    controller.abort(reason)
    await expect(taken).rejects.toBe(reason)
  })

  it('loses no item when the abort comes right after the offer', async () => {
    const channel = new Channel<number>({ items: 1 })
    const controller = new AbortController()
    const taken = channel.take(controller.signal)
    channel.offer(1)
    controller.abort()
    await expect(taken).rejects.toMatchObject({ name: 'AbortError' })
    expect(channel.abandon()).toEqual([1])
  })

  it('leaves no listener, whether it ends by an item, by close or by an abort', async () => {
    const controller = new AbortController()
    const { signal } = controller
    const channel = new Channel<number>({ items: 1 })
    const taken = channel.take(signal)
    await settled()
    expect(listeners(signal)).toBe(1)
    channel.offer(1)
    await taken
    expect(listeners(signal)).toBe(0)
    const closed = channel.take(signal)
    channel.close()
    await closed
    expect(listeners(signal)).toBe(0)
    const aborted = new Channel<number>({ items: 1 }).take(signal)
    controller.abort()
    await expect(aborted).rejects.toThrow()
    expect(listeners(signal)).toBe(0)
  })

  it('can be tried again after an abort', async () => {
    const channel = new Channel<number>({ items: 1 })
    const controller = new AbortController()
    const first = channel.take(controller.signal)
    controller.abort()
    await expect(first).rejects.toThrow()
    const second = channel.take(calm())
    channel.offer(5)
    expect(await second).toEqual([5])
  })
})

describe('a channel under any sequence of calls', () => {
  const call = fc.oneof(
    fc.record({ kind: fc.constant('offer' as const), weight: fc.nat(40) }),
    fc.record({ kind: fc.constant('push' as const), weight: fc.nat(40) }),
    fc.record({ kind: fc.constant('take' as const), most: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ kind: fc.constant('release' as const) }),
  )

  it('never passes its bounds, keeps the order and loses no item', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(call, { maxLength: 60 }), async (calls) => {
        const channel = new Channel<{ id: number; weight: number }>({ items: 5, weight: 100, weigh: (item) => item.weight })
        let lastId = 0
        let waiting: { id: number; weight: number }[] = []
        const taken: { id: number; weight: number }[] = []
        for (const step of calls) {
          if (step.kind === 'offer' || step.kind === 'push') {
            const item = { id: (lastId += 1), weight: step.weight }
            const { held, pushedOut } = step.kind === 'push' ? channel.offerPushingOut(item) : { held: channel.offer(item), pushedOut: [] }
            expect(pushedOut).toEqual(waiting.slice(0, pushedOut.length))
            waiting = waiting.slice(pushedOut.length)
            if (held) waiting.push(item)
          } else if (step.kind === 'take' && waiting.length > 0) {
            const batch = await channel.take(calm(), step.most)
            expect(batch).toEqual(waiting.splice(0, step.most))
            taken.push(...batch)
          } else if (step.kind === 'release') {
            const item = taken.shift()
            if (item) channel.release(item)
          }
          const all = [...waiting, ...taken]
          expect({ size: channel.size, weight: channel.weight }).toEqual({ size: all.length, weight: all.reduce((sum, item) => sum + item.weight, 0) })
          expect(channel.size).toBeLessThanOrEqual(5)
          expect(channel.weight).toBeLessThanOrEqual(100)
        }
        expect(channel.abandon()).toEqual(waiting)
      }),
    )
  })
})
