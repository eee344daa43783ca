import { describe, expect, it } from 'vitest'
import { Pick } from '../../../../renderer/views/captures/pick.svelte'

const order = ['a', 'b', 'c', 'd']

describe('picking captures', () => {
  it('is of one row at a time by click and arrow, and stops at both ends', () => {
    const pick = new Pick(() => order)
    pick.moveTo(pick.index + 1, false)
    expect([pick.ids, pick.current]).toEqual([['a'], 'a'])
    pick.moveTo(pick.index - 1, false)
    expect(pick.ids).toEqual(['a'])
    pick.moveTo(99, false)
    expect(pick.ids).toEqual(['d'])
  })

  it('grows and shrinks from where it began with Shift', () => {
    const pick = new Pick(() => order)
    pick.only('b')
    pick.moveTo(2, true)
    pick.moveTo(3, true)
    expect(pick.ids).toEqual(['b', 'c', 'd'])
    pick.rangeTo('a')
    expect([pick.ids, pick.current]).toEqual([['a', 'b'], 'a'])
  })

  it('takes single rows in and out with Ctrl, in the order of the list', () => {
    const pick = new Pick(() => order)
    for (const id of ['d', 'a', 'c', 'd']) pick.toggle(id)
    expect(pick.ids).toEqual(['a', 'c'])
  })

  it('forgets what has left the list', () => {
    const pick = new Pick(() => ['b'])
    pick.only('a')
    expect([pick.ids, pick.index]).toEqual([[], -1])
    pick.rangeTo('b')
    expect(pick.ids).toEqual(['b'])
  })

  it('takes all', () => {
    const pick = new Pick(() => order)
    pick.all()
    expect(pick.ids).toEqual(order)
  })
})
