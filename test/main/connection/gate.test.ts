import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { silentLogger } from '../../../main/lib/logger'
import { Gate, gateRule, type Place } from '../../../main/connection/gate'
import { Crowd } from '../../../main/lib/crowd'
import { tempo } from '../../../main/connection/tempo'
import { FakeClock, settled } from '../../support/clock'

/** A gate, and what becomes of those who stand before it. */
function make(clock = new FakeClock(0)) {
  const gate = new Gate(clock, new Crowd({ clock, logger: silentLogger, turnMs: gateRule.turnMs }))
  const went: string[] = []
  const places = new Map<string, Place[]>()
  const stand = (name: string, { byHand = false, controller = new AbortController() } = {}) => {
    const turn = gate.stand(controller.signal, { byHand, onPlace: (place) => places.get(name)?.push(place) })
    places.set(name, turn.place === null ? [] : [turn.place])
    turn.come.then(() => went.push(name), () => went.push(`${name} left`))
    return { ...turn, controller }
  }
  const crowd = (count: number) => Array.from({ length: count }, (_, i) => stand(`${i}`))
  return { gate, clock, went, places, stand, crowd }
}

/** The origin lets nobody in. */
async function shut({ gate, clock }: ReturnType<typeof make>): Promise<void> {
  for (let i = 0; i < tempo.downFailures; i += 1) {
    gate.heard('failed')
    await clock.advance(tempo.downMs)
  }
  gate.heard('failed')
}

describe('the gate of an origin', () => {
  it('lets a few through at once, and the others one by one in their order', async () => {
    const { went, crowd, clock, gate } = make()
    crowd(10)
    await settled()
    expect(went).toEqual(['0', '1', '2', '3'])
    await clock.advance(1_000 / tempo.startPerSecond)
    expect(went).toEqual(['0', '1', '2', '3', '4'])
    await clock.advance(1_000)
    expect(went).toEqual(Array.from({ length: 10 }, (_, i) => `${i}`))
    for (let i = 0; i < 10; i += 1) gate.landed()
    expect([clock.pending, gate.used]).toEqual([0, false])
  })

  it('tells those in line their places, at first and then now and then, and none that is through', async () => {
    const all = make()
    await shut(all)
    const { crowd, places, clock } = all
    crowd(8)
    expect([...places.values()].map(([place]) => place?.ahead)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    await clock.advance(gateRule.placesEveryMs)
    expect(places.get('7')).toEqual([{ ahead: 7, down: true }, { ahead: 2, down: true }])
    expect(places.get('0')).toHaveLength(1)
  })

  it('lets in one knock after the other while the origin lets nobody in, and all others when it does', async () => {
    const all = make()
    await shut(all)
    const { crowd, went, clock, gate } = all
    const told: string[] = []
    gate.onBack(() => told.push('back'))
    const takenBack = gate.onBack(() => told.push('never'))
    takenBack()
    crowd(50)
    await clock.advance(2_000)
    expect(went).toHaveLength(2 * tempo.knocksPerSecond)
    expect(told).toEqual([])
    gate.heard('accepted')
    await settled(1)
    expect(told).toEqual(['back'])
    await clock.advance(1_000)
    expect(went).toHaveLength(50)
    gate.heard('accepted')
    expect(told).toEqual(['back'])
  })

  it('tells a few in each turn of the event loop that the origin is back, and nobody who has gone meanwhile', async () => {
    const all = make()
    await shut(all)
    const told: number[] = []
    const hear = (i: number) => {
      told.push(i)
      all.clock.spend(gateRule.turnMs / 4)
    }
    const takeBack = Array.from({ length: 16 }, (_, i) => all.gate.onBack(() => hear(i)))
    all.gate.heard('accepted')
    await settled(1)
    expect(told).toHaveLength(8)
    takeBack.at(-1)?.()
    await settled(3)
    expect(told).toEqual(takeBack.slice(1).map((_, i) => i))
  })

  it('is left at once by whom it is cancelled for, and holds no timer and no listener for nobody', async () => {
    const all = make()
    await shut(all)
    const { crowd, went, clock, gate, places } = all
    const line = crowd(100)
    for (const { controller } of line) controller.abort()
    await settled()
    expect(went).toEqual(line.map((_, i) => `${i} left`))
    expect(line.map(({ controller }) => getEventListeners(controller.signal, 'abort').length)).toEqual(line.map(() => 0))
    expect([clock.pending, gate.used]).toEqual([0, false])
    await clock.advance(60_000)
    expect(went).toHaveLength(100)
    expect([...places.values()].every(({ length }) => length === 1)).toBe(true)
    const gone = new AbortController()
    gone.abort()
    expect(() => gate.stand(gone.signal, { byHand: false, onPlace: () => undefined })).toThrow(expect.objectContaining({ name: 'AbortError' }))
  })

  it('closes the ranks when somebody in the middle leaves', async () => {
    const all = make()
    await shut(all)
    const { crowd, went, clock, places } = all
    const line = crowd(10)
    line.slice(2, 9).forEach(({ controller }) => controller.abort())
    await clock.advance(gateRule.placesEveryMs)
    expect(went.filter((name) => !name.endsWith('left'))).toEqual(['0', '1', '9'])
    expect(places.get('9')?.[0]).toEqual({ ahead: 9, down: true })
  })

  it('lets a person go at once, from wherever one stands', async () => {
    const all = make()
    await shut(all)
    const { crowd, stand, went } = all
    crowd(10)[7]?.hurry()
    stand('hand', { byHand: true })
    await settled()
    expect(went).toEqual(['7', 'hand'])
  })

  it('puts those first that a person wants many of at once', async () => {
    const all = make()
    await shut(all)
    const { crowd, stand, went, clock } = all
    crowd(10)
    const hands = Array.from({ length: gateRule.handBurst + 3 }, (_, i) => stand(`hand ${i}`, { byHand: true }))
    await settled()
    expect(went).toHaveLength(gateRule.handBurst)
    expect(hands.at(-1)?.place).toEqual({ ahead: 2, down: true })
    hands.at(-1)?.hurry()
    await clock.advance(1_000)
    expect(went.slice(gateRule.handBurst)).toEqual([20, 21, 22].map((i) => `hand ${i}`).concat(['0', '1']))
  })

  it('has no more dials under way than an origin is owed that swallows them all', async () => {
    const { crowd, went, clock, gate } = make()
    crowd(gateRule.flying + 10)
    await clock.advance(60_000)
    expect(went).toHaveLength(gateRule.flying)
    gate.landed()
    gate.landed()
    await clock.advance(100)
    expect(went).toHaveLength(gateRule.flying + 2)
    expect(gate.used).toBe(true)
  })

  it('does not care about a clock that is set', async () => {
    const clock = new FakeClock(0)
    let step = 0
    const { crowd, went } = make(Object.assign(clock, { now: () => clock.elapsed() + step }))
    crowd(90)
    await clock.advance(500)
    step = 3_600_000
    await clock.advance(500)
    step = -3_600_000
    await clock.advance(500)
    expect(went).toHaveLength(tempo.burst + 1.5 * tempo.startPerSecond)
  })

  it('does not make up for lost time when the machine has slept', async () => {
    const clock = new FakeClock(0)
    const { crowd, went } = make(clock)
    crowd(90)
    await clock.advance(1_000)
    const { length } = went
    // The timer of the next comes an hour late.
    const { elapsed } = clock
    clock.elapsed = () => elapsed() + 3_600_000
    await clock.advance(1_000 / tempo.startPerSecond)
    expect(went.length - length).toBe(tempo.burst)
  })

  it('starts afresh when the network is another one', async () => {
    const all = make()
    await shut(all)
    const { crowd, went, clock, gate } = all
    crowd(30)
    gate.forget()
    await clock.advance(1_000)
    expect(went).toHaveLength(30)
  })
})
