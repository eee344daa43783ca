/** Errno: the code that a system error carries, and what a disk means by it in words. */
import { wordsOf } from '../../shared/words/words'

/** "ENOSPC"; null for what is no error, or one without a code. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}

const words: Readonly<Record<string, string>> = wordsOf({
  EACCES: 'main.disk.denied',
  EPERM: 'main.disk.denied',
  EROFS: 'main.disk.readOnly',
  ENOSPC: 'main.disk.full',
  EDQUOT: 'main.disk.quota',
  EFBIG: 'main.disk.fileSize',
  ENOENT: 'main.disk.gone',
  EISDIR: 'main.disk.folder',
})

/** Completes "It can't be written: …"; null for a code without words. */
export function diskWords(code: string | null): string | null {
  return code !== null && Object.hasOwn(words, code) ? (words[code] ?? null) : null
}
