/** Errno: the code that a system error carries, and what a disk means by it in words. */

/** "ENOSPC"; null for what is no error, or one without a code. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}

const words: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your disk quota is used up',
  EFBIG: 'the disk is full or limits the size of files',
  ENOENT: 'it is not there any more',
  EISDIR: 'it is a folder',
}

/** Completes "It can't be written: …"; null for a code without words. */
export function diskWords(code: string | null): string | null {
  return code !== null && Object.hasOwn(words, code) ? (words[code] ?? null) : null
}
