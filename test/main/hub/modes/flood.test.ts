import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { floodMode } from '../../../../main/hub/modes/flood'
import type { Mode } from '../../../../main/hub/modes/mode'
import { runGroup } from '../../../../main/lib/group'
import { FakeClock, settled } from '../../../support/clock'
import { FakePeer } from '../fake-peer'

function flooding(query: string, peer = new FakePeer()) {
  const clock = new FakeClock()
  const stop = new AbortController()
  const { sendLoop } = floodMode.open({ path: '/flood', query: new URLSearchParams(query) }, { clock, broadcast: () => undefined }) as Mode
  if (!sendLoop) throw new Error('The flood has a send loop')
  const loop = (signal: AbortSignal) => sendLoop(peer, signal)
  return { clock, peer, stop, loop }
}

describe('the flood loop', () => {
  it('sends messages at the rate and size asked for, each starting with its number', async () => {
    const { clock, peer, stop, loop } = flooding('rate=600&size=8')
    const over = loop(stop.signal)
    await clock.advance(10_000)
    const texts = peer.flush()
    expect(Math.abs(texts.length - 6000)).toBeLessThanOrEqual(2)
    expect(texts.slice(0, 2)).toEqual(['1 ......', '2 ......'])
    expect(texts[999]).toBe('1000 ...')
    stop.abort()
    await expect(over).rejects.toThrow(/abort/i)
  })

  it('does not cut a number to fit the size', async () => {
    const { clock, peer, loop, stop } = flooding('rate=1000&size=1&count=12')
    const over = loop(stop.signal)
    await clock.advance(20)
    expect(peer.flush().map((text) => text.trim())).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12'])
    await over
  })

  it('ends with 1000 and its counts once all was sent and has left the queue', async () => {
    const { clock, peer, stop, loop } = flooding('rate=1000000&size=1&count=5')
    const over = loop(stop.signal)
    await clock.advance(1)
    expect(peer.texts).toHaveLength(5)
    let ended = false
    void over.then(() => (ended = true))
    await settled()
    expect(ended).toBe(false)
    peer.flush()
    expect(await over).toEqual({ code: 1000, reason: '5 sent in 1 ms, paused for 0 ms by a full queue' })
  })

  it('is paused while the queue is full, evicts nobody, and makes up for a tenth of a second of the pause at most', async () => {
    const { clock, peer, stop, loop } = flooding('rate=100&size=1', new FakePeer({ bound: 20 }))
    const over = loop(stop.signal)
    await clock.advance(60_000)
    expect(peer.evicted).toBe(false)
    const got = peer.flush()
    expect(got).toHaveLength(20)
    await clock.advance(1)
    got.push(...peer.flush())
    expect(got.length).toBeLessThanOrEqual(20 + 12)
    await clock.advance(100)
    got.push(...peer.flush())
    expect(got.map((text) => Number.parseInt(text))).toEqual(got.map((_, i) => i + 1))
    stop.abort()
    await expect(over).rejects.toThrow(/abort/i)
  })

  it('reports how long it was paused', async () => {
    const peer = new FakePeer({ bound: 1 })
    const { clock, loop, stop } = flooding('rate=1000&size=1&count=2', peer)
    const ended = loop(stop.signal)
    await clock.advance(5000)
    peer.flush()
    await settled()
    peer.flush()
    await clock.advance(1)
    peer.flush()
    expect((await ended)?.reason).toMatch(/^2 sent in 50\d\d ms, paused for (4999|5000) ms by a full queue$/)
    expect(clock.pending).toBe(0)
  })

  it('ends when aborted, in a pause too, and leaves no timer or listener', async () => {
    for (const bound of [Infinity, 3]) {
      const { clock, stop, loop } = flooding('rate=1000', new FakePeer({ bound }))
      const over = loop(stop.signal)
      await clock.advance(50)
      stop.abort()
      await expect(over).rejects.toThrow(/abort/i)
      expect(clock.pending).toBe(0)
      expect(getEventListeners(stop.signal, 'abort')).toHaveLength(0)
    }
  })

  it('ends its siblings when it fails', async () => {
    const { stop, loop, peer } = flooding('rate=10')
    peer.offer = () => {
      throw new Error('broken')
    }
    const sibling = (signal: AbortSignal) => new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
    await expect(runGroup(stop.signal, [sibling, loop])).rejects.toThrow('broken')
  })
})
