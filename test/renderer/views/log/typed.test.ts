import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Typed } from '../../../../renderer/views/log/typed.svelte'

/** A field of a number, kept as text elsewhere. */
function field() {
  const taken: string[] = []
  const kept = { value: '' }
  const typed = new Typed(
    () => kept.value,
    (text) => {
      taken.push(text)
      if (!/^\d*$/.test(text)) return 'Digits only'
      kept.value = text === '' ? '' : `${Number(text)} B`
      return null
    },
  )
  return { typed, taken, kept }
}

describe('Typed', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('waits for a pause in typing, once', () => {
    const { typed, taken } = field()
    for (const text of ['1', '12', '123']) typed.text = text
    expect(taken).toEqual([])
    vi.runAllTimers()
    expect(taken).toEqual(['123'])
  })

  it('leaves what was typed alone until the field is left', () => {
    const { typed } = field()
    typed.text = '007'
    vi.runAllTimers()
    expect(typed.text).toBe('007')
    typed.leave()
    expect(typed.text).toBe('7 B')
  })

  it('keeps what is wrong in sight, with its reason', () => {
    const { typed } = field()
    typed.text = '7x'
    typed.leave()
    expect([typed.text, typed.problem]).toEqual(['7x', 'Digits only'])
    typed.text = '7'
    typed.leave()
    expect([typed.text, typed.problem]).toEqual(['7 B', null])
  })

  it('gives way when the value is changed by other means', () => {
    const { typed, taken, kept } = field()
    typed.text = '5'
    kept.value = '9 B'
    vi.runAllTimers()
    expect([typed.text, taken]).toEqual(['9 B', []])
  })

  it('takes nothing over once it was dropped', () => {
    const { typed, taken } = field()
    typed.text = '5'
    typed.drop()
    vi.runAllTimers()
    expect([typed.text, taken]).toEqual(['', []])
  })
})
