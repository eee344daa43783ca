import { expect, onTestFinished } from 'vitest'
import { ReadTurn } from '../../../main/connection/read-turn'
import { dialWith } from '../../../main/connection/socket'
import { systemClock } from '../../../main/lib/clock'
import type { ConnectionId } from '../../../shared/connection'
import { bound, count, torture } from '../../support/counts'
import { beside, othersOf } from '../../support/faults/bystanders'
import { echoProcess } from '../../support/faults/echo-process'
import { nothingYet } from '../../support/faults/oracle'
import { goals, slowLookup, type Goal } from '../../support/faults/phases'
import { row } from '../../support/faults/row'
import { watchStalls } from '../../support/faults/stalls'
import { Deck } from '../../support/live-deck'
import { MemoryLog } from '../../support/memory-log'
import { seeded } from '../../support/random'
import { until } from '../../support/until'

const cancels = count(200, 1_000)

/** So many turns of the event loop, and often milliseconds, in which the network goes on. */
async function moment(random: () => number): Promise<void> {
  const turns = Math.floor(random() * 20)
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  const kind = random()
  if (kind < 0.6) await systemClock.sleep(Math.floor(random() * (kind < 0.3 ? 10 : 80)))
  // In the midst of a turn too: between the steps of a dial are only promises.
  const steps = Math.floor(random() * 6)
  for (let step = 0; step < steps; step += 1) await Promise.resolve()
}

/** Where it is: its state, or the step of its attempt. */
function phaseOf({ pool }: Deck, id: ConnectionId): string {
  const state = pool.snapshot(id)?.state
  if (state?.kind === 'waiting') return state.turn === undefined ? 'backoff' : 'in line'
  return state?.kind === 'connecting' ? (pool.attempts(id)[0]?.steps.at(-1)?.phase ?? 'prepare') : String(state?.kind)
}

/** Counts the rows of each connection as they come: to look for them later would be the longest part of the test. */
class CountingLog extends MemoryLog {
  readonly counts = new Map<ConnectionId, number>()

  override append(...entry: Parameters<MemoryLog['append']>): void {
    this.counts.set(entry[0], (this.counts.get(entry[0]) ?? 0) + 1)
    super.append(...entry)
  }
}

function told(deck: Deck, id: ConnectionId): string {
  return JSON.stringify([deck.snapshot(id), (deck.log as CountingLog).counts.get(id), deck.pool.attempts(id), deck.history(id)])
}

function unheardOf(): unknown[] {
  const unheard: unknown[] = []
  const hear = (error: unknown) => { unheard.push(error) }
  process.on('unhandledRejection', hear).on('uncaughtExceptionMonitor', hear)
  onTestFinished(() => { process.off('unhandledRejection', hear).off('uncaughtExceptionMonitor', hear) })
  return unheard
}

class Cancels {
  readonly tookMs: number[] = []
  readonly phases = new Map<string, number>()
  /** What was known of each when it said that it was closed. */
  readonly last = new Map<ConnectionId, string>()
  readonly #deck: Deck
  readonly #random = seeded(27)
  readonly #stalls = watchStalls()
  readonly #closedAt = new Map<ConnectionId, number>()

  constructor(deck: Deck) {
    this.#deck = deck
    deck.pool.onMoment((id, { kind, ...about }) => {
      if (kind === 'state' && 'state' in about && about.state.kind === 'closed') this.#closedAt.set(id, performance.now())
    })
  }

  async cancel({ url, about }: Goal): Promise<void> {
    const { pool } = this.#deck
    const id = this.#deck.open(url, about)
    await moment(this.#random)
    let phase = phaseOf(this.#deck, id)
    let from = performance.now()
    if (['closed', 'failed'].includes(phase)) return
    pool.close(id)
    if (phase === 'open') {
      // Its peer may take its time for a close frame: the second click is the cancel.
      await until(() => this.#deck.history(id).some((kind) => kind === 'closing' || kind === 'closed'), () => `${id} was closing or closed`)
      if (this.#random() < 0.5) await systemClock.sleep(Math.floor(this.#random() * 5))
      if (!this.#closedAt.has(id)) {
        phase = 'closing'
        from = performance.now()
        pool.close(id)
      }
    }
    await until(() => this.#closedAt.has(id), () => `${id} was closed out of ${phase} (it is ${JSON.stringify(this.#deck.state(id))})`)
    const to = this.#closedAt.get(id) ?? 0
    this.tookMs.push(Math.max(0, to - from) - this.#stalls.foreign(from, Math.max(from, to)))
    this.phases.set(phase, (this.phases.get(phase) ?? 0) + 1)
    this.last.set(id, told(this.#deck, id))
  }
}

row({ id: 'F27', fault: `a person cancels at ${cancels} random moments of all phases`, target: '≤ 50 ms p99, 0 late events' }, async ({ measured }) => {
  await echoProcess()
  const unheard = unheardOf()
  const { all, crowded, servers } = await goals()
  const baseline = await nothingYet()
  const deck = new Deck({ log: new CountingLog(systemClock), dial: dialWith(systemClock, new ReadTurn(), slowLookup) })
  const run = new Cancels(deck)
  const crowd = Array.from({ length: 10 }, () => deck.open(crowded.url, crowded.about))
  await until(() => crowd.every((id) => phaseOf(deck, id) === 'in line'), 'they stood in line')
  const seen = await beside(deck, async () => {
    for (let done = 0; done < cancels; done += all.length + 1) await Promise.all([...all, crowded].map((goal) => run.cancel(goal)))
  })
  crowd.forEach((id) => deck.pool.close(id))
  await until(() => servers.every(({ sockets }) => sockets.size === 0), 'no server holds a connection')
  const sorted = run.tookMs.toSorted((a, b) => a - b)
  const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? 0
  expect(sorted.length).toBeGreaterThan(cancels * 0.9)
  expect(p99).toBeLessThan(bound(50))
  await until(() => deck.timers.size === 0, () => `no timer was left (${[...deck.timers].map(String).join(', ')})`)
  for (const [id, then] of run.last) expect(told(deck, id)).toBe(then)
  // The moments were not all the same.
  const seldom = torture ? ['prepare', 'tcp', 'open'] : []
  const missing = [...seldom, 'dns', 'tls', 'http', 'proxy', 'backoff', 'in line', 'closing'].filter((phase) => !run.phases.has(phase))
  expect(missing).toEqual([])
  await deck.end()
  await baseline.isBack()
  expect(deck.complaints).toEqual([])
  expect(unheard).toEqual([])
  measured(`p99 ${p99.toFixed(1)} ms, at most ${(sorted.at(-1) ?? 0).toFixed(1)} ms, 0 late events; ${[...run.phases].map(([phase, n]) => `${phase} ${n}`).join(', ')}; ${othersOf(seen)}`)
})
