import { describe, expect, it } from 'vitest'
import { causeAdvice, causeFacts, causeTitle } from '../../../renderer/format/cause'
import { causeKinds } from '../../../shared/connection'
import { madeCause } from '../../support/attempts'

describe('a cause', () => {
  it('is a list of what is known of it, and nothing else', () => {
    expect(causeFacts(madeCause())).toEqual([{ label: 'Phase', value: 'TCP' }, { label: 'Cause', value: 'refused' }])
    const facts = causeFacts(madeCause({ phase: 'open', kind: 'close-frame', code: 'X', httpStatus: 503, closeCode: 1011, reason: '<b>', by: 'server', wasClean: true, retryAfterMs: 5_000 }))
    expect(facts.map(({ label, value }) => `${label}: ${value}`)).toEqual([
      'Phase: Open session', 'Cause: close-frame', 'Code: X', 'HTTP status: 503', 'Close code: 1011 Internal Error', 'Reason: <b>', 'Ended by: The server', 'Close handshake: Complete', 'Retry after: 5.0 s',
    ])
  })

  it('has a closing handshake only where there was a session', () => {
    const closing = (about: Parameters<typeof madeCause>[0]) => causeFacts(madeCause(about)).find(({ label }) => label === 'Close handshake')?.value
    expect([closing({ phase: 'open', kind: 'reset' }), closing({ phase: 'http' })]).toEqual(['Not complete', undefined])
  })

  it('has a title without the peer’s own words', () => {
    expect(causeTitle(madeCause({ code: 'ECONNREFUSED', reason: 'see https://evil.example' }))).toBe('Connection refused (ECONNREFUSED)')
  })

  it.each(causeKinds)('of kind %s says what it means and what to do', (kind) => {
    const { meaning, action } = causeAdvice(madeCause({ kind }))
    expect([meaning, action]).not.toContain('')
  })
})
