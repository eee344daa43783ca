import { describe, expect, it } from 'vitest'
import { describeCause, dropWords, refusalWords, stateWords } from '../../shared/cause'
import { closeCodeName } from '../../shared/close-code'
import { causeKinds, type Cause, type CauseKind, type Phase, type StateKind } from '../../shared/connection'

const kinds = causeKinds
/** As a record, so that a new phase does not compile until it is listed here. */
const phases = Object.keys({
  prepare: 1, auth: 1, dns: 1, tcp: 1, proxy: 1, tls: 1, http: 1, websocket: 1, open: 1, heartbeat: 1, queue: 1, user: 1,
} satisfies Record<Phase, 1>) as Phase[]
const states = Object.keys({ idle: 1, connecting: 1, open: 1, closing: 1, waiting: 1, closed: 1, failed: 1 } satisfies Record<StateKind, 1>) as StateKind[]

const make = (kind: CauseKind, about: Partial<Cause> = {}): Cause => ({
  phase: 'open', kind, code: null, httpStatus: null, closeCode: null, reason: '', wasClean: false, by: null, retryAfterMs: null, ...about,
})

describe('a cause in words', () => {
  it('is one non-empty line of its own for every kind', () => {
    const lines = kinds.map((kind) => describeCause(make(kind)))
    for (const line of lines) expect(line).toMatch(/^[A-Z][^\n<>]+$/)
    expect(new Set(lines).size).toBe(kinds.length)
  })

  it('says for every phase what ran out of time', () => {
    for (const phase of phases) expect(describeCause(make('deadline', { phase }))).toMatch(/^Timed out \w+ \S/)
    expect(describeCause(make('deadline', { phase: 'tls' }))).toContain('TLS')
  })

  it.each<[Cause, string]>([
    [make('refused', { phase: 'tcp', code: 'ECONNREFUSED' }), 'Connection refused (ECONNREFUSED)'],
    [make('certificate', { phase: 'tls', code: 'CERT_HAS_EXPIRED' }), 'Certificate not trusted (CERT_HAS_EXPIRED)'],
    [make('http-status', { httpStatus: 429, reason: 'Too Many Requests' }), 'Server answered HTTP 429 · Too Many Requests'],
    [make('http-status'), 'Server refused the upgrade'],
    [make('close-frame', { closeCode: 1012, reason: 'deploy' }), 'Closed by server: 1012 Service Restart · deploy'],
    [make('close-frame', { closeCode: 1005 }), 'Closed by server without a code'],
    [make('close-frame', { closeCode: 4001 }), 'Closed by server: 4001 Application Code'],
    [make('protocol-error', { code: 'WS_ERR_INVALID_UTF8' }), 'Server broke the protocol (WS_ERR_INVALID_UTF8)'],
    [make('no-close-frame'), 'Dropped without a close frame (FIN)'],
    [make('reset', { code: 'ECONNRESET' }), 'Reset by peer (RST) (ECONNRESET)'],
    [make('user-closed', { closeCode: 1000, wasClean: true }), 'Disconnected'],
  ])('reads %#: %s', (cause, line) => {
    expect(describeCause(cause)).toBe(line)
  })
})

describe('states, refusals and drops in words', () => {
  it('have words for every kind, each its own', () => {
    for (const table of [stateWords, refusalWords, dropWords]) {
      const lines = Object.values(table)
      expect(lines.every((line) => line.trim().length > 3)).toBe(true)
      expect(new Set(lines).size).toBe(lines.length)
    }
    expect(Object.keys(stateWords).sort()).toEqual([...states].sort())
  })
})

describe('a close code', () => {
  it.each([
    [1000, 'Normal Closure'], [1006, 'Abnormal Closure'], [1012, 'Service Restart'], [1013, 'Try Again Later'], [3000, 'Unauthorized'],
    [3500, 'Library Code'], [3999, 'Library Code'], [4000, 'Application Code'], [4999, 'Application Code'],
    [999, 'Reserved Code'], [1004, 'Reserved Code'], [1016, 'Reserved Code'], [2999, 'Reserved Code'], [5000, 'Reserved Code'],
  ])('%i is %s', (code, name) => {
    expect(closeCodeName(code)).toBe(name)
  })
})
