/** What is wrong with a file that can't be imported, in words that name the place. */
import { AppError, type ErrorCode } from '../../../shared/errors'
import { t } from '../../../shared/words/words'
import { codeOf, diskWords } from '../../lib/errno'

type ImportProblem = Extract<ErrorCode, 'import-invalid' | 'import-not-json' | 'import-too-large' | 'import-future-version'>

/** `why` completes "This file can't be imported: …". */
export function problem(code: ImportProblem, why: string): AppError {
  return new AppError(code, t('errors.import.log', { why }))
}

/** `where` is a line or a member, such as "line 3" or "log.entries[3]". */
export function invalid(where: string, why: string): AppError {
  return problem('import-invalid', t('main.because', { text: where, why }))
}

export function unreadable(cause: unknown): AppError {
  const code = codeOf(cause)
  return new AppError('file-unreadable', t('errors.import.unreadable', { why: diskWords(code) ?? code ?? t('main.disk.unknown') }), { cause })
}
