import fc from 'fast-check'
import { expect } from 'vitest'
import { systemClock } from '../../../main/lib/clock'
import { count, torture } from '../../support/counts'
import type { Verdict } from '../../support/faults/books'
import { nothingYet } from '../../support/faults/oracle'
import { RealWorld } from '../../support/faults/real'
import { row } from '../../support/faults/row'
import { SentLog } from '../../support/faults/sent-log'
import { Simulation } from '../../support/faults/simulated'
import { realStep, simStep, slotAbout, slots } from '../../support/faults/steps'
import { Deck } from '../../support/live-deck'

/** Steps of the longest run. */
const perRun = 120
const about = fc.array(slotAbout, { minLength: slots, maxLength: slots })
/** What fails prints its seed and its shortest run; the short count is the same each time. */
const runsOf = (round: number, numRuns: number) => ({ numRuns, ...(!torture && { seed: round }) })

class Tally {
  operations = 0
  readonly verdicts: Record<Verdict, number> = { 'sent': 0, 'not sent': 0, 'unknown': 0 }

  add(steps: readonly unknown[], verdicts: Record<Verdict, number>): void {
    this.operations += steps.length
    for (const verdict of ['sent', 'not sent', 'unknown'] as const) this.verdicts[verdict] += verdicts[verdict]
  }

  get words(): string {
    // Without all three the runs have shown little.
    for (const seen of Object.values(this.verdicts)) expect(seen).toBeGreaterThan(this.operations / 200)
    const { sent, unknown, 'not sent': notSent } = this.verdicts
    return `${this.operations} operations: ${sent} sent, ${notSent} not sent, ${unknown} unknown, 0 against the model`
  }
}

row({
  id: 'Order',
  fault: 'any run of sends, closes, stalls, losses and reconnects, over a network in memory',
  target: 'FIFO, each message 0 or 1 times on the wire, its sender told sent, not sent or unknown',
  limitMs: count(60_000, 1_800_000),
}, async ({ measured }) => {
  const tally = new Tally()
  const property = fc.asyncProperty(about, fc.array(simStep, { maxLength: perRun, size: 'max' }), async (abouts, steps) => {
    const simulation = new Simulation(abouts)
    await simulation.run(steps)
    tally.add(steps, simulation.verdicts)
  })
  for (let round = 1; tally.operations < count(20_000, 1_000_000); round += 1) await fc.assert(property, runsOf(round, 100))
  measured(tally.words)
})

row({
  id: 'Order',
  fault: 'any run of sends, closes, stalls, restarts and cuts at any byte, over loopback',
  target: 'the same; what was sent to a peer that said goodbye has come',
  limitMs: count(60_000, 1_800_000),
}, async ({ measured }) => {
  const baseline = await nothingYet()
  const log = new SentLog(systemClock)
  const deck = new Deck({ log })
  const tally = new Tally()
  const worlds = await Promise.all(Array.from({ length: 4 }, (_, at) => new RealWorld(deck, log, `w${at}-`).start()))
  await Promise.all(worlds.map(async (world, at) => {
    const property = fc.asyncProperty(about, fc.array(realStep, { maxLength: perRun, size: 'max' }), async (abouts, steps) => {
      tally.add(steps, await world.run(abouts, steps))
    })
    for (let round = 1; tally.operations < count(1_000, 20_000); round += 1) await fc.assert(property, { ...runsOf(round * 10 + at, 2), endOnFailure: true })
    await world.stop()
  }))
  expect(deck.complaints).toEqual([])
  await deck.end()
  await baseline.isBack()
  measured(tally.words)
})
