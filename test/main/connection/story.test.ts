import { describe, expect, it } from 'vitest'
import { Story } from '../../../main/connection/story'
import { Veil } from '../../../main/connection/veil'
import { systemClock } from '../../../main/lib/clock'
import type { AttemptRecord } from '../../../shared/attempt'
import { attemptHop, failedAttempt, madeCause, tlsFacts } from '../../support/attempts'
import { MemoryLog } from '../../support/memory-log'

function logged(handshake: AttemptRecord): { size: number; handshake: AttemptRecord; keys: string[] } {
  const log = new MemoryLog(systemClock)
  new Story(log, 'c1', new Veil()).over('failed', { why: madeCause(), handshake })
  const bytes = log.bytes(log.rows()[0]?.seq ?? 0)
  const note = JSON.parse(bytes.toString()) as { handshake: AttemptRecord }
  return { size: bytes.length, handshake: note.handshake, keys: Object.keys(note) }
}

const hop = (place: number, body = '') => attemptHop({
  tls: tlsFacts(),
  requestLine: `GET /${place} HTTP/1.1`,
  response: { status: 302, reason: '', headers: [{ name: 'Location', value: `/${place + 1}` }, { name: 'X', value: 'x'.repeat(15_000) }], body, bodyCut: false },
})

describe('the row of an attempt that failed', () => {
  it('has what the server said once', () => {
    const { size, keys } = logged(failedAttempt(1, { hops: [hop(0, 'y'.repeat(60_000))] }))
    expect(size).toBeLessThan(80_000)
    expect(keys).not.toContain('body')
  })

  it('has the first hops and the last whole, and where those between went, however many there are', () => {
    const hops = Array.from({ length: 21 }, (_, place) => hop(place))
    const { size, handshake } = logged(failedAttempt(1, { hops }))
    expect(size).toBeLessThan(100_000)
    expect([0, 1, 2, 20].map((place) => handshake.hops[place])).toEqual([0, 1, 2, 20].map((place) => hops[place]))
    expect(handshake.hops[10]).toMatchObject({ tls: null, requestLine: 'GET /10 HTTP/1.1', requestHeaders: [], response: { status: 302, headers: [{ name: 'Location', value: '/11' }] } })
  })
})
