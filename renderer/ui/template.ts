import { t } from '../../shared/words/words'

/** A part of a text: as it is, or the place of a variable. */
export interface TextPart {
  kind: 'text' | 'variable'
  text: string
  name?: string
}

/** Names that nothing is known of, each once, in order. */
export function unknownNames(parts: readonly TextPart[], known: (name: string) => boolean): string[] {
  const names = parts.flatMap(({ kind, name = '' }) => (kind === 'variable' && !known(name) ? [name] : []))
  return [...new Set(names)]
}

/** "Unknown variable {{a}}", "Unknown variables {{a}}, {{b}}"; '' for none. */
export function unknownWords(names: readonly string[]): string {
  if (names.length === 0) return ''
  return t('common.unknownVariables', { count: names.length, names: names.map((name) => `{{${name}}}`).join(', ') })
}
