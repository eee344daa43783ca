import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SendQueue, type Outgoing, type Sending } from '../../../main/connection/send-queue'
import { counters, text } from '../../support/engine'

const make = (overflow: 'refuse' | 'drop-oldest' | 'close', messages = 3, bytes = 1_024) => {
  const counts = counters()
  return { queue: new SendQueue({ messages, bytes, overflow, whileDown: 'refuse' }, counts), counts }
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

describe('a queue that outlives its sessions', () => {
  const bounds = { messages: 8, bytes: 1_024, overflow: 'refuse' as const, whileDown: 'hold' as const }
  const hold = () => {
    const counts = counters()
    return { queue: new SendQueue(bounds, counts), counts }
  }
  const words = (items: readonly Outgoing[]) => items.map((item) => Buffer.from(item.message.bytes).toString())

  it('keeps what waits and what the socket gave back, in its order, and gives up what may be on the wire', async () => {
    const { queue, counts } = hold()
    const sendings = ['a', 'b', 'c', 'd'].map((each) => queue.offer(text(each)))
    const [a, b, c, d] = queue.take() as [Outgoing, Outgoing, Outgoing, Outgoing]
    queue.offer(text('e'))
    queue.settle([a], 'taken')
    // Given back in another order than they were taken.
    queue.settle([d], 'unwritten')
    queue.settle([c], 'unwritten')
    expect(queue.suspend()).toBe(1)
    expect(await sendings[1]?.settled).toEqual({ kind: 'dropped', reason: 'unknown' })
    expect(b.over).toBe(true)
    expect(counts).toMatchObject({ queuedMessages: 3, queuedBytes: 3, dropped: 1 })
    queue.offer(text('f'))
    queue.renew(bounds)
    expect(words(queue.take())).toEqual(['c', 'd', 'e', 'f'])
  })

  it('puts the first messages of a session before what was held, beside the bounds, and forgets those that were not sent', () => {
    const { queue } = hold()
    for (let i = 0; i < 8; i += 1) queue.offer(text(`m${i}`))
    queue.renew(bounds, [text('hello'), text('login')])
    expect(words(queue.take())).toEqual(['hello', 'login', ...Array.from({ length: 8 }, (_, i) => `m${i}`)])
    const again = hold()
    again.queue.renew(bounds, [text('hello')])
    again.queue.offer(text('mine'))
    expect(again.queue.suspend()).toBe(1)
    expect(words(again.queue.take())).toEqual(['mine'])
  })

  it('holds no more than its bounds, and keeps what it has when they become smaller', () => {
    const { queue } = hold()
    for (let i = 0; i < 8; i += 1) queue.offer(text(`m${i}`))
    expect(queue.offer(text('m8')).outcome).toEqual({ kind: 'refused', reason: 'queue-full' })
    queue.suspend()
    queue.renew({ ...bounds, messages: 2 })
    expect(queue.offer(text('m9')).outcome).toEqual({ kind: 'refused', reason: 'queue-full' })
    expect(queue.take()).toHaveLength(8)
  })

  it('asks for the end of a session only for what did not fit in that session', async () => {
    const counts = counters()
    const queue = new SendQueue({ ...bounds, messages: 1, overflow: 'close' }, counts)
    queue.offer(text('a'))
    queue.offer(text('too much while down'))
    let overflowed = 0
    void queue.overflowed.then(() => (overflowed += 1))
    await new Promise((resolve) => setImmediate(resolve))
    expect(overflowed).toBe(0)
    queue.offer(text('too much while open'))
    await new Promise((resolve) => setImmediate(resolve))
    expect(overflowed).toBe(1)
  })

  it('does not count pings of ours as lost, and lets none of them push out or refuse a message', () => {
    const counts = counters()
    const queue = new SendQueue({ ...bounds, messages: 1, overflow: 'drop-oldest' }, counts)
    const mine = queue.offer(text('mine'))
    expect(queue.offerOwn(text('ping'), 'ping').outcome.kind).toBe('refused')
    queue.settle(queue.take(), 'taken')
    queue.offerOwn(text('ping'), 'ping')
    expect(queue.suspend()).toBe(0)
    expect(counts).toMatchObject({ refused: 0, dropped: 0, queuedMessages: 0 })
    expect(mine.outcome.kind).toBe('queued')
  })

  it('brings each message onto the wire at most once and in the order of the offers, over any run of sessions', async () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.constant('offer' as const) },
      { weight: 3, arbitrary: fc.constant('take' as const) },
      { weight: 3, arbitrary: fc.constantFrom('taken' as const, 'unknown' as const) },
      { weight: 1, arbitrary: fc.constantFrom('unwritten' as const, 'suspend' as const, 'shrink' as const) },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
        const { queue, counts } = hold()
        const offered: Sending[] = []
        /** What each session gave to its socket, and what the socket may have written of it. */
        const wire: string[] = []
        let flying: Outgoing[] = []
        let ending = false
        /** The rest of what was given to the socket is on the wire, or may be; unless the socket has given back what came before it. */
        const end = () => {
          if (ending) queue.settle(flying, 'unwritten')
          else wire.push(...words(flying))
          flying = []
          ending = false
        }
        for (const each of steps) {
          if (each === 'offer') offered.push(queue.offer(text(String(offered.length))))
          else if (each === 'take') {
            if (!queue.idle) flying.push(...queue.take())
          } else if (each === 'suspend' || each === 'shrink') {
            end()
            queue.suspend()
            queue.renew(each === 'shrink' ? { ...bounds, messages: 4 } : bounds)
          } else {
            const item = flying.shift()
            if (item === undefined) continue
            // A socket that gives one back writes nothing more.
            ending ||= each === 'unwritten'
            if (!ending) wire.push(...words([item]))
            queue.settle([item], ending ? 'unwritten' : each)
          }
        }
        end()
        queue.end()
        const numbers = wire.map(Number)
        expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
        const outcomes = await Promise.all(offered.map(({ settled }) => settled))
        for (const [number, outcome] of outcomes.entries()) {
          const mayBeThere = outcome.kind === 'sent' || (outcome.kind === 'dropped' && outcome.reason === 'unknown')
          expect([number, wire.includes(String(number))]).toEqual([number, mayBeThere])
        }
        expect(counts).toMatchObject({ queuedMessages: 0, queuedBytes: 0 })
      }),
      { numRuns: 500 },
    )
  })
})
