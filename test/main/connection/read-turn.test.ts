import { describe, expect, it } from 'vitest'
import { ReadTurn, type Reading } from '../../../main/connection/read-turn'
import { limits } from '../../../shared/limits'

const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

/** Sockets that tell which of them were paused and resumed, in order. */
function sockets(count: number) {
  const paused: number[] = []
  const resumed: number[] = []
  const readings = Array.from({ length: count }, (_, i) => ({ pause: () => paused.push(i), resume: () => resumed.push(i) }))
  return { readings, paused, resumed }
}
const upTo = (end: number) => Array.from({ length: end }, (_, i) => i)

describe('the turn', () => {
  it('pauses whoever delivers once it is used up, and lets them go on in the order in which they came', async () => {
    const turn = new ReadTurn()
    const { readings, paused, resumed } = sockets(limits.readTurnSockets + 2)
    turn.spend(limits.readTurnBytes / 2, { pause: () => paused.push(-1), resume: () => undefined })
    for (const reading of readings) turn.spend(limits.readTurnBytes, reading)
    expect(paused).toEqual(upTo(readings.length))
    await nextTurn()
    expect(resumed).toEqual(upTo(limits.readTurnSockets))
    await nextTurn()
    expect(resumed).toEqual(upTo(readings.length))
  })

  it('goes round those in the midst of a block, each in a turn of its own, and the others do not wait for them', async () => {
    const turn = new ReadTurn()
    const goneOn: string[] = []
    const greedy = (name: string) => {
      const reading: Reading = {
        pause: () => undefined,
        resume: () => {
          goneOn.push(name)
          takesAll(reading)
        },
      }
      return reading
    }
    const takesAll = (reading: Reading) => {
      turn.spend(limits.readTurnBytes, reading)
      turn.stopped(reading)
    }
    for (const name of ['a', 'b', 'c']) takesAll(greedy(name))
    turn.spend(1, { pause: () => undefined, resume: () => goneOn.push('modest') })
    for (let i = 0; i < 5; i += 1) await nextTurn()
    expect(goneOn).toEqual(['modest', 'a', 'b', 'c', 'a', 'b'])
  })

  it('knows of none that is gone in the midst of a block', async () => {
    const turn = new ReadTurn()
    const { readings: [reading], resumed } = sockets(1)
    if (!reading) throw new Error('one socket')
    turn.spend(limits.readTurnBytes, reading)
    turn.stopped(reading)
    turn.leave(reading)
    await nextTurn()
    expect(resumed).toEqual([])
  })

  it('counts frames that are no messages, too', () => {
    const turn = new ReadTurn()
    let [begun, full] = [0, false]
    for (; !full; begun += 1) turn.frames(1_024, { pause: () => (full = true), resume: () => undefined })
    expect(begun * 1_024).toBeLessThan(20_000)
  })

  it('counts small messages by more than their bytes, so that it stays short', () => {
    const turn = new ReadTurn()
    let [delivered, full] = [0, false]
    for (; !full; delivered += 1) turn.spend(1, { pause: () => (full = true), resume: () => undefined })
    expect(delivered).toBeLessThan(10_000)
  })
})

describe('the turn while it is held', () => {
  it('pauses all that are open, and those that open or deliver meanwhile, and lets none go on', async () => {
    const turn = new ReadTurn()
    const { readings, paused, resumed } = sockets(3)
    const [first, second, late] = readings
    if (!first || !second || !late) throw new Error('three sockets')
    turn.join(first)
    turn.join(second)
    turn.spend(limits.readTurnBytes + 1, second)
    turn.hold()
    turn.join(late)
    turn.spend(1, late)
    expect(new Set(paused)).toEqual(new Set([0, 1, 2]))
    for (let i = 0; i < 3; i += 1) await nextTurn()
    expect(resumed).toEqual([])
    turn.release()
    await nextTurn()
    expect(resumed).toEqual([1, 0, 2])
  })

  it('lets so many go on in a turn when it is released, and the rest keep their places if it is held again', async () => {
    const turn = new ReadTurn()
    const { readings, resumed } = sockets(limits.readTurnSockets * 2)
    for (const reading of readings) turn.join(reading)
    turn.hold()
    turn.release()
    await nextTurn()
    expect(resumed).toEqual(upTo(limits.readTurnSockets))
    turn.hold()
    await nextTurn()
    expect(resumed).toHaveLength(limits.readTurnSockets)
    turn.release()
    await nextTurn()
    expect(resumed).toEqual(upTo(readings.length))
    await nextTurn()
    expect(resumed.slice(readings.length)).toEqual(upTo(limits.readTurnSockets))
  })

  it('forgets a socket that is gone', async () => {
    const turn = new ReadTurn()
    const { readings, paused, resumed } = sockets(2)
    for (const reading of readings) turn.join(reading)
    turn.hold()
    for (const reading of readings) turn.leave(reading)
    turn.release()
    await nextTurn()
    expect(resumed).toEqual([])
    turn.hold()
    expect(paused).toEqual([0, 1])
  })
})
