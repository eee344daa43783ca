import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { attemptReport } from '../../../renderer/format/report'
import { attempt, attemptHop, failedAttempt, madeCause, tlsFacts } from '../../support/attempts'
import { followLanguage } from '../../../shared/words/words'

afterEach(() => followLanguage(() => 'en'))

const about = { version: '0.1.0', runtime: 'Electron 33.2.1', now: Date.UTC(2026, 10, 22, 10, 0, 1) }

const refused = failedAttempt(3, {
  steps: attempt(1).steps,
  hops: [
    attemptHop({
      tls: tlsFacts(),
      response: { status: 401, reason: 'Unauthorized', headers: [{ name: 'Set-Cookie', value: '***' }], body: '{"error":"no token"}', bodyCut: true },
    }),
  ],
  cause: madeCause({ phase: 'http', kind: 'http-status', httpStatus: 401, reason: 'Unauthorized', by: 'server', retryAfterMs: 5_000 }),
})

/** The lines outside of fences that are not empty: there Markdown would be read. */
function outside(report: string): string[] {
  let fence: string | null = null
  const lines = report.split(/\r\n|[\r\n]/).filter((line) => line !== '')
  return lines.filter((line) => {
    const sign = /^`{3,}/.exec(line)?.[0] ?? null
    if (fence === null) {
      fence = sign
      return sign === null
    }
    if (sign !== null && line.trim() === sign && sign.length >= fence.length) fence = null
    return false
  })
}

describe('a report', () => {
  it('tells what happened, where, when and with what', () => {
    const report = attemptReport(refused, about)
    expect(report).toContain('## WebSocket connection: Server answered HTTP 401')
    for (const part of ['wss://localhost/socket', '2026-11-22T10:00:00.000Z', 'Sockdeck 0.1.0, Electron 33.2.1', 'Socket a, attempt 3 (retry 2)']) expect(report).toContain(part)
    expect(report).toMatch(/HTTP status +401/)
    expect(report).toMatch(/Retry after +5\.0 s/)
    expect(report).toMatch(/TLS +at 10 ms +took 15 ms +TLSv1\.3/)
    expect(report).toMatch(/HTTP upgrade .*failed here/)
    expect(report).toContain('GET /socket HTTP/1.1\nHost: localhost\nAuthorization: ***')
    expect(report).toContain('HTTP 401 Unauthorized\nSet-Cookie: ***')
    expect(report).toContain('{"error":"no token"}\n[cut here]')
    expect(report).toMatch(/SHA-256 +AB:AB/)
  })

  it('of an open connection has no cause', () => {
    const report = attemptReport(attempt(1), about)
    expect(report).toContain('## WebSocket connection: Open after 30 ms')
    expect(report).not.toContain('### Cause')
  })

  it('keeps its columns straight where signs are two columns wide', () => {
    followLanguage(() => 'zh-CN')
    const report = attemptReport(failedAttempt(1, { steps: attempt(1).steps }), about)
    const columns = (text: string) => Array.from(text).reduce((sum, sign) => sum + (sign > '\u2e80' ? 2 : 1), 0)
    const begins = [...report.matchAll(/^(.*)始于 /gm)].map(([, before = '']) => columns(before))
    expect(begins.length).toBeGreaterThan(2)
    expect(new Set(begins).size).toBe(1)
  })

  it('of an attempt that began nothing says so', () => {
    expect(attemptReport(failedAttempt(1, { steps: [] }), about)).toContain('Nothing was begun.')
  })

  it('keeps whatever a peer wrote inside of fences', () => {
    const peer = fc.oneof(fc.string({ unit: fc.constantFrom('`', '~', '\n', '\r', '#', '<', 'x', '\u202e') }), fc.constant('```\n# Owned\n<img src=x>'))
    fc.assert(
      fc.property(peer, (text) => {
        const hop = attemptHop({ response: { status: 400, reason: text, headers: [{ name: 'X', value: text }], body: text, bodyCut: false } })
        const report = attemptReport(failedAttempt(1, { hops: [hop], name: text, url: text, cause: madeCause({ reason: text }) }), about)
        const plain = attemptReport(failedAttempt(1, { hops: [attemptHop()], name: 'x', url: 'x', cause: madeCause({ reason: 'x' }) }), about)
        expect(outside(report)).toEqual(outside(plain))
        expect(report).not.toContain('\u202e')
      }),
    )
  })
})
