import type { ScheduleState, Timing } from '../../shared/schedule'
import { t } from '../../shared/words/words'
import { formatCount } from './bytes'
import { clockTime } from './time'

/** "every 1,000 ms" */
export function timingWords(timing: Timing): string {
  if (timing.kind === 'every') return t('schedules.everyWords', { ms: formatCount(timing.ms) })
  if (timing.kind === 'random') return t('schedules.randomWords', { min: formatCount(timing.minMs), max: formatCount(timing.maxMs) })
  return t('schedules.cronWords', { expression: timing.expression })
}

/** What it has done so far, in parts. */
export function progressWords({ schedule, runs, sent, refused, nextAt, driftMs, state }: ScheduleState): string[] {
  const words = [t('schedules.sent', { sent: formatCount(sent) })]
  if (schedule.times !== null) words.unshift(t('schedules.ofTimes', { runs: formatCount(runs), times: formatCount(schedule.times) }))
  if (refused > 0) words.push(t('schedules.refused', { refused: formatCount(refused) }))
  // Shorter pauses than this come and go faster than anybody reads.
  const slow = schedule.timing.kind === 'cron' || (schedule.timing.kind === 'every' && schedule.timing.ms >= 5_000)
  if (nextAt !== null && slow) words.push(t('schedules.next', { time: clockTime(nextAt) }))
  else if (state === 'running' && runs > 1) words.push(t('schedules.drift', { ms: driftMs.toFixed(1) }))
  return words
}
