import { describe, expect, it } from 'vitest'
import { Crowd } from '../../../main/lib/crowd'
import { silentLogger } from '../../../main/lib/logger'

const turn = () => new Promise((resolve) => { setImmediate(resolve) })

/** All that needs no other turn is done. */
async function soon(): Promise<void> {
  for (let tick = 0; tick < 50; tick += 1) await new Promise((resolve) => { process.nextTick(resolve) })
}

/** A crowd that has three milliseconds of each turn, and who went: each takes one, and some of it only after it has waited for promises. */
function make() {
  let now = 0
  const crowd = new Crowd({ clock: { elapsed: () => now }, logger: silentLogger, turnMs: 3 })
  const went: number[] = []
  const pass = async (who: number) => {
    await crowd.pass()
    await Promise.resolve()
    went.push(who)
    now += 1
  }
  const come = (...all: number[]) => all.forEach((who) => void pass(who))
  return { crowd, went, come }
}

describe('a crowd', () => {
  it('lets the first pass at once, and the others in their order for so long in each turn as they may', async () => {
    const { crowd, went, come } = make()
    let at = -1
    crowd.enter(() => { at = went.length })
    expect(at).toBe(0)
    come(0, 1, 2, 3, 4, 5, 6)
    expect(went).toEqual([])
    await soon()
    expect(went).toEqual([0, 1, 2])
    come(7)
    await turn()
    expect(went).toEqual([0, 1, 2, 3, 4, 5])
    await turn()
    expect(went).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  })

  it('has room again in the turn after it was used up', async () => {
    const { went, come } = make()
    come(0, 1, 2)
    await turn()
    come(3, 4, 5, 6)
    await soon()
    expect(went).toEqual([0, 1, 2, 3, 4, 5])
    await turn()
    expect(went).toHaveLength(7)
  })

  it('lets those of the first line go before all others', async () => {
    const { crowd, went, come } = make()
    come(0, 1, 2, 3, 4)
    crowd.enter(() => went.push(-1), 'first')
    crowd.enter(() => went.push(-2), 'first')
    await soon()
    expect(went).toEqual([0, -1, -2, 1, 2])
    await turn()
    expect(went).toEqual([0, -1, -2, 1, 2, 3, 4])
  })

  it('is held up neither by one that fails nor by its clock, and the diary is told', async () => {
    const told: unknown[] = []
    const logger = { error: (_: string, cause: unknown) => void told.push(cause) }
    const broken = new Error('broken')
    const fail = () => { throw broken }
    for (const [elapsed, act] of [[fail, () => undefined], [() => 0, fail]] as const) {
      const crowd = new Crowd({ clock: { elapsed }, logger, turnMs: 3 })
      let went = 0
      for (let i = 0; i < 3; i += 1) crowd.enter(() => { went += 1; act() })
      await turn()
      await turn()
      await turn()
      expect(went).toBe(3)
      expect(new Set(told.splice(0))).toEqual(new Set([broken]))
    }
  })
})
