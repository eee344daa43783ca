import { expect, it } from 'vitest'
import { Readers } from '../../../main/log/readers'

it('knows a capture as read until the last page has left it', () => {
  const readers = new Readers()
  for (const owner of [1, 2]) readers.add(owner, 'a')
  expect(readers.remove(1, 'a')).toBe(true)
  expect(readers.remove(2, 'a')).toBe(false)
  expect(readers.remove(3, 'never')).toBe(false)
})

it('names what nobody reads any more when a page goes, and begins its next life', () => {
  const readers = new Readers()
  for (const id of ['a', 'b', 'b']) readers.add(1, id)
  readers.add(2, 'b')
  expect(readers.removeAll(1)).toEqual(['a'])
  expect([readers.life(1), readers.life(2)]).toEqual([1, 0])
  expect(readers.removeAll(1)).toEqual([])
  expect(readers.removeAll(2)).toEqual(['b'])
})
