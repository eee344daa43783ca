import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { agreedFacts, attemptLook, attemptMs, phaseMs, timelineOf, tlsFacts } from '../../../renderer/format/attempt'
import { attempt, failedAttempt, madeCause, tlsFacts as tls } from '../../support/attempts'

const now = Date.UTC(2026, 10, 22, 10, 0, 1)

describe('the timeline', () => {
  it('lays the steps and the first message on one scale', () => {
    const { totalMs, bars } = timelineOf(attempt(1), now)
    expect(totalMs).toBe(40)
    expect(bars.map(({ label, startMs, tookMs, left, width, end }) => [label, startMs, tookMs, left, width, end])).toEqual([
      ['DNS', 0, 5, 0, 0.125, 'done'],
      ['TCP', 5, 5, 0.125, 0.125, 'done'],
      ['TLS', 10, 15, 0.25, 0.375, 'done'],
      ['HTTP upgrade', 25, 5, 0.625, 0.125, 'done'],
      ['First message', 30, 10, 0.75, 0.25, 'done'],
    ])
  })

  it('keeps the handshake in sight when the first message came late', () => {
    const { totalMs, bars } = timelineOf(attempt(1, { firstMessageMs: 60_000 }), now)
    expect(totalMs).toBe(37.5)
    expect(bars.at(-1)).toMatchObject({ label: 'First message', tookMs: 59_970, left: 0.8, end: 'beyond' })
    expect(bars.at(-1)?.width).toBeCloseTo(0.2)
  })

  it('marks the step that failed, up to the time of the failure', () => {
    const { totalMs, bars } = timelineOf(failedAttempt(1), now)
    expect(totalMs).toBe(20)
    expect(bars.at(-1)).toMatchObject({ label: 'TCP', tookMs: 15, left: 0.25, width: 0.75, end: 'failed' })
  })

  it('marks the step of the cause when every step had ended', () => {
    const record = failedAttempt(1, { steps: attempt(1).steps, cause: madeCause({ phase: 'http', kind: 'http-status', httpStatus: 401 }) })
    expect(timelineOf(record, now).bars.map(({ end }) => end)).toEqual(['done', 'done', 'done', 'failed'])
  })

  it('grows with time while a step is under way', () => {
    const record = failedAttempt(1, { endedAt: null, cause: null })
    expect(timelineOf(record, record.at + 100)).toMatchObject({ totalMs: 100, bars: [{ end: 'done' }, { end: 'running', tookMs: null, width: 0.95 }] })
  })

  it('stays inside of its frame whatever the figures are', () => {
    const ms = fc.double({ min: -10, max: 1e6, noNaN: true })
    const step = fc.record({ phase: fc.constantFrom('dns', 'tcp', 'http'), startMs: ms, endMs: fc.option(ms), detail: fc.string() })
    const facts = { steps: fc.array(step), openMs: fc.option(ms), firstMessageMs: fc.option(ms), endedAt: fc.option(fc.integer()) }
    fc.assert(
      fc.property(fc.record(facts), (about) => {
        const { bars, totalMs } = timelineOf(attempt(1, about), now)
        expect(totalMs).toBeGreaterThan(0)
        for (const { left, width } of bars) {
          expect(left).toBeGreaterThanOrEqual(0)
          expect(width).toBeGreaterThanOrEqual(0)
          expect(left + width).toBeLessThanOrEqual(1.000_001)
        }
      }),
    )
  })
})

describe('an attempt in words', () => {
  it.each([
    ['under way', failedAttempt(1, { endedAt: null, cause: null }), 'busy', 'Connecting'],
    ['open', attempt(1), 'open', 'Open after 30 ms'],
    ['failed', failedAttempt(1), 'fail', 'Connection refused'],
    ['closed by hand', attempt(1, { endedAt: now, cause: madeCause({ phase: 'user', kind: 'user-closed' }) }), 'idle', 'Disconnected'],
    ['closed cleanly', attempt(1, { endedAt: now, cause: madeCause({ phase: 'open', kind: 'close-frame', closeCode: 1000, wasClean: true }) }), 'idle', 'Closed by server: 1000 Normal Closure'],
    ['cut', attempt(1, { endedAt: now, cause: madeCause({ phase: 'open', kind: 'reset', code: 'ECONNRESET' }) }), 'fail', 'Reset by peer (RST)'],
  ])('that is %s', (_what, record, tone, words) => {
    expect(attemptLook(record)).toEqual({ tone, words })
  })

  it('takes the steps’ own clock where the system’s was set back', () => {
    const record = failedAttempt(1, { steps: attempt(1).steps })
    expect(attemptMs({ ...record, endedAt: record.at - 5_000 }, now)).toBe(30)
  })

  it('adds up a phase that came twice, such as after a redirect', () => {
    const { steps } = attempt(1)
    expect(phaseMs(attempt(1, { steps: [...steps, { phase: 'dns', startMs: 40, endMs: 47, detail: '' }] }), 'dns', now)).toBe(12)
    expect(phaseMs(attempt(1), 'proxy', now)).toBeNull()
    expect(phaseMs(failedAttempt(1), 'tcp', now)).toBe(15)
  })

  it('says what was agreed on, and that nothing was', () => {
    expect(agreedFacts(attempt(1, { agreed: { protocol: 'chat', extensions: '' } }))).toEqual([{ label: 'Subprotocol', value: 'chat' }, { label: 'Extensions', value: 'None' }])
    expect(agreedFacts(failedAttempt(1))).toEqual([])
  })

  it('tells a trusted certificate from one that was accepted', () => {
    const trusted = (about: Parameters<typeof tls>[0]) => tlsFacts(tls(about)).find(({ label }) => label === 'Trusted')?.value
    expect([trusted({}), trusted({ trusted: false }), trusted({ trusted: false, accepted: true })]).toEqual(['Yes', 'No', 'No, accepted for this profile'])
  })
})
