import { describe, expect, it } from 'vitest'
import { closeFrameProblem } from '../../shared/close-code'

describe('a close frame of our own', () => {
  it('has a code that may travel', () => {
    const sendable = Array.from({ length: 5_100 }, (_, code) => code).filter((code) => closeFrameProblem(code, '') === null)
    const ranges = sendable.filter((code) => !sendable.includes(code - 1)).map((from) => {
      let to = from
      while (sendable.includes(to + 1)) to += 1
      return [from, to]
    })
    expect(ranges).toEqual([[1000, 1003], [1007, 1014], [3000, 4999]])
    expect(closeFrameProblem(1000.5, '')).not.toBeNull()
  })

  it('has a reason of at most 123 bytes in UTF-8', () => {
    expect(closeFrameProblem(1000, 'x'.repeat(123))).toBeNull()
    expect(closeFrameProblem(1000, '漢'.repeat(41))).toBeNull()
    expect(closeFrameProblem(1000, `${'漢'.repeat(41)}x`)).toBe('A close reason has at most 123 bytes in UTF-8: this one has 124')
  })
})
