/** Expression: a person's regular expression, checked and compiled by an engine that takes time in proportion to the text, whatever the expression. */
import { RE2JS, RE2JSException, RE2JSSyntaxException } from 're2js'
import { AppError } from '../../../shared/errors'
import { t, wordsOf } from '../../../shared/words/words'

/** Those that end in a backslash, or ask for what no linear engine can do, are told so; the engine's own words serve for the rest. */
const hints: Readonly<Record<string, string>> = wordsOf({
  'invalid or unsupported Perl syntax': 'errors.regex.hint.perl',
  'invalid named capture': 'errors.regex.hint.group',
  'invalid escape sequence': 'errors.regex.hint.escape',
  'trailing backslash at end of expression': 'errors.regex.hint.backslash',
  'missing argument to repetition operator': 'errors.regex.hint.repetition',
  'invalid repeat count': 'errors.regex.hint.repeat',
})

/** Throws AppError bad-regex, in words that name the place. */
export function compileExpression(text: string, caseSensitive: boolean): RE2JS {
  try {
    return RE2JS.compile(text, caseSensitive ? 0 : RE2JS.CASE_INSENSITIVE)
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) throw new AppError('bad-regex', syntaxWords(text, error), { cause: error })
    if (error instanceof RE2JSException) throw new AppError('bad-regex', t('errors.regex.invalid', { why: error.message }), { cause: error })
    throw error
  }
}

function syntaxWords(text: string, error: RE2JSSyntaxException): string {
  const description = error.getDescription()
  const why = hints[description] ?? description
  const part = error.getPattern() ?? ''
  const at = text.indexOf(part)
  // For a group that is not closed the engine quotes the whole expression: that names no place.
  if (part === '' || part === text || at === -1) return t('errors.regex.invalid', { why })
  return t('errors.regex.invalidAt', { why, part, place: at + 1 })
}
