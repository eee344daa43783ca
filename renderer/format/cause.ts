import { causeGuide } from '../../shared/cause-guide'
import { describeCause } from '../../shared/cause'
import { closeCodeName } from '../../shared/close-code'
import type { Cause, Phase } from '../../shared/connection'
import { t, wordsOf } from '../../shared/words/words'
import { roundTrip } from './time'

/** One line of a definition list. */
export interface Fact {
  label: string
  /** May be a peer's own text: never markup. */
  value: string
}

export const phaseWords: Readonly<Record<Phase, string>> = wordsOf({
  prepare: 'attempts.phase.prepare',
  auth: 'attempts.phase.auth',
  dns: 'attempts.phase.dns',
  tcp: 'attempts.phase.tcp',
  proxy: 'attempts.phase.proxy',
  tls: 'attempts.phase.tls',
  http: 'attempts.phase.http',
  websocket: 'attempts.phase.websocket',
  open: 'attempts.phase.open',
  heartbeat: 'attempts.phase.heartbeat',
  queue: 'attempts.phase.queue',
  user: 'attempts.phase.user',
})

const enders: Readonly<Record<NonNullable<Cause['by']>, string>> = wordsOf({
  server: 'attempts.by.server',
  client: 'attempts.by.client',
  network: 'attempts.by.network',
})

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
    [t('attempts.fact.phase'), phaseWords[cause.phase]],
    [t('attempts.fact.cause'), cause.kind],
    [t('attempts.fact.code'), cause.code],
    [t('attempts.fact.httpStatus'), cause.httpStatus === null ? null : String(cause.httpStatus)],
    [t('attempts.fact.closeCode'), cause.closeCode === null ? null : `${cause.closeCode} ${closeCodeName(cause.closeCode)}`],
    [t('attempts.fact.reason'), cause.reason === '' ? null : cause.reason],
    [t('attempts.fact.endedBy'), cause.by === null ? null : enders[cause.by]],
    [t('attempts.fact.closeHandshake'), closingWords(cause)],
    [t('attempts.fact.retryAfter'), cause.retryAfterMs === null ? null : roundTrip(cause.retryAfterMs)],
  ]
  return facts.flatMap(([label, value]) => (value === null ? [] : [{ label, value }]))
}

/** Says something only of what was open (RFC 6455 §7.1.4). */
function closingWords({ wasClean, phase }: Cause): string | null {
  if (wasClean) return t('attempts.complete')
  return phase === 'open' || phase === 'heartbeat' || phase === 'queue' ? t('attempts.notComplete') : null
}
