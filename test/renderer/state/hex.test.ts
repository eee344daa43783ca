import { expect, it } from 'vitest'
import { HexSelection } from '../../../renderer/state/hex.svelte'

it('picks a byte, and from there on as far as it is extended, both ways', () => {
  const picked = new HexSelection(() => 100)
  expect(picked.range).toBeNull()
  picked.pick(20, false)
  expect(picked.range).toEqual({ from: 20, to: 21 })
  picked.pick(25, true)
  expect(picked.range).toEqual({ from: 20, to: 26 })
  picked.pick(10, true)
  expect(picked.range).toEqual({ from: 10, to: 21 })
  picked.clear()
  expect(picked.range).toBeNull()
})

it('stays inside the payload and picks nothing of an empty one', () => {
  const picked = new HexSelection(() => 8)
  picked.pick(-3, false)
  picked.pick(99, true)
  expect(picked.range).toEqual({ from: 0, to: 8 })
  picked.clear()
  picked.pickAll()
  expect(picked.range).toEqual({ from: 0, to: 8 })
  const none = new HexSelection(() => 0)
  none.pickAll()
  expect(none.range).toBeNull()
})
