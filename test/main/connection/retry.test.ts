import { describe, expect, it } from 'vitest'
import { cause } from '../../../main/lib/fault'
import { retryDecision, retryDefaults } from '../../../main/connection/retry'
import { causeKinds, type CauseKind } from '../../../shared/connection'
import type { RetryRule } from '../../../shared/options'

const closed = (closeCode: number) => retryDecision(cause('open', 'close-frame', { closeCode }))
const refusedWith = (httpStatus: number, retryAfterMs: number | null = null) => retryDecision(cause('http', 'http-status', { httpStatus, retryAfterMs }))

describe('the retry table', () => {
  it.each([1001, 1006, 1011, 1012, 1013, 1014])('retries close code %i', (code) => {
    expect(closed(code).retry).toBe(true)
  })

  it.each([1000, 1002, 1003, 1005, 1007, 1008, 1009, 1010, 3000, 3003, 4000, 4999])('does not retry close code %i', (code) => {
    expect(closed(code)).toEqual({ retry: false })
  })

  it('gives a server with an internal error 5 s, and one that asks for later 30 s', () => {
    expect(closed(1011)).toMatchObject({ floorMs: 5_000, named: false })
    expect(closed(1013)).toMatchObject({ floorMs: 30_000, named: false })
  })

  it.each(['deadline', 'host-not-found', 'dns-failed', 'refused', 'unreachable', 'connect-timeout', 'local-limit', 'socket-not-found', 'oauth-unreachable', 'proxy-unreachable', 'proxy-target', 'proxy-closed', 'reset', 'no-close-frame', 'connection-timeout', 'network-lost', 'heartbeat-lost', 'app-heartbeat-lost', 'write-failed', 'unknown'] satisfies CauseKind[])(
    'retries after %s',
    (kind) => {
      expect(retryDecision(cause('open', kind)).retry).toBe(true)
    },
  )

  it.each(['unknown-variable', 'bad-url', 'bad-request', 'file-unreadable', 'proxy-auth', 'proxy-refused', 'certificate', 'certificate-expired', 'certificate-pin', 'tls-version', 'not-tls', 'redirect', 'bad-handshake', 'bad-utf8', 'bad-compression', 'subprotocol', 'protocol-error', 'message-too-big', 'ping-flood', 'queue-overflow', 'user-closed', 'app-quit'] satisfies CauseKind[])(
    'does not retry after %s',
    (kind) => {
      expect(retryDecision(cause('open', kind))).toEqual({ retry: false })
    },
  )

  it.each([408, 429, 500, 502, 503, 504])('retries HTTP %i', (status) => {
    expect(refusedWith(status).retry).toBe(true)
  })

  it.each([200, 301, 400, 401, 403, 404, 407, 426, 501, 505])('does not retry HTTP %i', (status) => {
    expect(refusedWith(status)).toEqual({ retry: false })
  })

  it('obeys Retry-After to the letter', () => {
    expect(refusedWith(429, 7_000)).toEqual({ retry: true, floorMs: 7_000, named: true })
  })

  it('retries after broken TLS on an open connection, but not after a failed TLS handshake', () => {
    expect(retryDecision(cause('open', 'tls-failed')).retry).toBe(true)
    expect(retryDecision(cause('tls', 'tls-failed'))).toEqual({ retry: false })
  })

  it('treats a reserved close code on the wire as a drop', () => {
    expect(retryDecision(cause('open', 'reserved-close-code', { closeCode: 1005 })).retry).toBe(true)
  })

  it.each(['oauth-refused', 'oauth-bad-answer'] satisfies CauseKind[])('retries after %s where the token endpoint names a passing trouble', (kind) => {
    expect(retryDecision(cause('auth', kind, { httpStatus: 503 })).retry).toBe(true)
    expect(retryDecision(cause('auth', kind, { httpStatus: 400 })).retry).toBe(false)
    expect(retryDecision(cause('auth', kind)).retry).toBe(false)
  })

  it('says in words what it does after each kind, as it does it', () => {
    expect(Object.keys(retryDefaults)).toEqual(expect.arrayContaining([...causeKinds]))
    for (const kind of causeKinds) {
      const { retry } = retryDecision(cause('open', kind))
      if (retryDefaults[kind] === 'retried') expect([kind, retry]).toEqual([kind, true])
      else if (retryDefaults[kind] === 'ends') expect([kind, retry]).toEqual([kind, false])
      else expect(retryDefaults[kind]).toMatch(/retried .*; ends|ends .*; retried/)
    }
  })
})

describe('the rules of a profile', () => {
  const rule = (when: RetryRule['when'], retry: boolean, afterMs = 0): RetryRule => ({ when, retry, afterMs })
  const closedBy = (closeCode: number) => cause('open', 'close-frame', { closeCode, wasClean: true })

  it('come before the table, and the first that fits decides', () => {
    const rules = [rule({ kind: 'close-code', codes: '4001' }, true, 2_000), rule({ kind: 'close-code', codes: '4000-4099' }, false), rule({ kind: 'close-code', codes: '4050' }, true)]
    expect(retryDecision(closedBy(4001), rules)).toEqual({ retry: true, floorMs: 2_000, named: false })
    expect(retryDecision(closedBy(4050), rules)).toEqual({ retry: false })
    expect(retryDecision(closedBy(1012), rules).retry).toBe(true)
  })

  it('take both ends of a range, and nothing beside it', () => {
    const rules = [rule({ kind: 'close-code', codes: '4000-4010' }, true)]
    expect([3999, 4000, 4010, 4011].map((code) => retryDecision(closedBy(code), rules).retry)).toEqual([false, true, true, false])
  })

  it('take a drop without a close frame for 1006, and a failed handshake for no code at all', () => {
    const rules = [rule({ kind: 'close-code', codes: '1006' }, false)]
    expect(retryDecision(cause('open', 'no-close-frame'), rules).retry).toBe(false)
    expect(retryDecision(cause('tcp', 'refused'), rules).retry).toBe(true)
  })

  it('take a reserved close code for itself and for 1006', () => {
    const reserved = cause('open', 'reserved-close-code', { closeCode: 1005 })
    expect(retryDecision(reserved).retry).toBe(true)
    for (const codes of ['1005', '1006']) expect(retryDecision(reserved, [rule({ kind: 'close-code', codes }, false)]).retry).toBe(false)
    expect(retryDecision(closedBy(1001), [rule({ kind: 'close-code', codes: '1006' }, false)]).retry).toBe(true)
  })

  it('go by status and by kind', () => {
    const rules = [rule({ kind: 'http-status', status: 401 }, true, 500), rule({ kind: 'cause', cause: 'refused' }, false)]
    expect(retryDecision(cause('http', 'http-status', { httpStatus: 401 }), rules)).toEqual({ retry: true, floorMs: 500, named: false })
    expect(retryDecision(cause('http', 'http-status', { httpStatus: 403 }), rules).retry).toBe(false)
    expect(retryDecision(cause('tcp', 'refused'), rules).retry).toBe(false)
  })

  it('come no earlier than the server asked for', () => {
    const rules = [rule({ kind: 'http-status', status: 429 }, true, 1_000)]
    const told = (retryAfterMs: number) => retryDecision(cause('http', 'http-status', { httpStatus: 429, retryAfterMs }), rules)
    expect(told(7_000)).toEqual({ retry: true, floorMs: 7_000, named: true })
    expect(told(500)).toEqual({ retry: true, floorMs: 1_000, named: false })
  })
})
