import { expect, it } from 'vitest'
import { sparkHeight, sparkLine, sparkWidth } from '../../../../renderer/views/deck/spark'

it('draws nothing when nothing happened', () => {
  expect(sparkLine([], 0)).toBe('')
  expect(sparkLine([0, 0, 0], 5)).toBe('')
})

it('puts the newest value at the right edge and the highest at the top', () => {
  const points = sparkLine([1, 4], 4).split(' ').map((point) => point.split(',').map(Number))
  expect(points.at(-1)).toEqual([sparkWidth - 0.5, 1])
  expect(points).toHaveLength(2)
})

it('stays inside its frame', () => {
  const values = Array.from({ length: sparkWidth }, (_, i) => (i * 7) % 31)
  for (const point of sparkLine(values, 30).split(' ')) {
    const [x = -1, y = -1] = point.split(',').map(Number)
    expect(x).toBeGreaterThan(0)
    expect(x).toBeLessThan(sparkWidth)
    expect(y).toBeGreaterThan(0)
    expect(y).toBeLessThan(sparkHeight)
  }
})
