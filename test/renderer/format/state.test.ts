import { describe, expect, it } from 'vitest'
import { stateLook, stateOrder, stateTones } from '../../../renderer/format/state'
import type { Cause } from '../../../shared/connection'

const now = 1_700_000_000_000
const refused: Cause = { phase: 'tcp', kind: 'refused', code: 'ECONNREFUSED', httpStatus: null, closeCode: null, reason: '', wasClean: false, retryAfterMs: null }
const words = (state: Parameters<typeof stateLook>[0]) => stateLook(state, now).words

describe('stateLook', () => {
  it('says how long a socket has been open', () => {
    expect(words({ kind: 'open', since: now - 12_400, rttMs: 3, protocol: '', extensions: '' })).toBe('Open 00:12')
  })

  it('counts down to a retry and keeps the reason for the tooltip', () => {
    const look = stateLook({ kind: 'waiting', retryAt: now + 2_350, attempt: 3, cause: refused }, now)
    expect(look.words).toBe('Retry 3 in 2.4 s')
    expect(look.detail).toBe('Connection refused (ECONNREFUSED)')
    expect(look.tone).toBe('wait')
  })

  it('says why it failed', () => {
    expect(words({ kind: 'failed', at: now, cause: refused })).toBe('Failed: Connection refused (ECONNREFUSED)')
  })

  it('names the retry from the second attempt on', () => {
    expect(words({ kind: 'connecting', attempt: 1, since: now })).toBe('Connecting')
    expect(words({ kind: 'connecting', attempt: 4, since: now })).toBe('Connecting, retry 3')
  })

  it('does not say twice that a socket is closed', () => {
    const byServer: Cause = { ...refused, phase: 'open', kind: 'close-frame', code: null, closeCode: 1001, wasClean: true }
    expect(words({ kind: 'closed', at: now, cause: byServer })).toBe('Closed by server: 1001 Going Away')
    expect(words({ kind: 'closed', at: now, cause: { ...refused, kind: 'user-closed', code: null } })).toBe('Disconnected')
    expect(words({ kind: 'closed', at: now, cause: { ...refused, kind: 'reset', code: 'ECONNRESET' } })).toBe('Closed: Reset by peer (RST) (ECONNRESET)')
  })
})

it('orders every state once', () => {
  expect([...stateOrder].sort()).toEqual(Object.keys(stateTones).sort())
})
