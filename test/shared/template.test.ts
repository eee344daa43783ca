import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dynamicNames, fillTemplate, hasTemplate, templateNames, templateParts, variableNamePattern, withoutTemplates } from '../../shared/template'

const name = fc.stringMatching(/^[A-Za-z_][\w.-]{0,12}$/)
const piece = fc.oneof(fc.string({ unit: 'binary', maxLength: 8 }), fc.constantFrom('{{', '}}', '\\', '{', '}', '$', '{{}}', '{{ a }}', '\\{{a}}', '{{a{{b}}c}}', '{{$uuid}}'), name.map((one) => `{{${one}}}`))
const template = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))
const plain = (text: string) => ({ text, secret: false })

test('parts put together are the template, and no two literal parts follow each other', () => {
  fc.assert(
    fc.property(template, (text) => {
      const parts = templateParts(text)
      expect(parts.map((part) => part.text).join('')).toBe(text)
      parts.forEach((part, at) => expect(part.kind === 'text' && parts[at + 1]?.kind === 'text').toBe(false))
    }),
  )
})

test('filling asks for exactly the names that the parts have', () => {
  fc.assert(
    fc.property(template, (text) => {
      const asked = new Set<string>()
      fillTemplate(text, (of) => (asked.add(of), plain('')))
      expect([...asked]).toEqual(templateNames(text))
      expect(templateNames(text)).toEqual([...new Set(templateParts(text).flatMap((part) => (part.kind === 'variable' ? [part.name] : [])))])
      expect(hasTemplate(text)).toBe(asked.size > 0)
    }),
  )
})

test('a value goes in as it is, even if it is a template itself', () => {
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), template, fc.stringMatching(/^[^\\{}]*$/), (names, value, between) => {
      const text = names.map((one) => `{{${one}}}`).join(between)
      const filled = fillTemplate(text, () => plain(value))
      expect(filled.text).toBe(names.map(() => value).join(between))
      expect(filled.unknown).toEqual([])
    }),
  )
})

test('an unknown name is told and left in place, the known ones are filled', () => {
  fc.assert(
    fc.property(name, name, (known, unknown) => {
      fc.pre(known !== unknown)
      const filled = fillTemplate(`{{${known}}}/{{${unknown}}}/{{ ${unknown} }}`, (of) => (of === known ? plain('here') : null))
      expect(filled).toEqual({ text: `here/{{${unknown}}}/{{ ${unknown} }}`, secrets: [], unknown: [unknown] })
    }),
  )
})

test('a text without a place stays as it is, whatever else is in it', () => {
  fc.assert(
    fc.property(template, (text) => {
      fc.pre(!text.includes('{{'))
      expect(fillTemplate(text, () => plain('x')).text).toBe(text)
    }),
  )
})

test('a backslash before a place makes it literal', () => {
  expect(fillTemplate('\\{{a}} {{a}}', () => plain('1')).text).toBe('{{a}} 1')
  expect(templateNames('\\{{a}}')).toEqual([])
  expect(withoutTemplates('\\{{a}}{{b}}', 'x')).toBe('{{a}}x')
})

test('secret values that went in are told once, empty ones not', () => {
  const values: Record<string, string> = { a: 'hush', b: 'open', c: '' }
  const filled = fillTemplate('{{a}}{{a}}{{b}}{{c}}', (of) => ({ text: values[of] ?? '', secret: of !== 'b' }))
  expect(filled.secrets).toEqual(['hush'])
})

test('replacement patterns of String.replace in a value mean nothing', () => {
  expect(fillTemplate('[{{a}}]', () => plain("$& $1 $$ $'")).text).toBe("[$& $1 $$ $']")
})

test('a hundred thousand braces are read in no time', () => {
  const started = performance.now()
  templateParts('{{a'.repeat(100_000))
  templateParts(`{{${' '.repeat(100_000)}`)
  expect(performance.now() - started).toBeLessThan(2_000)
})

test('dynamic names can’t be taken by a variable', () => {
  for (const dynamic of dynamicNames) {
    expect(variableNamePattern.test(dynamic)).toBe(false)
    expect(templateNames(`{{${dynamic}}}`)).toEqual([dynamic])
  }
})
