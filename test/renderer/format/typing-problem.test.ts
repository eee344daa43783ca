import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { typingProblem, withStandIns } from '../../../renderer/format/typing-problem'

const marked = (format: 'json' | 'hex' | 'base64', text: string) => {
  const problem = typingProblem({ format, text })
  return problem === null ? null : text.slice(problem.from, problem.to)
}

describe('what is wrong is marked where it is', () => {
  it.each([
    ['json', '{"a": tru}', 'tru'],
    ['json', '{"a": 01}', '01'],
    ['json', '{"a": 1,}', '}'],
    ['json', '{"a" 1}', '1'],
    ['json', '[1, 2', ''],
    ['hex', '48 65 6x', 'x'],
    ['hex', '48 65 6', '6'],
    ['base64', 'SGV*', '*'],
    ['base64', 'SG=V', '=V'.slice(0, 1)],
  ] as const)('%s %s', (format, text, place) => expect(marked(format, text)).toBe(place))

  it('in the words that sending would use', () => {
    expect(typingProblem({ format: 'json', text: '{"a":\n tru}' })).toEqual({ from: 7, to: 10, words: 'Not valid JSON, line 2, column 2: “t” stands where a value should come' })
    expect(typingProblem({ format: 'base64', text: 'SGVsb' })?.words).toBe('This base64 is cut short: one character is missing or too many')
  })

  it('and not at all in text, in XML, or before anything is written', () => {
    for (const format of ['text', 'xml'] as const) expect(typingProblem({ format, text: '{' })).toBeNull()
    for (const format of ['json', 'hex', 'base64'] as const) expect(typingProblem({ format, text: '' })).toBeNull()
  })
})

describe('variables', () => {
  it.each(['{"a": {{x}}}', '[{{x}}, "{{y}}"]', '{"{{key}}": -{{n}}.{{m}}}', '{{ whole }}', '["\\{{literal}}", {{a}}]'])('fit in %s', (text) => expect(typingProblem({ format: 'json', text })).toBeNull())

  it('leave everything around them under the eye', () => {
    expect(marked('json', '{"a": {{x}}, }')).toBe('}')
    expect(marked('json', '[{{x}} {{y}}]')).toBe('{{y}}'.slice(0, 1))
  })

  it('make hex and base64 nobody’s guess', () => {
    expect(typingProblem({ format: 'hex', text: '4{{digit}} zz' })).toBeNull()
  })

  it('never move what comes after them', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (before, after) => {
      const text = `${before}{{name}}${after}`
      expect(withStandIns(text)).toHaveLength(text.length)
    }))
  })
})
