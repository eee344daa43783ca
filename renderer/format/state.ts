import { describeCause, stateWords } from '../../shared/cause'
import type { ConnectionState, StateKind } from '../../shared/connection'
import { countdown, duration } from './time'

/** Named after the colour tokens; `busy` is the accent. */
export type Tone = 'idle' | 'busy' | 'open' | 'wait' | 'fail'

export interface StateLook {
  tone: Tone
  /** Short enough for a row: "Open 00:12", "Retry 3 in 2.4 s". */
  words: string
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
  return { tone: stateTones[state.kind], ...words(state, now) }
}

function words(state: ConnectionState, now: number): { words: string; detail: string } {
  switch (state.kind) {
    case 'idle':
      return { words: stateWords.idle, detail: 'Not connected yet' }
    case 'connecting':
      return { words: state.attempt > 1 ? `Connecting, retry ${state.attempt - 1}` : 'Connecting', detail: `Connecting for ${duration(now - state.since)}` }
    case 'open':
      return { words: `Open ${duration(now - state.since)}`, detail: openDetail(state) }
    case 'closing':
      return { words: `Closing ${countdown(state.forceAt - now)}`, detail: `Waiting for the peer’s close frame; cut in ${countdown(state.forceAt - now)}` }
    case 'waiting':
      return { words: `Retry ${state.attempt} in ${countdown(state.retryAt - now)}`, detail: describeCause(state.cause) }
    case 'closed':
      return { words: closedWords(describeCause(state.cause)), detail: describeCause(state.cause) }
    case 'failed':
      return { words: `Failed: ${describeCause(state.cause)}`, detail: describeCause(state.cause) }
  }
}

function openDetail(state: Extract<ConnectionState, { kind: 'open' }>): string {
  const protocol = state.protocol === '' ? 'no subprotocol' : `subprotocol ${state.protocol}`
  return `Open, ${protocol}, ${state.extensions === '' ? 'no extensions' : state.extensions}`
}

/** "Disconnected" and "Closed by server: 1000 …" already say that it is closed. */
function closedWords(cause: string): string {
  return /^(closed|disconnected)/i.test(cause) ? cause : `Closed: ${cause}`
}

/** Whether the words change more often than once a second. */
export function isCountingDown(state: ConnectionState): boolean {
  return state.kind === 'waiting' || state.kind === 'closing'
}
