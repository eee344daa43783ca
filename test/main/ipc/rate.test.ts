import { expect, it } from 'vitest'
import { CallRate } from '../../../main/ipc/rate'
import { limits } from '../../../shared/limits'
import { FakeClock } from '../../support/clock'

it('admits a second of calls at once, then as many as come back with time', async () => {
  const clock = new FakeClock()
  const rate = new CallRate(clock)
  const admitted = (calls: number) => Array.from({ length: calls }, () => rate.admits()).filter(Boolean).length
  expect(admitted(limits.callsPerSecond * 2)).toBe(limits.callsPerSecond)
  await clock.advance(100)
  expect(admitted(limits.callsPerSecond)).toBe(limits.callsPerSecond / 10)
  await clock.advance(60_000)
  expect(admitted(limits.callsPerSecond * 2)).toBe(limits.callsPerSecond)
})
