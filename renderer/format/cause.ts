import { causeGuide } from '../../shared/cause-guide'
import { describeCause } from '../../shared/cause'
import { closeCodeName } from '../../shared/close-code'
import type { Cause, Phase } from '../../shared/connection'
import { roundTrip } from './time'

/** One line of a definition list. */
export interface Fact {
  label: string
  /** May be a peer's own text: never markup. */
  value: string
}

export const phaseWords: Readonly<Record<Phase, string>> = {
  prepare: 'Prepare',
  auth: 'Token',
  dns: 'DNS',
  tcp: 'TCP',
  proxy: 'Proxy',
  tls: 'TLS',
  http: 'HTTP upgrade',
  websocket: 'WebSocket',
  open: 'Open session',
  heartbeat: 'Heartbeat',
  queue: 'Send queue',
  user: 'By hand',
}

const enders: Readonly<Record<NonNullable<Cause['by']>, string>> = { server: 'The server', client: 'This side', network: 'The network' }

/** What a cause means and what to do about it. */
export function causeAdvice({ kind }: Cause): { meaning: string; action: string } {
  const { meaning, action } = causeGuide[kind]
  return { meaning, action }
}

/** A cause without the peer's own words in it. */
export function causeTitle(cause: Cause): string {
  return describeCause({ ...cause, reason: '' })
}

export function causeFacts(cause: Cause): Fact[] {
  const facts: [string, string | null][] = [
    ['Phase', phaseWords[cause.phase]],
    ['Cause', cause.kind],
    ['Code', cause.code],
    ['HTTP status', cause.httpStatus === null ? null : String(cause.httpStatus)],
    ['Close code', cause.closeCode === null ? null : `${cause.closeCode} ${closeCodeName(cause.closeCode)}`],
    ['Reason', cause.reason === '' ? null : cause.reason],
    ['Ended by', cause.by === null ? null : enders[cause.by]],
    ['Close handshake', closingWords(cause)],
    ['Retry after', cause.retryAfterMs === null ? null : roundTrip(cause.retryAfterMs)],
  ]
  return facts.flatMap(([label, value]) => (value === null ? [] : [{ label, value }]))
}

/** Says something only of what was open (RFC 6455 §7.1.4). */
function closingWords({ wasClean, phase }: Cause): string | null {
  if (wasClean) return 'Complete'
  return phase === 'open' || phase === 'heartbeat' || phase === 'queue' ? 'Not complete' : null
}
