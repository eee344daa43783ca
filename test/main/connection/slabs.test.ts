import { expect, it } from 'vitest'
import { slabBytes, Slabs } from '../../../main/connection/slabs'
import { limits } from '../../../shared/limits'

const taken = (slabs: Slabs, count: number) => Array.from({ length: count }, () => slabs.take())

it('gives the same memory out again and again', () => {
  const slabs = new Slabs()
  const first = taken(slabs, 3)
  slabs.giveBack(first)
  expect(new Set(taken(slabs, 3))).toEqual(new Set(first))
  expect(first).not.toContain(slabs.take())
})

it('has what a very large message needed ready for the next one, too', () => {
  const slabs = new Slabs()
  const many = (3 * limits.inflateBytes) / slabBytes
  const first = new Set(taken(slabs, many))
  expect(first.size).toBe(many)
  slabs.giveBack([...first])
  expect(taken(slabs, many).filter((slab) => !first.has(slab))).toEqual([])
})
