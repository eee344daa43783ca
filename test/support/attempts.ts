import type { AttemptHop, AttemptRecord, CertificateFacts, TlsFacts } from '../../shared/attempt'
import type { Cause } from '../../shared/connection'

export function madeCause(about: Partial<Cause> = {}): Cause {
  return { phase: 'tcp', kind: 'refused', code: null, httpStatus: null, closeCode: null, reason: '', wasClean: false, by: null, retryAfterMs: null, ...about }
}

export function certificate(about: Partial<CertificateFacts> = {}): CertificateFacts {
  return {
    subject: 'CN=localhost',
    issuer: 'CN=Test CA',
    names: 'DNS:localhost',
    validFrom: '2026-01-01T00:00:00.000Z',
    validTo: '2026-12-31T00:00:00.000Z',
    serial: '01',
    fingerprint: Array.from({ length: 32 }, () => 'AB').join(':'),
    selfSigned: false,
    ...about,
  }
}

export function tlsFacts(about: Partial<TlsFacts> = {}): TlsFacts {
  return { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', serverName: 'localhost', trusted: true, problem: '', accepted: false, chain: [certificate()], ...about }
}

export function attemptHop(about: Partial<AttemptHop> = {}): AttemptHop {
  return {
    url: 'wss://localhost/socket',
    address: '127.0.0.1:443',
    localAddress: '127.0.0.1:50000',
    proxy: '',
    tls: null,
    requestLine: 'GET /socket HTTP/1.1',
    requestHeaders: [{ name: 'Host', value: 'localhost' }, { name: 'Authorization', value: '***' }],
    response: { status: 101, reason: 'Switching Protocols', headers: [{ name: 'Upgrade', value: 'websocket' }], body: '', bodyCut: false },
    ...about,
  }
}

/** An attempt that opened after 30 ms and is open. */
export function attempt(id: number, about: Partial<AttemptRecord> = {}): AttemptRecord {
  return {
    id,
    connectionId: 'a',
    name: 'Socket a',
    attempt: id,
    at: Date.UTC(2026, 10, 22, 10),
    url: 'wss://localhost/socket',
    steps: [
      { phase: 'dns', startMs: 0, endMs: 5, detail: '127.0.0.1' },
      { phase: 'tcp', startMs: 5, endMs: 10, detail: '127.0.0.1:443' },
      { phase: 'tls', startMs: 10, endMs: 25, detail: 'TLSv1.3' },
      { phase: 'http', startMs: 25, endMs: 30, detail: '' },
    ],
    hops: [attemptHop()],
    agreed: { protocol: '', extensions: '' },
    openMs: 30,
    firstMessageMs: 40,
    endedAt: null,
    cause: null,
    ...about,
  }
}

/** An attempt that failed after 20 ms in its second step. */
export function failedAttempt(id: number, about: Partial<AttemptRecord> = {}): AttemptRecord {
  const at = Date.UTC(2026, 10, 22, 10)
  return attempt(id, {
    at,
    steps: [
      { phase: 'dns', startMs: 0, endMs: 5, detail: '127.0.0.1' },
      { phase: 'tcp', startMs: 5, endMs: null, detail: '127.0.0.1:443' },
    ],
    hops: [],
    agreed: null,
    openMs: null,
    firstMessageMs: null,
    endedAt: at + 20,
    cause: madeCause({ code: 'ECONNREFUSED' }),
    ...about,
  })
}
