/** Update: what is known of a newer version of the app, and what is being done about it. */

/** Whether the app looks for new versions by itself; it never takes one without being told to. */
export const updateModes = ['ask', 'off'] as const
export type UpdateMode = (typeof updateModes)[number]

export interface NewVersion {
  version: string
  /** As the feed has them: hostile text, to be shown as nothing but text. Empty: none came along. */
  notes: string
}

/** Why it did not work, as far as a person can do something about it. */
export type UpdateProblem =
  | 'unreachable'
  | 'slow'
  | 'server'
  | 'unpublished'
  | 'malformed'
  /** What was downloaded is not what was published. */
  | 'checksum'
  | 'signature'
  | 'disk'
  | 'unknown'

export type UpdateState =
  /** This build was made without an address to look at, or this copy is of a kind that can't replace itself. */
  | { kind: 'unable'; why: 'channel' | 'copy' }
  /** Nobody has looked yet. */
  | { kind: 'idle' }
  | { kind: 'checking' }
  /** Nothing newer at that time, epoch ms. */
  | { kind: 'current'; at: number }
  | { kind: 'available'; found: NewVersion }
  /** `total` is 0 until the first of it has come. */
  | { kind: 'downloading'; found: NewVersion; bytes: number; total: number }
  | { kind: 'ready'; found: NewVersion }
  /** `found` is what failed to come, and may be asked for again. */
  | { kind: 'failed'; during: 'check' | 'download' | 'install'; problem: UpdateProblem; found: NewVersion | null }
