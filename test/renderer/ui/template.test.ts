import fc from 'fast-check'
import { expect, it } from 'vitest'
import { unknownNames, unknownWords } from '../../../renderer/ui/template'
import { templateParts } from '../../../shared/template'

const known = (name: string) => name === 'host'

it('names each unknown variable once, in order', () => {
  expect(unknownNames(templateParts('{{b}}{{host}}{{a}}{{b}}'), known)).toEqual(['b', 'a'])
})

it('says which variables are unknown, and nothing where all are known', () => {
  expect(unknownWords([])).toBe('')
  expect(unknownWords(['a'])).toBe('Unknown variable {{a}}')
  expect(unknownWords(['a', 'b'])).toBe('Unknown variables {{a}}, {{b}}')
})

it('takes an escaped place for text', () => {
  expect(unknownNames(templateParts('\\{{a}}'), known)).toEqual([])
})

it('lays the very same text under a field, whatever was typed', () => {
  const pieces = fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('{{', '}}', '\\', '{{a}}', '{{ host }}', '\n', '<b>')))
  fc.assert(
    fc.property(pieces, (typed) => {
      const text = typed.join('')
      expect(templateParts(text).map((part) => part.text).join('')).toBe(text)
    }),
  )
})
