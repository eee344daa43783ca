/** What an error of the updater means for the person: one table over its codes, and the few that come without one. */
import type { UpdateProblem } from '../../shared/update'
import { codeOf, diskWords } from '../lib/errno'

const problems: Readonly<Record<string, UpdateProblem>> = {
  ERR_UPDATER_CHANNEL_FILE_NOT_FOUND: 'unpublished',
  ERR_UPDATER_INVALID_UPDATE_INFO: 'malformed',
  ERR_UPDATER_INVALID_VERSION: 'malformed',
  ERR_UPDATER_NO_FILES_PROVIDED: 'malformed',
  ERR_UPDATER_ZIP_FILE_NOT_FOUND: 'malformed',
  ERR_UPDATER_NO_CHECKSUM: 'malformed',
  ERR_CHECKSUM_MISMATCH: 'checksum',
  ERR_UPDATER_INVALID_SIGNATURE: 'signature',
  ECONNREFUSED: 'unreachable',
  ECONNRESET: 'unreachable',
  ENOTFOUND: 'unreachable',
  EAI_AGAIN: 'unreachable',
  ETIMEDOUT: 'slow',
}

/** An update that was waited for long enough. */
export class SlowUpdate extends Error {
  constructor(ms: number) {
    super(`Nothing came for ${ms} ms`)
    this.name = 'SlowUpdate'
  }
}

export function problemOf(error: unknown): UpdateProblem {
  if (error instanceof SlowUpdate) return 'slow'
  const code = codeOf(error)
  if (code !== null && Object.hasOwn(problems, code)) return problems[code] ?? 'unknown'
  if (diskWords(code) !== null) return 'disk'
  const message = error instanceof Error ? error.message : ''
  // What Chromium's network and the download of a file say has no code of its own.
  if (message.includes('net::ERR_')) return message.includes('TIMED_OUT') ? 'slow' : 'unreachable'
  return code?.startsWith('HTTP_ERROR_') === true || /, status \d{3}: /.test(message) ? 'server' : 'unknown'
}
