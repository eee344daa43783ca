import { describeCause, stateWords } from '../../shared/cause'
import { closeCodeName } from '../../shared/close-code'
import type { Cause, ConnectionState, StateKind, WaitingState } from '../../shared/connection'
import { t } from '../../shared/words/words'
import { countdown, duration } from './time'

/** Named after the colour tokens. */
export type Tone = 'idle' | 'busy' | 'open' | 'wait' | 'fail'

export interface StateLook {
  tone: Tone
  /** Short enough for a row: "Open 00:12", "Retry 3 in 2.4 s". */
  words: string
  /** The cause, short enough for the same row: "HTTP 404 · Not Found"; empty where the words say it all. */
  why: string
  /** The whole story for a tooltip. */
  detail: string
}

export const stateTones: Readonly<Record<StateKind, Tone>> = {
  idle: 'idle',
  connecting: 'busy',
  open: 'open',
  closing: 'busy',
  waiting: 'wait',
  closed: 'idle',
  failed: 'fail',
}

/** The order in which states are counted and shown: what needs a look comes first. */
export const stateOrder: readonly StateKind[] = ['failed', 'waiting', 'connecting', 'open', 'closing', 'closed', 'idle']

export function stateLook(state: ConnectionState, now: number): StateLook {
  return { tone: stateTones[state.kind], why: '', ...words(state, now) }
}

function words(state: ConnectionState, now: number): Omit<StateLook, 'tone' | 'why'> & { why?: string } {
  switch (state.kind) {
    case 'idle':
      return { words: stateWords.idle, detail: t('format.state.idleLong') }
    case 'connecting':
      return { words: state.attempt > 1 ? t('format.state.again', { retry: state.attempt - 1 }) : stateWords.connecting, detail: t('format.state.connectingLong', { time: duration(now - state.since) }) }
    case 'open':
      return { words: t('format.state.open', { time: duration(now - state.since) }), detail: openDetail(state) }
    case 'closing':
      return closingWords(state.why, countdown(state.forceAt - now))
    case 'waiting':
      return { why: shortCause(state.cause), ...waitingWords(state, now) }
    case 'closed':
      if (state.cause.kind === 'user-closed') return { words: t('format.state.disconnected'), detail: describeCause(state.cause) }
      return { words: stateWords.closed, why: shortCause(state.cause), detail: describeCause(state.cause) }
    case 'failed':
      return { words: stateWords.failed, why: shortCause(state.cause), detail: describeCause(state.cause) }
  }
}

function waitingWords({ retryAt, attempt, cause, turn, flapping }: WaitingState, now: number): { words: string; detail: string } {
  const why = describeCause(cause)
  if (turn !== undefined) {
    const words = turn.ahead === 0 ? t('format.state.inLineNext') : t('format.state.inLine', { ahead: turn.ahead })
    return { words, detail: t(turn.down ? 'format.state.inLineDown' : 'format.state.inLineLong', { at: turn.at, ahead: turn.ahead, why }) }
  }
  const time = countdown(retryAt - now)
  if (flapping === undefined) return { words: t('format.state.waiting', { retry: attempt, time }), detail: why }
  const { times, withinMs } = flapping
  const span = withinMs < 1_000 ? countdown(withinMs) : duration(withinMs)
  return { words: t('format.state.flapping', { time }), detail: t('format.state.flappingLong', { times, span, time, why }) }
}

/** With a cause it ends by itself: the server said goodbye, say, and TCP is still there. */
function closingWords(cause: Cause | undefined, time: string): { words: string; why?: string; detail: string } {
  const words = t('format.state.closing', { time })
  if (cause === undefined) return { words, detail: t('format.state.closingLong', { time }) }
  return { words, why: shortCause(cause), detail: t('format.state.concluding', { why: describeCause(cause), time }) }
}

function openDetail(state: Extract<ConnectionState, { kind: 'open' }>): string {
  const protocol = state.protocol === '' ? t('format.state.noSubprotocol') : t('format.state.subprotocol', { name: state.protocol })
  return t('format.state.openLong', { protocol, extensions: state.extensions === '' ? t('format.state.noExtensions') : state.extensions })
}

/** What tells one cause from another in a column of many: the number first, the peer's own reason, no errno. */
function shortCause(cause: Cause): string {
  const reason = cause.reason === '' ? '' : ` · ${cause.reason}`
  if (cause.kind === 'http-status' && cause.httpStatus !== null) return `HTTP ${cause.httpStatus}${reason}`
  if (cause.kind === 'close-frame' && cause.closeCode === 1005) return t('format.state.noCode')
  if (cause.kind === 'close-frame' && cause.closeCode !== null) return reason === '' ? `${cause.closeCode} ${closeCodeName(cause.closeCode)}` : `${cause.closeCode}${reason}`
  if (cause.kind === 'unknown') return cause.reason === '' ? (cause.code ?? '') : cause.reason
  return describeCause({ ...cause, code: null })
}

/** Whether the words change more often than once a second. */
export function isCountingDown(state: ConnectionState): boolean {
  return state.kind === 'waiting' || state.kind === 'closing'
}
