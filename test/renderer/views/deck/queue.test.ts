import { expect, it } from 'vitest'
import { queueDetail, queueLook, queueShare } from '../../../../renderer/views/deck/queue'
import { snapshot } from '../../../support/snapshots'

const counters = (about: object) => ({ ...snapshot('a').counters, ...about })
const bounds = { messages: 100, bytes: 1_000_000, overflow: 'refuse', whileDown: 'refuse' } as const

it('says nothing about an empty queue that never lost a message', () => {
  expect(queueLook(counters({}), bounds)).toMatchObject({ messages: '', bytes: '', lost: '', tight: false })
})

it('shows how much waits', () => {
  expect(queueLook(counters({ queuedMessages: 12, queuedBytes: 3_482 }), bounds)).toMatchObject({ messages: '12', bytes: '3.4 KB', tight: false })
})

it('warns when either bound is nearly reached', () => {
  expect(queueLook(counters({ queuedMessages: 81 }), bounds).tight).toBe(true)
  expect(queueLook(counters({ queuedMessages: 1, queuedBytes: 800_001 }), bounds).tight).toBe(true)
  expect(queueLook(counters({ queuedMessages: 80, queuedBytes: 800_000 }), bounds).tight).toBe(false)
})

it('takes the product’s own bounds when the profile is gone', () => {
  expect(queueLook(counters({ queuedMessages: 240 }), null).tight).toBe(true)
  expect(queueLook(counters({ queuedMessages: 200 }), null).tight).toBe(false)
})

it('counts what was refused and dropped, in words', () => {
  expect(queueLook(counters({ refused: 3 }), bounds)).toMatchObject({ lost: '3', lostWord: 'refused' })
  expect(queueLook(counters({ dropped: 2 }), bounds)).toMatchObject({ lost: '2', lostWord: 'dropped' })
  const both = queueLook(counters({ refused: 3, dropped: 2 }), bounds)
  expect(both).toMatchObject({ lost: '5', lostWord: 'lost' })
})

it('tells all of it in a tooltip', () => {
  expect(queueDetail(counters({ queuedMessages: 12, queuedBytes: 3_482, refused: 3, dropped: 2 }), bounds)).toBe(
    'Send queue: 12 of 100 messages, 3.4 KB of 977 KB\n3 messages refused because it was full\n2 queued messages given up',
  )
  expect(queueDetail(counters({}), bounds)).toBe('Send queue: 0 of 100 messages, 0 B of 977 KB')
})

it('is as full as the fuller of its bounds, and never more than full', () => {
  expect(queueShare({ queuedMessages: 50, queuedBytes: 10 }, bounds)).toBe(0.5)
  expect(queueShare({ queuedMessages: 1, queuedBytes: 900_000 }, bounds)).toBe(0.9)
  expect(queueShare({ queuedMessages: 500, queuedBytes: 0 }, bounds)).toBe(1)
})
