import { expect, it } from 'vitest'
import { ReadTurn } from '../../../main/connection/read-turn'
import { limits } from '../../../shared/limits'

const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

it('pauses whoever delivers once the turn is used up, and lets them go on in the order in which they came', async () => {
  const turn = new ReadTurn()
  const resumed: number[] = []
  expect(turn.admits(limits.readTurnBytes / 2, () => resumed.push(-1))).toBe(true)
  for (let i = 0; i < limits.readTurnSockets + 2; i += 1) expect(turn.admits(limits.readTurnBytes, () => resumed.push(i))).toBe(false)
  await nextTurn()
  expect(resumed).toEqual(Array.from({ length: limits.readTurnSockets }, (_, i) => i))
  await nextTurn()
  expect(resumed).toHaveLength(limits.readTurnSockets + 2)
})

it('counts small messages by more than their bytes, so that a turn stays short', () => {
  const turn = new ReadTurn()
  let admitted = 0
  while (turn.admits(1, () => undefined)) admitted += 1
  expect(admitted).toBeLessThan(20_000)
})
