import { describe, expect, it } from 'vitest'
import { attemptFrom } from '../../shared/attempt-schema'
import { attempt, attemptHop, failedAttempt, tlsFacts } from '../support/attempts'

describe('an attempt that comes out of a capture', () => {
  it.each([
    ['is open', attempt(1)],
    ['failed', failedAttempt(2)],
    ['has TLS', attempt(3, { hops: [attemptHop({ tls: tlsFacts() }), attemptHop({ response: null })] })],
  ])('is read as it was written when it %s', (_what, record) => {
    expect(attemptFrom(JSON.parse(JSON.stringify(record)))).toEqual(record)
  })

  it.each([
    ['nothing', undefined],
    ['a text', 'attempt'],
    ['hops that are none', { ...attempt(1), hops: [null] }],
    ['a phase that does not exist', { ...attempt(1), steps: [{ phase: 'magic', startMs: 0, endMs: 1, detail: '' }] }],
    ['a cause that does not exist', { ...failedAttempt(1), cause: { kind: 'constructor' } }],
    ['a time beyond all calendars', { ...attempt(1), at: 1e300 }],
    ['more steps than can be drawn', { ...attempt(1), steps: Array.from({ length: 10_000 }, () => attempt(1).steps[0]) }],
  ])('is not taken for one when it is %s', (_what, value) => {
    expect(attemptFrom(value)).toBeNull()
  })
})
