import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bulkRows, bulkText, keptMark, pastedRows } from '../../../../renderer/state/options/bulk'

const row = (name: string, value: string, about: object = {}) => ({ name, value, enabled: true, secret: false, ...about })

describe('rows as text', () => {
  it('writes a line each, # before what is off, and never the reference of a secret', () => {
    const rows = [row('X-A', '1'), row('X-B', '2', { enabled: false }), row('Authorization', 'sec_abc', { secret: true }), row('', '')]
    expect(bulkText(rows, 'headers')).toBe(`X-A: 1\n# X-B: 2\nAuthorization: ${keptMark}`)
  })

  it('gives a kept secret back to the row of its name, and takes a typed one as plain', () => {
    const before = [row('Authorization', 'sec_abc', { secret: true })]
    expect(bulkRows(`Authorization: ${keptMark}`, before, 'headers')).toEqual(before)
    expect(bulkRows('Authorization: Bearer x', before, 'headers')).toEqual([row('Authorization', 'Bearer x')])
    expect(bulkRows(`Other: ${keptMark}`, before, 'headers')).toEqual([row('Other', '')])
  })

  it('keeps the colons and signs of a value', () => {
    expect(bulkRows('Origin: https://a.example:1', [], 'headers')).toEqual([row('Origin', 'https://a.example:1')])
    expect(bulkRows('q=a=b', [], 'query')).toEqual([row('q', 'a=b')])
  })

  it('comes back the same (property)', () => {
    const rows = fc.array(fc.record({ name: fc.stringMatching(/^[A-Za-z][A-Za-z-]{0,10}$/), value: fc.stringMatching(/^[!-~]([ -~]{0,10}[!-~])?$/), enabled: fc.boolean(), secret: fc.constant(false) }))
    fc.assert(
      fc.property(rows, (list) => {
        expect(bulkRows(bulkText(list, 'headers'), [], 'headers')).toEqual(list)
      }),
    )
  })
})

describe('pasted text', () => {
  it('is taken apart when every line is of this kind', () => {
    expect(pastedRows('Origin: https://a.example\r\n\r\nX-Token:  a:b ', 'headers').map(({ name, value }) => [name, value])).toEqual([
      ['Origin', 'https://a.example'],
      ['X-Token', 'a:b'],
    ])
    expect(pastedRows('a=1\nb=2', 'query')).toHaveLength(2)
  })

  it('is left to the field otherwise', () => {
    expect(pastedRows('Authorization', 'headers')).toEqual([])
    expect(pastedRows('a=1', 'query')).toEqual([])
    expect(pastedRows('X-A: 1\nnothing', 'headers')).toEqual([])
  })
})
