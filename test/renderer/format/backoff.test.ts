import { expect, it } from 'vitest'
import { backoffWords } from '../../../renderer/format/backoff'
import { defaultOptions } from '../../../shared/options'

const backoff = (about: object) => ({ ...defaultOptions.reconnect, ...about })

it.each([
  [{}, '≤ 1 s, ≤ 2 s, ≤ 4 s, ≤ 8 s, ≤ 16 s, ≤ 30 s …'],
  [{ jitter: 'none', baseMs: 250, factor: 1.5, capMs: 1_000 }, '250 ms, 375 ms, 563 ms, 844 ms, 1 s, 1 s …'],
  [{ jitter: 'equal', attempts: 2 }, '500 ms–1 s, 1 s–2 s'],
  [{ jitter: 'none', factor: 10, capMs: 3_600_000, attempts: 6 }, '1 s, 10 s, 1.7 min, 16.7 min, 60 min, 60 min'],
  [{ factor: Number.NaN }, ''],
])('says of %j: %s', (about, words) => {
  expect(backoffWords(backoff(about))).toBe(words)
})
