import { describe, expect, it } from 'vitest'
import { compareAttempts, differencesIn } from '../../../renderer/format/compare'
import { attempt, attemptHop, certificate, failedAttempt, madeCause, tlsFacts } from '../../support/attempts'

const now = Date.UTC(2026, 10, 22, 10, 0, 1)

/** What differs, as "section: label". */
function differing(a: ReturnType<typeof attempt>, b: ReturnType<typeof attempt>): string[] {
  return differencesIn(compareAttempts(a, b, now)).flatMap(({ title, rows }) => rows.map(({ label }) => `${title}: ${label}`))
}

describe('two attempts side by side', () => {
  it('show no difference when nothing of note differs', () => {
    const headers = (key: string) => [{ name: 'Sec-WebSocket-Key', value: key }, { name: 'Host', value: 'localhost' }]
    const a = attempt(1, { hops: [attemptHop({ requestHeaders: headers('a') })] })
    const b = attempt(2, { hops: [attemptHop({ requestHeaders: headers('b'), localAddress: '127.0.0.1:50001' })], openMs: 31, firstMessageMs: 42 })
    expect(differing(a, b)).toEqual([])
    expect(compareAttempts(a, b, now).map(({ title }) => title)).toEqual(['Outcome', 'Timing', 'Route', 'Request', 'Response'])
  })

  it('mark what came to be different, from the cause to the certificate', () => {
    const good = attempt(1, { hops: [attemptHop({ tls: tlsFacts() })] })
    const bad = failedAttempt(2, {
      steps: [...attempt(1).steps.slice(0, 2), { phase: 'tls', startMs: 10, endMs: 90, detail: '' }],
      hops: [attemptHop({ tls: tlsFacts({ trusted: false, problem: 'CERT_HAS_EXPIRED', chain: [certificate({ validTo: '2026-11-01T00:00:00.000Z' })] }), requestLine: '', requestHeaders: [], response: null })],
      cause: madeCause({ phase: 'tls', kind: 'certificate-expired', code: 'CERT_HAS_EXPIRED' }),
    })
    const found = differing(good, bad)
    expect(found).toEqual(expect.arrayContaining(['Outcome: Result', 'Outcome: Cause', 'Timing: TLS', 'TLS: Trusted', 'TLS: Problem', 'TLS: Certificate: valid to', 'Request: Request line', 'Response: Status']))
    expect(found).not.toContain('TLS: Certificate: SHA-256')
    expect(found).not.toContain('Timing: DNS')
  })

  it('tell another local address from another port of it', () => {
    const from = (localAddress: string) => attempt(1, { hops: [attemptHop({ localAddress })] })
    expect(differing(from('[::1]:1'), from('127.0.0.1:1'))).toEqual(['Route: From'])
    expect(differing(from('[::1]:1'), from('[::1]:2'))).toEqual([])
  })

  it('take header names without regard to case, and all values of one that comes twice', () => {
    const a = attempt(1, { hops: [attemptHop({ requestHeaders: [{ name: 'X-Id', value: '1' }, { name: 'x-id', value: '2' }] })] })
    const b = attempt(2, { hops: [attemptHop({ requestHeaders: [{ name: 'x-ID', value: '1' }] })] })
    const request = compareAttempts(a, b, now).find(({ title }) => title === 'Request')
    expect(request?.rows.at(-1)).toEqual({ label: 'X-Id', a: '1\n2', b: '1', differs: true })
  })

  it('number the requests when there was more than one', () => {
    const titles = compareAttempts(attempt(1, { hops: [attemptHop(), attemptHop()] }), attempt(2), now).map(({ title }) => title)
    expect(titles).toEqual(['Outcome', 'Timing', 'Route 1', 'Request 1', 'Response 1', 'Route 2', 'Request 2', 'Response 2'])
  })

  it('compare bodies whole and show their beginning', () => {
    const response = (body: string) => ({ status: 403, reason: '', headers: [], body, bodyCut: false })
    const long = 'x'.repeat(1_000)
    const rows = compareAttempts(attempt(1, { hops: [attemptHop({ response: response(`${long}a`) })] }), attempt(2, { hops: [attemptHop({ response: response(`${long}b`) })] }), now)
    const body = rows.flatMap((section) => section.rows).find(({ label }) => label === 'Body')
    expect([body?.differs, body?.a.length]).toEqual([true, 401])
  })
})
