import { describe, expect, it } from 'vitest'
import { retryAfterMs } from '../../../main/connection/answer'
import { connectCause, endCause, httpCause, lookupCause, violationCause, violationCloseCode } from '../../../main/connection/cause'
import { certificateKind, tlsCause } from '../../../main/connection/tls-cause'

const failure = (code: string | null, about: object = {}, message = 'x') => Object.assign(new Error(message), code === null ? {} : { code }, about)

const silent = { error: null, finished: false }

describe('the cause of a failed dial', () => {
  it.each([['ENOTFOUND', 'host-not-found'], ['EAI_AGAIN', 'dns-failed'], ['ENODATA', 'no-address'], ['EMFILE', 'local-limit']])('names %s of a lookup', (code, kind) => {
    expect(lookupCause(code)).toMatchObject({ phase: 'dns', kind, code })
  })

  it.each([
    ['ECONNREFUSED', '', 'refused', 'server'], ['ETIMEDOUT', '', 'connect-timeout', 'network'], ['EHOSTUNREACH', '', 'unreachable', 'network'], ['ENETUNREACH', '', 'unreachable', 'network'],
    ['EMFILE', '', 'local-limit', 'client'], ['EADDRNOTAVAIL', '', 'local-limit', 'client'], ['EADDRNOTAVAIL', '10.0.0.1', 'local-address', 'client'], ['ECONNRESET', '', 'reset', 'server'],
    ['EWHATEVER', '', 'unknown', null],
  ])('names %s of TCP from "%s"', (code, localAddress, kind, by) => {
    expect(connectCause(code, { localAddress, unix: false })).toMatchObject({ phase: 'tcp', kind, code, by })
  })

  it.each([['ENOENT', 'socket-not-found'], ['EACCES', 'socket-denied'], ['EPERM', 'socket-denied'], ['ECONNREFUSED', 'refused']])('names %s of a Unix socket', (code, kind) => {
    expect(connectCause(code, { localAddress: '', unix: true })).toMatchObject({ kind, code })
  })

  it.each([
    ['HPE_INVALID_CONSTANT', 'not-http'], ['HPE_HEADER_OVERFLOW', 'header-too-large'], ['ERR_INVALID_CHAR', 'bad-request'], ['ETIMEDOUT', 'connection-timeout'], ['ENETDOWN', 'network-lost'],
  ])('names %s of the answer', (code, kind) => {
    expect(httpCause(failure(code), { line: silent, own: false })).toMatchObject({ phase: 'http', kind, code })
  })

  it('tells an RST from the "socket hang up" that Node reports for a FIN', () => {
    expect(httpCause(failure('ECONNRESET'), { line: { error: failure('ECONNRESET'), finished: false }, own: false })).toMatchObject({ kind: 'reset', by: 'server' })
    expect(httpCause(failure('ECONNRESET'), { line: silent, own: false })).toMatchObject({ kind: 'no-close-frame', code: null, by: 'server' })
  })
})

describe('the cause of a failed TLS handshake', () => {
  const seen = { own: false, reported: true }
  const eproto = (reason: string) => failure('EPROTO', {}, `write EPROTO 40D7:error:0A00010B:SSL routines:ssl3_get_record:${reason}:../deps/ssl.c:1:\n`)

  it.each<[string, Error, string, string | null]>([
    ['a wrong version number', failure('ERR_SSL_WRONG_VERSION_NUMBER'), 'not-tls', 'client'],
    ['the same as EPROTO', eproto('wrong version number'), 'not-tls', 'client'],
    ['the same in BoringSSL', eproto('WRONG_VERSION_NUMBER'), 'not-tls', 'client'],
    ['a packet that is too long', failure('EPROTO', { reason: 'packet length too long' }), 'not-tls', 'client'],
    ['an alert about the version', failure('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION'), 'tls-version', null],
    ['an unsupported protocol', eproto('unsupported protocol'), 'tls-version', null],
    ['an alert that asks for a certificate', failure('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'), 'client-certificate-required', 'server'],
    ['an alert of a server that got none', failure('ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE'), 'client-certificate-required', 'server'],
    ['the same in OpenSSL 3.5', failure('ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE'), 'client-certificate-required', 'server'],
    ['the same as EPROTO', eproto('ssl/tls alert bad certificate'), 'client-certificate-required', 'server'],
    ['another alert', failure('ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE'), 'tls-failed', 'server'],
    ['what nobody knows', failure('ERR_SSL_WHATEVER'), 'tls-failed', null],
    ['an RST', failure('ECONNRESET'), 'reset', 'server'],
  ])('names %s', (_what, error, kind, by) => {
    expect(tlsCause(error, seen)).toMatchObject({ phase: 'tls', kind, by })
  })

  it('blames the certificate that was shown, if one was', () => {
    expect(tlsCause(failure('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA'), { ...seen, own: true }).kind).toBe('client-certificate-rejected')
    expect(httpCause(failure('ECONNRESET'), { line: { error: failure('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA'), finished: false }, own: true })).toMatchObject({ phase: 'tls', kind: 'client-certificate-rejected' })
  })

  it.each([
    ['CERT_HAS_EXPIRED', 'certificate-expired'], ['SELF_SIGNED_CERT_IN_CHAIN', 'certificate-unknown-ca'], ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'certificate-unknown-ca'],
    ['CERT_REVOKED', 'certificate-revoked'], ['CERT_SIGNATURE_FAILURE', 'certificate'],
  ])('names the verification result %s', (code, kind) => {
    expect(certificateKind(code)).toBe(kind)
  })
})

describe('the cause of an end', () => {
  const end = { closeCode: 1006, reason: '', line: silent }

  it('tells RST, FIN and close frame apart, and who did it', () => {
    expect(endCause(end)).toMatchObject({ kind: 'no-close-frame', wasClean: false, by: 'server' })
    expect(endCause({ ...end, closeCode: 1001, reason: 'bye' })).toMatchObject({ kind: 'close-frame', closeCode: 1001, reason: 'bye', wasClean: true, by: 'server' })
  })

  it.each([
    ['ECONNRESET', 'reset', 'server'], ['ETIMEDOUT', 'connection-timeout', 'network'], ['ENETDOWN', 'network-lost', 'network'], ['EHOSTUNREACH', 'network-lost', 'network'],
    ['ERR_SSL_BAD_RECORD_TYPE', 'tls-failed', null], ['EWHATEVER', 'unknown', null],
  ])('names %s', (code, kind, by) => {
    expect(endCause({ ...end, line: { error: failure(code), finished: false } })).toMatchObject({ phase: 'open', kind, code, by })
  })

  it('takes a write to a peer that is gone for the end that the peer made', () => {
    const pipe = (finished: boolean) => endCause({ ...end, line: { error: failure('EPIPE', { syscall: 'write' }), finished } })
    expect(pipe(true)).toMatchObject({ kind: 'no-close-frame', code: null, by: 'server' })
    expect(pipe(false).kind).toBe(process.platform === 'linux' ? 'no-close-frame' : 'reset')
    expect(httpCause(failure('EPIPE'), { line: { error: failure('EPIPE'), finished: true }, own: false })).toMatchObject({ phase: 'http', kind: 'no-close-frame', code: null })
  })

  it('keeps "write failed" for a write that failed for none of the known reasons', () => {
    expect(endCause({ ...end, line: { error: failure('EIO', { syscall: 'write' }), finished: false } })).toMatchObject({ kind: 'write-failed', code: 'EIO', by: 'network' })
    expect(endCause({ ...end, line: { error: failure('EIO', { syscall: 'read' }), finished: false } }).kind).toBe('unknown')
  })

  it.each([
    ['WS_ERR_INVALID_UTF8', 'bad-utf8', 1007],
    ['WS_ERR_INVALID_OPCODE', 'protocol-error', 1002],
    ['WS_ERR_TOO_MANY_BUFFERED_PARTS', 'too-many-fragments', 1008],
    ['WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', 'message-too-big', 1009],
    ['WS_ERR_INVALID_CLOSE_CODE', 'reserved-close-code', 1002],
    ['Z_DATA_ERROR', 'bad-compression', 1007],
    [null, 'protocol-error', 1002],
  ] as const)('names what breaks the rule %s, and the close code that answers it', (code, kind, closeCode) => {
    expect(violationCause(code)).toMatchObject({ kind, code, by: 'client' })
    expect(violationCloseCode(code)).toBe(closeCode)
  })
})

describe('Retry-After', () => {
  const now = Date.parse('2026-01-01T00:00:00Z')

  it('reads seconds and dates', () => {
    expect(retryAfterMs('7', now)).toBe(7_000)
    expect(retryAfterMs('Thu, 01 Jan 2026 00:00:30 GMT', now)).toBe(30_000)
  })

  it('caps at an hour and takes nonsense, the past and nothing for absent', () => {
    expect(retryAfterMs('1000000000', now)).toBe(3_600_000)
    for (const text of ['soon', 'maybe 2099', '0', '-5', '', '1e9', 'Wed, 31 Dec 2025 23:59:59 GMT']) expect(retryAfterMs(text, now)).toBeNull()
    expect(retryAfterMs(undefined, now)).toBeNull()
  })
})
