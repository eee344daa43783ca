import { expect, it } from 'vitest'
import { outcomeWords, summary, verdict } from '../../../../renderer/views/composer/outcome'

const sent = { kind: 'sent' } as const
const queued = { kind: 'queued' } as const
const refused = { kind: 'refused', reason: 'queue-full' } as const
const dropped = { kind: 'dropped', reason: 'session-ended' } as const

it.each([
  [[sent], 'Sent to 1 socket'],
  [[sent, sent], 'Sent to 2 sockets'],
  [[sent, sent, queued, refused], 'Sent to 2 · queued 1 · refused 1'],
  [[refused], 'Refused 1'],
  [[queued, dropped], 'Queued 1 · not sent 1'],
])('sums %j up', (outcomes, words) => expect(summary(outcomes)).toBe(words))

it('is only good when every socket took the message', () => {
  expect(verdict([sent, sent])).toBe('good')
  expect(verdict([sent, queued])).toBe('pending')
  expect(verdict([sent, queued, refused])).toBe('bad')
  expect(verdict([dropped])).toBe('bad')
})

it('says why a message was not taken', () => {
  expect(outcomeWords(refused)).toBe('Refused: send queue is full')
  expect(outcomeWords(dropped)).toBe('Not sent: connection ended before it was sent')
})
