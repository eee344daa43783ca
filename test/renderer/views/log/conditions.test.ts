import { expect, it } from 'vitest'
import { conditions } from '../../../../renderer/views/log/conditions'
import { everything } from '../../../../shared/entry'

const now = new Date(2026, 10, 21, 15, 0).getTime()
const words = (filter: Partial<typeof everything>) => conditions({ ...everything, ...filter }, now).map((condition) => condition.words)

it('says what no control of the bar shows', () => {
  expect(words({ text: 'x', kinds: ['text'] })).toEqual([])
  expect(words({ size: { min: 10_240, max: null }, time: { min: null, max: new Date(2026, 10, 21, 14, 5, 7, 250).getTime() }, field: '$.a > 1' })).toEqual([
    'Size from 10 KiB',
    'Time up to 14:05:07.250',
    '$.a > 1',
  ])
  expect(words({ size: { min: 0, max: 200 } })).toEqual(['Size 0 B – 200 B'])
})
