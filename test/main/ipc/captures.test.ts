import { describe, expect, it } from 'vitest'
import { fileName } from '../../../main/ipc/captures'

describe('fileName', () => {
  it.each([
    ['Morning run', 'Morning run'],
    ['  spaced  ', 'spaced'],
    ['../../etc/passwd', 'etc-passwd'],
    ['C:\\temp\\x', 'C-temp-x'],
    ['.hidden', 'hidden'],
    ['a/b:c*d?e"f<g>h|i', 'a-b-c-d-e-f-g-h-i'],
    ['line\nbreak\0and\u202Eback', 'line-break-and-back'],
    ['Börse 市場 🐟', 'Börse 市場 🐟'],
  ])('makes of %j the name %j', (name, expected) => {
    expect(fileName(name, 0)).toBe(expected)
  })

  it.each(['', '...', ' / ', '\u0000'])('falls back on when it began for %j', (name) => {
    expect(fileName(name, new Date(2026, 10, 21, 9, 5, 7).getTime())).toBe('Sockdeck 2026-11-21 09.05.07')
  })
})
