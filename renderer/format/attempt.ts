import type { AttemptHop, AttemptRecord, TlsFacts } from '../../shared/attempt'
import { describeCause } from '../../shared/cause'
import type { Phase } from '../../shared/connection'
import { t } from '../../shared/words/words'
import { phaseWords, type Fact } from './cause'
import type { Tone } from './state'
import { roundTrip } from './time'

/** One step of an attempt, ready to be drawn. */
export interface Bar {
  label: string
  detail: string
  startMs: number
  /** Up to its end or its failure; null while it is under way. */
  tookMs: number | null
  /** Parts of the whole width, 0…1; `left + width` is at most 1. */
  left: number
  width: number
  /** `beyond`: it ended later than the scale shows. */
  end: 'done' | 'failed' | 'running' | 'beyond'
}

export interface Timeline {
  totalMs: number
  bars: Bar[]
}

/** A first message later than this many handshakes would leave nothing to see of the handshake. */
const messageShare = 3

/** From the start of an attempt to its open, its failure or, while it is under way, to now. */
export function attemptMs(record: AttemptRecord, now: number): number {
  if (record.openMs !== null) return record.openMs
  const steps = record.steps.map(({ startMs, endMs }) => endMs ?? startMs)
  // Steps are timed by a finer clock, that is not set back.
  return Math.max(0, (record.endedAt ?? now) - record.at, ...steps)
}

export function timelineOf(record: AttemptRecord, now: number): Timeline {
  const handshakeMs = attemptMs(record, now)
  const messageMs = record.openMs === null ? null : record.firstMessageMs
  const near = messageMs !== null && messageMs <= handshakeMs * messageShare
  const totalMs = Math.max(0.01, near ? messageMs : messageMs === null ? handshakeMs : handshakeMs * 1.25)
  const place = (startMs: number, endMs: number) => {
    const left = share(startMs / totalMs)
    return { left, width: Math.max(0, share(endMs / totalMs) - left) }
  }
  const bars = record.steps.map(({ phase, startMs, endMs, detail }): Bar => {
    const end = endMs !== null ? 'done' : record.endedAt === null ? 'running' : 'failed'
    const tookMs = end === 'running' ? null : (endMs ?? handshakeMs) - startMs
    return { label: phaseWords[phase], detail, startMs, tookMs, ...place(startMs, endMs ?? handshakeMs), end }
  })
  if (messageMs !== null && record.openMs !== null) {
    const beyond = messageMs > totalMs
    bars.push({ label: t('attempts.step.firstMessage'), detail: '', startMs: record.openMs, tookMs: messageMs - record.openMs, ...place(record.openMs, messageMs), end: beyond ? 'beyond' : 'done' })
  }
  return { totalMs, bars: withFailure(bars, record) }
}

/** Where an attempt failed between two steps, the last one is the one that it failed after. */
function withFailure(bars: Bar[], { openMs, endedAt, cause, steps }: AttemptRecord): Bar[] {
  if (openMs !== null || endedAt === null || cause === null || bars.some(({ end }) => end === 'failed')) return bars
  const at = steps.findLastIndex(({ phase }) => phase === cause.phase)
  return bars.map((bar, i) => (i === at ? { ...bar, end: 'failed' } : bar))
}

function share(part: number): number {
  return Number.isFinite(part) ? Math.min(1, Math.max(0, part)) : 0
}

/** All of one phase together, in ms; null where it did not come to it. */
export function phaseMs(record: AttemptRecord, phase: Phase, now: number): number | null {
  const steps = record.steps.filter((step) => step.phase === phase)
  return steps.length === 0 ? null : steps.reduce((sum, { startMs, endMs }) => sum + (endMs ?? attemptMs(record, now)) - startMs, 0)
}

export interface AttemptLook {
  tone: Tone
  words: string
}

/** How an attempt ended, on one line. */
export function attemptLook({ cause, openMs }: AttemptRecord): AttemptLook {
  if (cause === null) return openMs === null ? { tone: 'busy', words: t('attempts.connecting') } : { tone: 'open', words: t('attempts.openAfter', { time: roundTrip(openMs) }) }
  const wanted = cause.wasClean || cause.kind === 'user-closed' || cause.kind === 'app-quit'
  return { tone: wanted ? 'idle' : 'fail', words: describeCause({ ...cause, code: null }) }
}

export function hopFacts({ url, address, localAddress, proxy }: AttemptHop): Fact[] {
  return present([[t('attempts.fact.url'), url], [t('attempts.fact.address'), address], [t('attempts.fact.from'), localAddress], [t('attempts.fact.proxy'), proxy]])
}

export function agreedFacts({ agreed }: AttemptRecord): Fact[] {
  if (agreed === null) return []
  return [
    { label: t('attempts.fact.subprotocol'), value: agreed.protocol === '' ? t('attempts.none') : agreed.protocol },
    { label: t('attempts.fact.extensions'), value: agreed.extensions === '' ? t('attempts.none') : agreed.extensions },
  ]
}

export function tlsFacts({ version, cipher, serverName, trusted, problem, accepted }: TlsFacts): Fact[] {
  const trust = t(trusted ? 'attempts.yes' : accepted ? 'attempts.noAccepted' : 'attempts.no')
  return present([
    [t('attempts.fact.version'), version],
    [t('attempts.fact.cipher'), cipher],
    [t('attempts.fact.serverName'), serverName],
    [t('attempts.fact.trusted'), trust],
    [t('attempts.fact.problem'), problem],
  ])
}

function present(lines: readonly [string, string][]): Fact[] {
  return lines.flatMap(([label, value]) => (value === '' ? [] : [{ label, value }]))
}
