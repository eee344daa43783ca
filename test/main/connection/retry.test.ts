import { describe, expect, it } from 'vitest'
import { cause } from '../../../main/connection/cause'
import { retryDecision } from '../../../main/connection/retry'
import type { CauseKind } from '../../../shared/connection'

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

  it.each(['deadline', 'host-not-found', 'dns-failed', 'refused', 'unreachable', 'local-limit', 'reset', 'no-close-frame', 'heartbeat-lost', 'write-failed', 'unknown'] satisfies CauseKind[])(
    'retries after %s',
    (kind) => {
      expect(retryDecision(cause('open', kind)).retry).toBe(true)
    },
  )

  it.each(['bad-request', 'certificate', 'bad-handshake', 'subprotocol', 'protocol-error', 'message-too-big', 'ping-flood', 'queue-overflow', 'user-closed', 'app-quit'] satisfies CauseKind[])(
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
    expect(retryDecision(cause('open', 'protocol-error', { code: 'WS_ERR_INVALID_CLOSE_CODE' })).retry).toBe(true)
  })
})
