import { describe, expect, it } from 'vitest'
import { Crowd } from '../../../main/lib/crowd'

const turn = () => new Promise((resolve) => { setImmediate(resolve) })

/** So many who want to pass a crowd of three a turn, and who has. */
function come(count: number) {
  const crowd = new Crowd(3)
  const went: number[] = []
  const pass = (who: number) => void crowd.pass().then(() => went.push(who))
  for (let who = 0; who < count; who += 1) pass(who)
  return { went, pass }
}

describe('a crowd', () => {
  it('lets the first few pass at once, and the others a few in each turn, in their order', async () => {
    const { went, pass } = come(8)
    await Promise.resolve()
    expect(went).toEqual([0, 1, 2])
    pass(8)
    await turn()
    expect(went).toEqual([0, 1, 2, 3, 4, 5])
    await turn()
    expect(went).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
  })

  it('has room again in the turn after it was used up', async () => {
    const { went, pass } = come(3)
    await turn()
    for (const who of [3, 4, 5, 6]) pass(who)
    await Promise.resolve()
    expect(went).toEqual([0, 1, 2, 3, 4, 5])
    await turn()
    expect(went).toHaveLength(7)
  })
})
