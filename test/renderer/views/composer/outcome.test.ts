import { expect, it } from 'vitest'
import { outcomeWords, pingWords, summary, verdict } from '../../../../renderer/views/composer/outcome'
import type { BroadcastRun } from '../../../../shared/broadcast'
import type { SendOutcome } from '../../../../shared/connection'

const sent = { kind: 'sent' } as const
const queued = { kind: 'queued' } as const
const refused = { kind: 'refused', reason: 'queue-full' } as const
const dropped = { kind: 'dropped', reason: 'session-ended' } as const

function run(outcomes: (SendOutcome | null)[], state: BroadcastRun['state'] = 'done') {
  return { state, lines: outcomes.map((outcome, index) => ({ connectionId: `c${index}`, name: '', outcome, reply: null })) }
}

it.each([
  [[sent], 'Sent to 1 socket'],
  [[sent, sent], 'Sent to 2 sockets'],
  [[sent, sent, queued, refused], 'Sent to 2 · queued 1 · refused 1'],
  [[refused], 'Refused 1'],
  [[queued, dropped], 'Queued 1 · not sent 1'],
])('sums %j up', (outcomes, words) => expect(summary(run(outcomes))).toBe(words))

it('tells those whose turn has not come from those who were spared by a cancel', () => {
  expect(summary(run([sent, null, null], 'running'))).toBe('Sent to 1 · waiting 2')
  expect(summary(run([sent, null, null], 'cancelled'))).toBe('Sent to 1 · cancelled 2')
})

it('is only good when every socket took the message', () => {
  expect(verdict(run([sent, sent]))).toBe('good')
  expect(verdict(run([sent, queued]))).toBe('pending')
  expect(verdict(run([sent, null], 'running'))).toBe('pending')
  expect(verdict(run([sent, queued, refused]))).toBe('bad')
  expect(verdict(run([sent, null], 'cancelled'))).toBe('bad')
  expect(verdict(run([dropped]))).toBe('bad')
})

it('says why a message was not taken', () => {
  expect(outcomeWords(refused, 'done')).toBe('Refused: send queue is full')
  expect(outcomeWords(dropped, 'done')).toBe('Not sent: connection ended before it was sent')
  expect(outcomeWords(null, 'running')).toBe('Waiting for its turn')
})

it('says what became of a ping', () => {
  expect(pingWords([{ outcome: sent }])).toBe('Ping sent to 1 socket')
  expect(pingWords([{ outcome: sent }, { outcome: refused }])).toBe('Ping sent to 1, refused 1: send queue is full')
})
