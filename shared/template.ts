/** Templates: `{{name}}` in a text, found and filled in one pass; a value is never looked into again. */

/** A letter, `_` or, for dynamic ones, `$`; then letters, digits, `_`, `.`, `-`. */
const place = /\\?\{\{[ \t]*([A-Za-z_$][\w.-]{0,99})[ \t]*\}\}/g

/** Names that make a new value at each use. */
export const dynamicNames = ['$uuid', '$timestamp', '$timestampMs', '$isoTime', '$randomInt', '$counter', '$index'] as const

export const variableNamePattern = /^[A-Za-z_][\w.-]{0,99}$/

/** A part of a template: literal text, or the place of a variable. */
export type TemplatePart = { kind: 'text'; text: string } | { kind: 'variable'; name: string; text: string }

/** Whole and in order: the parts' texts put together are the template. `\{{name}}` is literal text `{{name}}`; see `literal`. */
export function templateParts(template: string): TemplatePart[] {
  const parts: TemplatePart[] = []
  let from = 0
  const literal = (to: number) => {
    if (to > from) parts.push({ kind: 'text', text: template.slice(from, to) })
  }
  for (const match of template.matchAll(place)) {
    if (match[0].startsWith('\\')) continue
    literal(match.index)
    parts.push({ kind: 'variable', name: match[1] ?? '', text: match[0] })
    from = match.index + match[0].length
  }
  literal(template.length)
  return parts
}

/** The names a template uses, each once, in order of first use. */
export function templateNames(template: string): string[] {
  return [...new Set([...template.matchAll(place)].flatMap((match) => (match[0].startsWith('\\') ? [] : [match[1] ?? ''])))]
}

/** What a variable stands for; a secret value is masked wherever the result is shown or recorded. */
export interface TemplateValue {
  text: string
  secret: boolean
}

/** A template with its values in place. */
export interface Filled {
  text: string
  /** The secret values that went in. */
  secrets: string[]
  /** Names that nothing is known of; the text then must not be used. */
  unknown: string[]
}

/** Fills a template in one pass: a value that holds `{{…}}` itself goes in as it is. */
export function fillTemplate(template: string, valueOf: (name: string) => TemplateValue | null): Filled {
  const secrets = new Set<string>()
  const unknown = new Set<string>()
  const text = template.replace(place, (found: string, name: string) => {
    if (found.startsWith('\\')) return found.slice(1)
    const value = valueOf(name)
    if (value === null) {
      unknown.add(name)
      return found
    }
    if (value.secret && value.text !== '') secrets.add(value.text)
    return value.text
  })
  return { text, secrets: [...secrets], unknown: [...unknown] }
}

/** Templates taken out, for checks of what is around them: each becomes `stand`. */
export function withoutTemplates(text: string, stand: string): string {
  return text.replace(place, (found) => (found.startsWith('\\') ? found.slice(1) : stand))
}

export function hasTemplate(text: string): boolean {
  return templateNames(text).length > 0
}

/** Variables make it, with nothing around them but separators and the name of an auth scheme: no part of it is secret by itself. */
export function isMadeOfVariables(text: string): boolean {
  const parts = templateParts(text)
  const around = parts.map((part) => (part.kind === 'text' ? part.text : ' ')).join('')
  return parts.some(({ kind }) => kind === 'variable') && around.replace(/\b(?:basic|bearer|token|apikey|key|jwt)\b/gi, '').replace(/[\s:=,;"']/g, '') === ''
}

/** A template that makes exactly this text. */
export function literalTemplate(text: string): string {
  return text.replace(place, (found) => `\\${found}`)
}
