import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Api } from '../../../renderer/api'
import { Connections } from '../../../renderer/state/connections.svelte'
import type { ConnectionCounters } from '../../../shared/connection'
import { Rates, rateSeconds } from '../../../renderer/state/rates.svelte'
import { FakeBridge, startReply } from '../../support/bridge'
import { snapshot } from '../../support/snapshots'

function running() {
  const bridge = new FakeBridge()
  const connections = new Connections(new Api(bridge))
  const rates = new Rates(connections)
  const start = startReply({ connections: [snapshot('a')] })
  connections.start(start)
  rates.start(start)
  const counted = (counters: Partial<ConnectionCounters>) =>
    bridge.emit('connections.changed', { changed: [snapshot('a', { counters: { ...snapshot('a').counters, ...counters } })], removed: [] })
  const count = (messagesIn: number, messagesOut = 0) => counted({ messagesIn, messagesOut })
  return { bridge, rates, count, counted }
}

describe('Rates', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('makes messages per second of the counters', () => {
    const { rates, count } = running()
    count(30, 4)
    vi.advanceTimersByTime(1_000)
    count(40, 4)
    vi.advanceTimersByTime(1_000)
    expect(rates.of('a')).toEqual({ in: [30, 10], out: [4, 0] })
    rates.dispose()
  })

  it('does not take what was counted before it began for a rate', () => {
    const { bridge, rates } = running()
    bridge.emit('connections.changed', { changed: [snapshot('b', { counters: { ...snapshot('b').counters, messagesIn: 1_000_000 } })], removed: [] })
    vi.advanceTimersByTime(1_000)
    expect(rates.of('b').in).toEqual([])
    rates.dispose()
  })

  it('remembers one minute', () => {
    const { rates, count } = running()
    for (let second = 1; second <= rateSeconds + 20; second += 1) {
      count(second)
      vi.advanceTimersByTime(1_000)
    }
    expect(rates.of('a').in).toHaveLength(rateSeconds)
    rates.dispose()
  })

  it('draws nothing anew for a socket that is quiet', () => {
    const { rates } = running()
    const before = rates.of('a')
    vi.advanceTimersByTime(5_000)
    expect(rates.of('a')).toBe(before)
    rates.dispose()
  })

  it('makes pings and pongs per second of the counters, and no message row is drawn anew for them', () => {
    const { rates, counted } = running()
    const before = rates.of('a')
    counted({ controlIn: 90_000, controlOut: 3 })
    vi.advanceTimersByTime(1_000)
    expect(rates.controlOf('a')).toEqual({ in: 90_000, out: 3 })
    expect(rates.of('a')).toBe(before)
    vi.advanceTimersByTime(1_000)
    expect(rates.controlOf('a')).toEqual({ in: 0, out: 0 })
    rates.dispose()
  })

  it('forgets a socket that was removed', () => {
    const { bridge, rates, counted } = running()
    counted({ messagesIn: 5, controlIn: 5 })
    vi.advanceTimersByTime(1_000)
    bridge.emit('connections.changed', { changed: [], removed: ['a'] })
    vi.advanceTimersByTime(1_000)
    expect(rates.of('a').in).toEqual([])
    expect(rates.controlOf('a').in).toBe(0)
    rates.dispose()
  })

  it('leaves no timer when disposed, and only one when started twice', () => {
    const { rates } = running()
    rates.start(startReply())
    expect(vi.getTimerCount()).toBe(1)
    rates.dispose()
    expect(vi.getTimerCount()).toBe(0)
  })
})
