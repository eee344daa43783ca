/** Puts a Cause and a ConnectionState into words a developer can act on; used by the log and by the screen. */
import { closeCodeName } from './close-code'
import type { Cause, DropReason, RefusalReason, StateKind } from './connection'
import { t, wordsOf } from './words/words'

/** One line without markup. The close reason is the peer's own text: show it as text only. */
export function describeCause(cause: Cause): string {
  const line = lineOf(cause)
  return cause.reason === '' ? line : `${line} · ${cause.reason}`
}

function lineOf({ kind, phase, code, httpStatus, closeCode }: Cause): string {
  if (kind === 'close-frame' && closeCode !== null) return closeCode === 1005 ? t('cause.closedWithoutCode') : t('cause.closedBy', { code: closeCode, name: closeCodeName(closeCode) })
  if (kind === 'reserved-close-code' && closeCode !== null) return t('cause.reservedBy', { code: closeCode })
  const line = kind === 'http-status' && httpStatus !== null ? t('cause.httpStatus', { status: httpStatus }) : kind === 'deadline' ? t(`cause.deadline.${phase}`) : t(`cause.kind.${kind}`)
  return code === null ? line : `${line} (${code})`
}

export const stateWords = wordsOf<StateKind>({
  idle: 'cause.state.idle',
  connecting: 'cause.state.connecting',
  open: 'cause.state.open',
  closing: 'cause.state.closing',
  waiting: 'cause.state.waiting',
  closed: 'cause.state.closed',
  failed: 'cause.state.failed',
})

export const refusalWords = wordsOf<RefusalReason>({
  'queue-full': 'cause.refusal.queue-full',
  'not-open': 'cause.refusal.not-open',
  'not-found': 'cause.refusal.not-found',
  'message-too-large': 'cause.refusal.message-too-large',
  'unknown-variable': 'cause.refusal.unknown-variable',
  'bad-message': 'cause.refusal.bad-message',
})

export const dropWords = wordsOf<DropReason>({
  'pushed-out': 'cause.drop.pushed-out',
  'session-ended': 'cause.drop.session-ended',
  'unknown': 'cause.drop.unknown',
})
