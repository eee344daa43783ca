import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { clockMode } from '../../../../main/hub/modes/clock'
import type { Mode } from '../../../../main/hub/modes/mode'
import { runGroup } from '../../../../main/lib/group'
import { FakeClock, settled } from '../../../support/clock'
import { FakePeer } from '../fake-peer'

function ticking(query: string, peer = new FakePeer()) {
  const clock = new FakeClock(Date.UTC(2026, 0, 1))
  const stop = new AbortController()
  const { sendLoop } = clockMode.open({ path: '/clock', query: new URLSearchParams(query) }, { clock, broadcast: () => undefined }) as Mode
  if (!sendLoop) throw new Error('The clock has a send loop')
  const loop = (signal: AbortSignal) => sendLoop(peer, signal)
  return { clock, peer, stop, loop }
}

describe('the tick loop', () => {
  it('sends a first tick at once and then one every so many milliseconds', async () => {
    const { clock, peer, stop, loop } = ticking('ms=250')
    const over = loop(stop.signal)
    await clock.advance(499)
    expect(peer.texts).toEqual(['{"tick":1,"at":"2026-01-01T00:00:00.000Z"}', '{"tick":2,"at":"2026-01-01T00:00:00.250Z"}'])
    await clock.advance(1)
    expect(peer.texts).toHaveLength(3)
    stop.abort()
    await expect(over).rejects.toThrow(/abort/i)
  })

  it('ticks every second unless told otherwise', async () => {
    const { clock, peer, stop, loop } = ticking('')
    const over = loop(stop.signal)
    await settled()
    expect(clock.nextIn).toBe(1000)
    expect(peer.texts).toHaveLength(1)
    stop.abort()
    await expect(over).rejects.toThrow(/abort/i)
  })

  it('has a client that does not read evicted instead of waiting for it', async () => {
    const { clock, peer, stop, loop } = ticking('ms=10', new FakePeer({ bound: 2 }))
    const over = loop(stop.signal)
    await clock.advance(20)
    expect(peer.evicted).toBe(true)
    stop.abort()
    await expect(over).rejects.toThrow(/abort/i)
  })

  it('ends when aborted and leaves no timer or listener', async () => {
    const { clock, stop, loop } = ticking('ms=10')
    const over = loop(stop.signal)
    await clock.advance(25)
    stop.abort()
    await expect(over).rejects.toThrow(/abort/i)
    expect(clock.pending).toBe(0)
    expect(getEventListeners(stop.signal, 'abort')).toHaveLength(0)
  })

  it('ends its siblings when it fails', async () => {
    const { stop, loop, peer } = ticking('ms=10')
    peer.deliver = () => {
      throw new Error('broken')
    }
    const sibling = (signal: AbortSignal) => new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
    await expect(runGroup(stop.signal, [sibling, loop])).rejects.toThrow('broken')
  })
})
