import { describe, expect, it } from 'vitest'
import { stateLook, stateOrder, stateTones } from '../../../renderer/format/state'
import { describeCause } from '../../../shared/cause'
import type { Cause } from '../../../shared/connection'

const now = 1_700_000_000_000
const refused: Cause = { phase: 'tcp', kind: 'refused', code: 'ECONNREFUSED', httpStatus: null, closeCode: null, reason: '', wasClean: false, by: 'network', retryAfterMs: null }
const words = (state: Parameters<typeof stateLook>[0]) => stateLook(state, now).words

describe('stateLook', () => {
  it('says how long a socket has been open', () => {
    expect(words({ kind: 'open', since: now - 12_400, rttMs: 3, protocol: '', extensions: '' })).toBe('Open 00:12')
  })

  it('counts down to a retry and says why in few words, all of it in the tooltip', () => {
    const look = stateLook({ kind: 'waiting', retryAt: now + 2_350, attempt: 3, cause: refused }, now)
    expect(look.words).toBe('Retry 3 in 2.4 s')
    expect(look.why).toBe('Connection refused')
    expect(look.detail).toBe('Connection refused (ECONNREFUSED)')
    expect(look.tone).toBe('wait')
  })

  it('says that it waits for its turn, where, and behind how many', () => {
    const inLine = (ahead: number, down: boolean) => stateLook({ kind: 'waiting', retryAt: now - 1_000, attempt: 3, cause: refused, turn: { at: 'example.com', ahead, down } }, now)
    expect(inLine(12, false)).toMatchObject({ words: 'In line, 12 ahead', why: 'Connection refused', tone: 'wait' })
    expect(inLine(12, false).detail).toMatch(/^Waits for its turn at example\.com, 12 before it: .+ · Connection refused \(ECONNREFUSED\)$/)
    expect(inLine(12, true).detail).toMatch(/lets nobody in yet/)
    expect(inLine(0, false).words).toBe('Next in line')
    expect(inLine(4_998, true)).toMatchObject({ words: 'In line, 4,998 ahead', detail: expect.stringContaining('4,998 before it') as string })
  })

  it('says that it is flapping, how often in how long, and when it is tried again', () => {
    const look = stateLook({ kind: 'waiting', retryAt: now + 58_000, attempt: 11, cause: refused, flapping: { times: 10, withinMs: 120_000 } }, now)
    expect(look.words).toBe('Flapping, retry in 58 s')
    expect(look.detail).toBe('Flapping: opened and lost 10 times in 02:00; next attempt in 58 s · Connection refused (ECONNREFUSED)')
    const fast = stateLook({ kind: 'waiting', retryAt: now + 40, attempt: 11, cause: refused, flapping: { times: 10, withinMs: 412 } }, now)
    expect(fast.words).toBe('Flapping, retry in 40 ms')
    expect(fast.detail).toMatch(/^Flapping: opened and lost 10 times in 412 ms; next attempt in 40 ms/)
  })

  it.each<[string, Partial<Cause>]>([
    ['Connection refused', {}],
    ['HTTP 404 · Not Found', { phase: 'http', kind: 'http-status', code: null, httpStatus: 404, reason: 'Not Found' }],
    ['1011 Internal Error', { phase: 'open', kind: 'close-frame', code: null, closeCode: 1011 }],
    ['4001 · token expired', { phase: 'open', kind: 'close-frame', code: null, closeCode: 4001, reason: 'token expired' }],
    ['No close code', { phase: 'open', kind: 'close-frame', code: null, closeCode: 1005 }],
    ['Timed out while connecting (TCP)', { kind: 'deadline', code: null }],
    ['EPIPE', { kind: 'unknown', code: 'EPIPE' }],
    ['internal error', { kind: 'unknown', code: null, reason: 'internal error' }],
  ])('says in a row why it failed: %s', (why, about) => {
    const cause = { ...refused, ...about }
    expect(stateLook({ kind: 'failed', at: now, cause }, now)).toMatchObject({ words: 'Failed', why, detail: describeCause(cause) })
  })

  it('says why it is closing where nobody here asked for it', () => {
    const closing = { kind: 'closing', since: now, forceAt: now + 2_900 } as const
    expect(stateLook(closing, now)).toMatchObject({ words: 'Closing 2.9 s', why: '', detail: 'Waiting for the peer’s close frame; cut in 2.9 s' })
    const why: Cause = { ...refused, phase: 'open', kind: 'close-frame', code: null, closeCode: 1001, reason: 'bye' }
    expect(stateLook({ ...closing, why }, now)).toMatchObject({ words: 'Closing 2.9 s', why: '1001 · bye', detail: 'Closed by server: 1001 Going Away · bye · waiting for the end of TCP; cut in 2.9 s' })
  })

  it('names the retry from the second attempt on', () => {
    expect(words({ kind: 'connecting', attempt: 1, since: now })).toBe('Connecting')
    expect(words({ kind: 'connecting', attempt: 4, since: now })).toBe('Connecting, retry 3')
  })

  it('tells a socket that was disconnected here from one that was closed', () => {
    const closed = (about: Partial<Cause>) => stateLook({ kind: 'closed', at: now, cause: { ...refused, code: null, ...about } }, now)
    expect(closed({ phase: 'user', kind: 'user-closed' })).toMatchObject({ words: 'Disconnected', why: '' })
    expect(closed({ phase: 'open', kind: 'close-frame', closeCode: 1001, wasClean: true })).toMatchObject({ words: 'Closed', why: '1001 Going Away' })
    expect(closed({ phase: 'open', kind: 'reset', code: 'ECONNRESET' })).toMatchObject({ words: 'Closed', why: 'Reset by peer (RST)' })
  })
})

it('orders every state once', () => {
  expect([...stateOrder].sort()).toEqual(Object.keys(stateTones).sort())
})
