import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { prettyJson } from '../../../../renderer/format/json'
import { pieces } from '../../../../renderer/format/text'
import { partsOf } from '../../../../renderer/views/inspector/parts'

const textOf = (parts: ReturnType<typeof partsOf>) => parts.flatMap(({ runs }) => runs.map(({ text }) => text)).join('')

describe('partsOf', () => {
  it('colours each token and leaves what is between plain', () => {
    const text = '{"a": 1}'
    const parts = partsOf(text, { from: 0, to: text.length }, [{ from: 1, to: 4, kind: 'key' }, { from: 6, to: 7, kind: 'number' }])
    expect(parts.map(({ kind, runs }) => [kind, runs[0]?.text])).toEqual([['plain', '{'], ['key', '"a"'], ['plain', ': '], ['number', '1'], ['plain', '}']])
  })

  it('loses no character wherever a text is cut into pieces', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 2, max: 30 }), (value, size) => {
        const json = prettyJson(JSON.stringify(value).replace(/[^\x20-\x7e]/g, '?'))
        if (json.kind !== 'json') throw new Error(json.problem)
        const shown = pieces(json.text, size).map((range) => textOf(partsOf(json.text, range, json.spans)))
        expect(shown.join('')).toBe(json.text)
      }),
    )
  })

  it('shows hidden characters inside a coloured string', () => {
    const parts = partsOf('"\u202e"', { from: 0, to: 3 }, [{ from: 0, to: 3, kind: 'string' }])
    expect(parts[0]?.runs.map(({ kind, text }) => [kind, text])).toEqual([['plain', '"'], ['hidden', 'RLO'], ['plain', '"']])
  })
})
