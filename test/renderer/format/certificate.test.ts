import { describe, expect, it } from 'vitest'
import { certificateTime, leafOf, trustOf, validity } from '../../../renderer/format/certificate'
import { attempt, attemptHop, certificate, failedAttempt, madeCause, tlsFacts } from '../../support/attempts'

const day = 86_400_000
const now = Date.UTC(2026, 10, 22)
const iso = (ms: number) => new Date(now + ms).toISOString()

describe('the validity of a certificate', () => {
  it.each([
    ['Expired 3 days ago', -90 * day, -3 * day, false],
    ['Expired 2 hours ago', -day, -2 * 3_600_000, false],
    ['Expired 1 minute ago', -day, -1_000, false],
    ['Begins in 5 days', 5 * day, 90 * day, false],
    ['Ends in 89 days', -day, 89 * day + 1, true],
    ['Ends in 9 years', -day, 3_400 * day, true],
  ])('in words: %s', (words, from, to, good) => {
    expect(validity({ validFrom: iso(from), validTo: iso(to) }, now)).toEqual({ words, good })
  })

  it('says nothing of times that can’t be read', () => {
    expect(validity({ validFrom: 'once', validTo: 'later' }, now)).toEqual({ words: '', good: true })
  })
})

describe('what may be done about a certificate', () => {
  const hops = [attemptHop({ tls: tlsFacts({ trusted: false, problem: 'CERT_HAS_EXPIRED' }) })]
  const because = (kind: Parameters<typeof madeCause>[0]) => failedAttempt(1, { hops, cause: madeCause(kind) })

  it.each(['certificate-expired', 'certificate-self-signed', 'certificate-wrong-host'] as const)('is to accept it after %s', (kind) => {
    expect(trustOf(because({ kind }))).toEqual({ accept: true, pin: false })
  })

  it('is not to accept what was revoked, what a pin refuses, or what failed for another reason', () => {
    expect(trustOf(because({ kind: 'certificate-revoked' })).accept).toBe(false)
    expect(trustOf(because({ kind: 'certificate-pin' }))).toEqual({ accept: false, pin: true })
    expect(trustOf(because({ kind: 'http-status' })).accept).toBe(false)
  })

  it('is to pin it where it served well', () => {
    expect(trustOf(attempt(1, { hops }))).toEqual({ accept: false, pin: true })
  })

  it('is nothing where none was seen, or its fingerprint is none', () => {
    expect(trustOf(failedAttempt(1, { cause: madeCause({ kind: 'certificate-expired' }) }))).toEqual({ accept: false, pin: false })
    const odd = [attemptHop({ tls: tlsFacts({ chain: [certificate({ fingerprint: 'ab' })] }) })]
    expect(trustOf(attempt(1, { hops: odd }))).toEqual({ accept: false, pin: false })
  })

  it('is about the server that was reached last', () => {
    const last = certificate({ subject: 'CN=last' })
    const both = [attemptHop({ tls: tlsFacts() }), attemptHop({ tls: tlsFacts({ chain: [last, certificate()] }) }), attemptHop()]
    expect(leafOf(attempt(1, { hops: both }))?.certificate.subject).toBe('CN=last')
  })
})

it('a time of a certificate is written to the minute, and what is no ISO 8601 stays as it is', () => {
  expect(certificateTime('2025-01-01T09:05:07.000Z')).toBe('2025-01-01 09:05 UTC')
  expect(certificateTime('Jan  1 00:00:00 2025 GMT')).toBe('Jan  1 00:00:00 2025 GMT')
})
