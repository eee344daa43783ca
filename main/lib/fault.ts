/** Fault: an attempt to connect that can't go on, with the cause that the state, the log and the retry table need. */
import type { Cause, CauseKind, Phase } from '../../shared/connection'
import { endedBy } from '../../shared/ended-by'

export function cause(phase: Phase, kind: CauseKind, about: Partial<Cause> = {}): Cause {
  return { phase, kind, code: null, httpStatus: null, closeCode: null, reason: '', wasClean: false, by: endedBy[kind], retryAfterMs: null, ...about }
}

/** A dial that failed; anything else that is thrown on the way is a mistake of ours. */
export class Fault extends Error {
  readonly why: Cause
  /** First bytes of the body of a refused upgrade, as text. */
  readonly body: string
  constructor(why: Cause, body = '', options?: { cause?: unknown }) {
    super(`Dial failed: ${why.kind}`, options)
    this.name = 'Fault'
    this.why = why
    this.body = body
  }
}
