import { AppError } from '../../shared/errors'
import { encodeMessage, Misplaced, type ComposedMessage } from '../../shared/payload'
import { templateNames, templateParts } from '../../shared/template'

/** What is wrong with a text, and where: `to` exclusive. */
export interface TypingProblem {
  from: number
  to: number
  words: string
}

const literalPlace = /\\(?=\{\{[ \t]*[A-Za-z_$][\w.-]{0,99}[ \t]*\}\})/g
/** What is looked at as one thing: a word or a number, else a single character. */
const thing = /[\w.+-]+|[^]/uy

/** As `encodeMessage` would say it, with the place; null: nothing is wrong, or nobody knows before its variables have values. */
export function typingProblem({ format, text }: ComposedMessage): TypingProblem | null {
  if (text === '' || format === 'text' || format === 'xml') return null
  const template = text.includes('{{') && templateNames(text).length > 0
  if (template && format !== 'json') return null
  try {
    encodeMessage({ format, text: format === 'json' ? withStandIns(text) : text })
    return null
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const place = error.cause instanceof Misplaced ? spread(text, error.cause.at) : { from: 0, to: text.length }
    return { ...place, words: error.message }
  }
}

/** Each variable becomes a number of the same length, which fits wherever a value does; the backslash before a literal place, a blank. */
export function withStandIns(text: string): string {
  if (!text.includes('{{')) return text
  const parts = templateParts(text)
  return parts.map((part) => (part.kind === 'variable' ? '1'.repeat(part.text.length) : part.text.replace(literalPlace, ' '))).join('')
}

function spread(text: string, at: number): { from: number; to: number } {
  thing.lastIndex = at
  return { from: at, to: at + (thing.exec(text)?.[0].length ?? 0) }
}
