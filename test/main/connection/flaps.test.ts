import { describe, expect, it } from 'vitest'
import { Flaps, flapRule } from '../../../main/connection/flaps'

describe('the count of flaps', () => {
  it('leads into the slow lane after ten in a row, and says in how long they were', () => {
    let now = 5_000
    const flaps = new Flaps({ elapsed: () => now })
    for (let i = 1; i < flapRule.most; i += 1) {
      flaps.flapped(now)
      now += 1_000
      expect(flaps.lane).toBeNull()
    }
    flaps.flapped(now)
    expect(flaps.lane).toEqual({ times: 10, withinMs: 9_000 })
    now += 60_000
    flaps.flapped(now)
    expect(flaps.lane).toEqual({ times: 11, withinMs: 69_000 })
  })

  it('begins anew after a connection that stood', () => {
    const flaps = new Flaps({ elapsed: () => 0 })
    for (let i = 0; i < flapRule.most; i += 1) flaps.flapped(0)
    flaps.stood()
    expect(flaps.lane).toBeNull()
    for (let i = 1; i < flapRule.most; i += 1) flaps.flapped(0)
    expect(flaps.lane).toBeNull()
  })
})
