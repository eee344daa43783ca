import { describe, expect, it } from 'vitest'
import { dialCause, endCause, retryAfterMs, violationCause, violationCloseCode } from '../../../main/connection/cause'

const failure = (code: string | null, message = 'x') => Object.assign(new Error(message), code === null ? {} : { code })
const seen = { phase: 'tcp' as const, rawErrorCode: null, protocolMismatch: false }

describe('the cause of a failed dial', () => {
  it.each([
    ['ENOTFOUND', 'dns', 'host-not-found'],
    ['EAI_AGAIN', 'dns', 'dns-failed'],
    ['ECONNREFUSED', 'tcp', 'refused'],
    ['EHOSTUNREACH', 'tcp', 'unreachable'],
    ['EMFILE', 'tcp', 'local-limit'],
    ['EADDRNOTAVAIL', 'tcp', 'local-limit'],
    ['CERT_HAS_EXPIRED', 'tls', 'certificate'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls', 'certificate'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls', 'certificate'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls', 'tls-failed'],
    ['HPE_INVALID_CONSTANT', 'http', 'bad-handshake'],
  ])('names %s by its code', (code, phase, kind) => {
    expect(dialCause(failure(code), seen)).toMatchObject({ phase, kind, code })
  })

  it('tells an RST from the "socket hang up" that Node reports for a FIN', () => {
    expect(dialCause(failure('ECONNRESET'), { ...seen, phase: 'http', rawErrorCode: 'ECONNRESET' }).kind).toBe('reset')
    expect(dialCause(failure('ECONNRESET', 'socket hang up'), { ...seen, phase: 'http' }).kind).toBe('no-close-frame')
  })

  it('does not depend on the English text of an error without a code', () => {
    expect(dialCause(failure(null, 'bla'), { ...seen, phase: 'websocket' }).kind).toBe('bad-handshake')
    expect(dialCause(failure(null, 'bla'), { ...seen, phase: 'websocket', protocolMismatch: true }).kind).toBe('subprotocol')
  })
})

describe('the cause of an end', () => {
  const end = { closeCode: 1006, reason: '', rawErrorCode: null }

  it('tells RST, FIN, close frame and broken protocol apart', () => {
    expect(endCause(end)).toMatchObject({ kind: 'no-close-frame', wasClean: false })
    expect(endCause({ ...end, rawErrorCode: 'ECONNRESET' })).toMatchObject({ kind: 'reset', code: 'ECONNRESET' })
    expect(endCause({ ...end, closeCode: 1001, reason: 'bye' })).toMatchObject({ kind: 'close-frame', closeCode: 1001, reason: 'bye', wasClean: true })
  })

  it.each([
    ['WS_ERR_INVALID_UTF8', 'protocol-error', 1007],
    ['WS_ERR_INVALID_OPCODE', 'protocol-error', 1002],
    ['WS_ERR_TOO_MANY_BUFFERED_PARTS', 'protocol-error', 1008],
    ['WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', 'message-too-big', 1009],
    ['Z_DATA_ERROR', 'protocol-error', 1007],
  ] as const)('names what breaks the rule %s, and the close code that answers it', (code, kind, closeCode) => {
    expect(violationCause(code)).toMatchObject({ kind, code })
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
