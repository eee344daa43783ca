import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { forMain, isEverything, sameFilter } from '../../../renderer/state/filter'
import { everything } from '../../../shared/entry'
import { filterSchema } from '../../../shared/filter'

describe('sameFilter', () => {
  it('knows a filter again that was saved', () => {
    const filter = { ...everything, text: 'x', size: { min: 1, max: null } }
    expect(sameFilter(v.parse(filterSchema, forMain(filter, null)), filter)).toBe(true)
  })

  it('tells filters apart by any condition', () => {
    for (const patch of [{ text: 'x' }, { regex: true }, { size: { min: 1, max: null } }, { connectionIds: ['a'] }, { field: '$.a' }]) {
      expect(sameFilter({ ...everything, ...patch }, everything)).toBe(false)
    }
  })
})

describe('isEverything', () => {
  it('does not mind how a text would be looked for', () => {
    expect(isEverything({ ...everything, regex: true, caseSensitive: true })).toBe(true)
    expect(isEverything({ ...everything, time: { min: null, max: 5 } })).toBe(false)
  })
})

describe('forMain', () => {
  it('shows nothing newer than the pause, and nothing more than the filter', () => {
    expect(forMain(everything, 50).time).toEqual({ min: null, max: 50 })
    expect(forMain({ ...everything, time: { min: 10, max: 20 } }, 50).time).toEqual({ min: 10, max: 20 })
    expect(forMain({ ...everything, time: { min: 10, max: 80 } }, 50).time).toEqual({ min: 10, max: 50 })
  })
})
