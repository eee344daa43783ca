/** Expression: a person's regular expression, checked and compiled by an engine that takes time in proportion to the text, whatever the expression. */
import { RE2JS, RE2JSException, RE2JSSyntaxException } from 're2js'
import { AppError } from '../../../shared/errors'

/** Those that end in a backslash, or ask for what no linear engine can do, are told so; the engine's own words serve for the rest. */
const hints: Readonly<Record<string, string>> = {
  'invalid or unsupported Perl syntax': 'this syntax is not known here: there is no look-around',
  'invalid named capture': 'a group can’t begin like this: there is no look-around',
  'invalid escape sequence': 'this escape is not known here: there are no back-references',
  'trailing backslash at end of expression': 'a backslash at the end escapes nothing',
  'missing argument to repetition operator': 'there is nothing to repeat',
  'invalid repeat count': 'repeated too often: at most 1000 times in all',
}

/** Throws AppError bad-regex, in words that name the place. */
export function compileExpression(text: string, caseSensitive: boolean): RE2JS {
  try {
    return RE2JS.compile(text, caseSensitive ? 0 : RE2JS.CASE_INSENSITIVE)
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) throw new AppError('bad-regex', syntaxWords(text, error), { cause: error })
    if (error instanceof RE2JSException) throw new AppError('bad-regex', `Not a regular expression: ${error.message}`, { cause: error })
    throw error
  }
}

function syntaxWords(text: string, error: RE2JSSyntaxException): string {
  const description = error.getDescription()
  const words = hints[description] ?? description
  const part = error.getPattern() ?? ''
  const at = text.indexOf(part)
  // For a group that is not closed the engine quotes the whole expression: that names no place.
  const place = part === '' || part === text || at === -1 ? '' : ` (“${part}” at character ${at + 1})`
  return `Not a regular expression: ${words}${place}`
}
