import { X509Certificate } from 'node:crypto'
import { expect } from 'vitest'
import type { ConnectionId } from '../../../shared/connection'
import { limits } from '../../../shared/limits'
import { selfSigned } from '../../support/certificate'
import { FakeClock } from '../../support/clock'
import { count } from '../../support/counts'
import { beside, othersOf } from '../../support/faults/bystanders'
import { echoProcess } from '../../support/faults/echo-process'
import { MiB } from '../../support/faults/engine-process'
import { nothingYet } from '../../support/faults/oracle'
import type { Undisturbed } from '../../support/faults/others'
import { row } from '../../support/faults/row'
import { valve, type Valve } from '../../support/faults/valve'
import { Deck } from '../../support/live-deck'
import { MemoryLog } from '../../support/memory-log'
import { until } from '../../support/until'

const certificate = selfSigned()
const fingerprint = certificate === null ? [] : [new X509Certificate(certificate.cert).fingerprint256]
const roomy = { queue: { bytes: 64 * MiB } }
const messageOf = (bytes: number) => ({ binary: true, bytes: Buffer.alloc(bytes, 'x') })

/** Keeps no contents: a copy of megabytes would hold up the others. */
class BriefLog extends MemoryLog {
  override append(...[id, direction, kind, payload, ...rest]: Parameters<MemoryLog['append']>): void {
    super.append(id, direction, kind, kind === 'lifecycle' ? payload : payload.subarray(0, 0), ...rest)
  }
}

const stalls = (deck: Deck, id: ConnectionId) => deck.notes(id).filter(({ event }) => event === 'stalled').map(({ words }) => words.replace(/[\d.]+ (s|KiB)/g, '# $1'))

/** Of one server, on a clock that is moved; what was said of it, and what the others noticed. */
async function stalledAt(way: Valve): Promise<{ size: string; seen: Undisturbed }> {
  const clock = new FakeClock()
  const deck = new Deck({ clock, log: new BriefLog(clock) })
  const message = messageOf(12 * MiB)
  let size = ''
  const seen = await beside(deck, async () => {
    const id = await deck.opened(way.url, { ...roomy, tls: { accepted: fingerprint } })
    await way.take(0)
    deck.pool.send(id, message)
    await clock.advance(limits.writeStallMs - 1)
    expect([deck.snapshot(id).stalledSince, stalls(deck, id)]).toEqual([null, []])
    // The system itself takes some megabytes, for as long as the machine needs.
    for (let looks = 0; looks < 100 && deck.snapshot(id).stalledSince === null; looks += 1) await clock.advance(limits.writeLookMs)
    const since = deck.snapshot(id).stalledSince
    expect(since).not.toBeNull()
    expect(clock.now() - (since ?? 0)).toBeLessThan(limits.writeStallMs + 2 * limits.writeLookMs)
    await clock.advance(600_000)
    expect(stalls(deck, id)).toEqual(['The peer has taken nothing for # s: # KiB wait'])
    size = String(deck.notes(id).find(({ event }) => event === 'stalled')?.words.replace(/.*: /, ''))
    await way.take(4 * MiB)
    await clock.advance(limits.writeLookMs)
    expect([deck.snapshot(id).stalledSince, deck.state(id).kind]).toEqual([null, 'open'])
    expect(stalls(deck, id).slice(1)).toEqual(['The peer takes again, after # s'])
    way.open()
    await until(() => deck.snapshot(id).counters.queuedMessages === 0, 'all is taken')
    await clock.advance(limits.writeLookMs)
    expect(deck.history(id)).toEqual(['idle', 'connecting', 'open'])
  })
  await deck.end()
  expect(clock.pending).toBe(0)
  return { size, seen }
}

row({ id: 'F14', fault: 'a peer that takes nothing, without a heartbeat: plain, TLS', target: 'told after 15 s, taken back within 1 s of the next byte; never a disconnect' }, async (told) => {
  await echoProcess()
  const ways = [await valve(), ...(certificate === null ? [] : [await valve(certificate)])]
  const baseline = await nothingYet()
  const ends: Awaited<ReturnType<typeof stalledAt>>[] = []
  for (const way of ways) ends.push(await stalledAt(way))
  told.measured(`told of ${ends.map(({ size }) => size).join(' and ')} after 15 s, taken back at the next look; ${othersOf(...ends.map(({ seen }) => seen))}`)
  await baseline.isBack()
})

row({ id: 'F14', fault: 'a peer that takes 4 MiB of 32 in 10 s each, without a heartbeat', target: 'nothing is told: reading slowly is no fault' }, async (told) => {
  await echoProcess()
  const way = await valve()
  const baseline = await nothingYet()
  const clock = new FakeClock()
  const deck = new Deck({ clock, log: new BriefLog(clock) })
  const id = await deck.opened(way.url, roomy)
  let taken = await way.take(0)
  const message = messageOf(32 * MiB)
  deck.pool.send(id, message)
  let took = 0
  let waited = 0
  const seen = await beside(deck, async () => {
    while (message.bytes.byteLength - taken > 5 * MiB) {
      await clock.advance(10_000)
      taken = await way.take(4 * MiB)
      took += 10
      waited += deck.snapshot(id).counters.queuedMessages
      // For a percentile that one bad moment of the machine can't spoil.
      await new Promise((resolve) => setTimeout(resolve, count(0, 750)))
    }
  })
  expect(waited).toBeGreaterThan(3)
  expect(stalls(deck, id)).toEqual([])
  way.open()
  await until(() => deck.snapshot(id).counters.queuedMessages === 0, 'all is taken')
  await deck.end()
  expect(clock.pending).toBe(0)
  await baseline.isBack()
  told.measured(`nothing told in ${took} s; ${othersOf(seen)}`)
})
