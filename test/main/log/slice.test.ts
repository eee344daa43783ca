import { expect, test } from 'vitest'
import { Slice } from '../../../main/log/slice'
import { FakeClock } from '../../support/clock'

test('is over when its time has passed, as soon as it looks at the clock', async () => {
  const clock = new FakeClock()
  const slice = new Slice(clock, 8)
  slice.spend(1_000_000)
  expect(slice.over).toBe(false)
  await clock.advance(8)
  expect(slice.over).toBe(false)
  slice.spend(1_000_000)
  expect(slice.over).toBe(true)
})

test('looks at the clock for many small entries, too, but not for each', () => {
  let looks = 0
  const clock = Object.assign(new FakeClock(), { elapsed: () => looks++ })
  const slice = new Slice(clock, 1_000)
  for (let i = 0; i < 10_000; i += 1) slice.spend(0)
  expect(looks).toBeGreaterThan(10)
  expect(looks).toBeLessThan(100)
})
