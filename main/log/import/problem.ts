/** What is wrong with a file that can't be imported, in words that name the place. */
import { AppError, type ErrorCode } from '../../../shared/errors'
import { codeOf, diskWords } from '../../lib/errno'

type ImportProblem = Extract<ErrorCode, 'import-invalid' | 'import-not-json' | 'import-too-large' | 'import-future-version'>

/** `why` completes "This file can't be imported: …". */
export function problem(code: ImportProblem, why: string): AppError {
  return new AppError(code, `This file can't be imported: ${why}. Nothing was imported.`)
}

/** `where` is a line or a member, such as "line 3" or "log.entries[3]". */
export function invalid(where: string, why: string): AppError {
  return problem('import-invalid', `${where}: ${why}`)
}

export function unreadable(cause: unknown): AppError {
  const code = codeOf(cause)
  return new AppError('file-unreadable', `This file can't be read: ${diskWords(code) ?? code ?? 'unknown error'}. Nothing was imported.`, { cause })
}
