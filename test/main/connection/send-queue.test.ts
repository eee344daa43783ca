import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SendQueue, type Outgoing } from '../../../main/connection/send-queue'
import { counters, text } from '../../support/engine'

const make = (overflow: 'refuse' | 'drop-oldest' | 'close', messages = 3, bytes = 1_024) => {
  const counts = counters()
  return { queue: new SendQueue({ messages, bytes, overflow }, counts), counts }
}

describe('the send queue', () => {
  it('refuses a message when it is full, tells the sender and counts it', async () => {
    const { queue, counts } = make('refuse')
    for (const each of ['a', 'b', 'c']) expect(queue.offer(text(each)).outcome).toEqual({ kind: 'queued' })
    const sending = queue.offer(text('d'))
    expect(sending.outcome).toEqual({ kind: 'refused', reason: 'queue-full' })
    expect(await sending.settled).toEqual(sending.outcome)
    expect(counts).toMatchObject({ queuedMessages: 3, queuedBytes: 3, refused: 1, dropped: 0 })
  })

  it('is full by bytes too, whichever comes first', () => {
    const { queue } = make('refuse', 100, 10)
    expect(queue.offer(text('123456')).outcome.kind).toBe('queued')
    expect(queue.offer(text('12345')).outcome).toEqual({ kind: 'refused', reason: 'queue-full' })
    expect(queue.offer(text('1234')).outcome.kind).toBe('queued')
  })

  it('refuses a message that could never fit with a reason of its own', () => {
    const { queue, counts } = make('close', 3, 4)
    expect(queue.offer(text('12345')).outcome).toEqual({ kind: 'refused', reason: 'message-too-large' })
    expect(counts.refused).toBe(1)
  })

  it('keeps counting what is in flight until the socket took it', () => {
    const { queue, counts } = make('refuse')
    for (const each of ['a', 'b', 'c']) queue.offer(text(each))
    const batch = queue.take()
    expect(queue.offer(text('d')).outcome.kind).toBe('refused')
    queue.settle(batch, 'taken')
    expect(counts.queuedMessages).toBe(0)
    expect(queue.offer(text('d')).outcome.kind).toBe('queued')
  })

  it('pushes out the oldest by policy, and tells its sender', async () => {
    const { queue, counts } = make('drop-oldest')
    const sendings = ['a', 'b', 'c', 'd'].map((each) => queue.offer(text(each)))
    expect(await sendings[0]?.settled).toEqual({ kind: 'dropped', reason: 'pushed-out' })
    expect(sendings[3]?.outcome.kind).toBe('queued')
    expect(counts).toMatchObject({ queuedMessages: 3, dropped: 1, refused: 0 })
    expect(queue.take().map((item) => Buffer.from(item.message.bytes).toString())).toEqual(['b'])
    expect(queue.take().map((item) => Buffer.from(item.message.bytes).toString())).toEqual(['c'])
  })

  it('leaves half of a burst to be pushed out, should the peer stall on the other half', () => {
    const { queue } = make('drop-oldest', 4)
    for (const each of ['a', 'b', 'c', 'd']) queue.offer(text(each))
    expect(queue.take()).toHaveLength(2)
    expect(queue.offer(text('e')).outcome).toEqual({ kind: 'queued' })
  })

  it('pushes nothing out, and refuses, when all room is taken by what is in flight', () => {
    const { queue, counts } = make('drop-oldest')
    for (const each of ['a', 'b', 'c']) queue.offer(text(each))
    for (let i = 0; i < 3; i += 1) queue.take()
    expect(queue.offer(text('d')).outcome).toEqual({ kind: 'refused', reason: 'queue-full' })
    expect(counts.dropped).toBe(0)
  })

  it('asks for the end of the connection by policy', async () => {
    const { queue } = make('close')
    let overflowed = false
    void queue.overflowed.then(() => (overflowed = true))
    for (const each of ['a', 'b', 'c']) queue.offer(text(each))
    await Promise.resolve()
    expect(overflowed).toBe(false)
    expect(queue.offer(text('d')).outcome).toEqual({ kind: 'refused', reason: 'queue-full' })
    await new Promise((resolve) => setImmediate(resolve))
    expect(overflowed).toBe(true)
  })

  it('gives each message exactly one outcome at its end: waiting ones were not sent, those in flight are unknown', async () => {
    const { queue, counts } = make('refuse')
    const first = queue.offer(text('a'))
    const batch = queue.take()
    const second = queue.offer(text('b'))
    expect(queue.end()).toBe(2)
    expect(await first.settled).toEqual({ kind: 'dropped', reason: 'unknown' })
    expect(await second.settled).toEqual({ kind: 'dropped', reason: 'session-ended' })
    queue.settle(batch, 'taken')
    expect(await first.settled).toEqual({ kind: 'dropped', reason: 'unknown' })
    expect(counts).toMatchObject({ queuedMessages: 0, queuedBytes: 0, dropped: 2 })
    expect(queue.offer(text('c')).outcome.kind).toBe('refused')
  })

  it('tells the outcome also to who asks only when it is over', async () => {
    const { queue } = make('refuse')
    const sending = queue.offer(text('a'))
    queue.settle(queue.take(), 'taken')
    expect(sending.outcome).toEqual({ kind: 'queued' })
    expect(await sending.settled).toEqual({ kind: 'sent' })
    expect(queue.end()).toBe(0)
    expect(await sending.settled).toEqual({ kind: 'sent' })
  })

  it('keeps its books and its bounds over any run of offers, takes and settlements', async () => {
    const step = fc.oneof(fc.record({ offer: fc.integer({ min: 0, max: 30 }) }), fc.constant('take' as const), fc.constant('settle' as const), fc.constant('fail' as const))
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.constantFrom('refuse' as const, 'drop-oldest' as const), async (steps, policy) => {
        const { queue, counts } = make(policy, 5, 60)
        const outcomes: string[] = []
        const flying: Outgoing[] = []
        let offered = 0
        for (const each of steps) {
          if (typeof each === 'object') {
            offered += 1
            void queue.offer(text('x'.repeat(each.offer))).settled.then(({ kind }) => outcomes.push(kind))
          } else if (each === 'take') {
            if (counts.queuedMessages > flying.length) flying.push(...queue.take())
          } else {
            const item = flying.shift()
            if (item !== undefined) queue.settle([item], each === 'fail' ? 'unknown' : 'taken')
          }
          expect(counts.queuedMessages).toBeLessThanOrEqual(5)
          expect(counts.queuedBytes).toBeLessThanOrEqual(60)
        }
        queue.end()
        await new Promise((resolve) => setImmediate(resolve))
        expect(outcomes).toHaveLength(offered)
        expect(outcomes.filter((kind) => kind === 'refused')).toHaveLength(counts.refused)
        expect(outcomes.filter((kind) => kind === 'dropped')).toHaveLength(counts.dropped)
      }),
      { numRuns: 200 },
    )
  })
})
