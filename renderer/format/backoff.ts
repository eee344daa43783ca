import type { Options } from '../../shared/options'
import { language } from '../../shared/words/words'

type Backoff = Pick<Options['reconnect'], 'baseMs' | 'factor' | 'capMs' | 'jitter' | 'attempts'>

/** The first delays in words: “≤ 1 s, ≤ 2 s, ≤ 4 s …”; empty where the numbers do not fit yet. */
export function backoffWords({ baseMs, factor, capMs, jitter, attempts }: Backoff, shown = 6): string {
  if (![baseMs, factor, capMs].every((value) => Number.isFinite(value) && value > 0)) return ''
  const many = Math.min(shown, attempts ?? shown)
  const delays = Array.from({ length: many }, (_, index) => words(Math.min(capMs, baseMs * factor ** index), jitter))
  return delays.join(language() === 'en' ? ', ' : '、') + (attempts === null || attempts > many ? ' …' : '')
}

function words(ceilingMs: number, jitter: Backoff['jitter']): string {
  if (jitter === 'none') return seconds(ceilingMs)
  return jitter === 'full' ? `≤ ${seconds(ceilingMs)}` : `${seconds(ceilingMs / 2)}–${seconds(ceilingMs)}`
}

function seconds(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  return ms < 60_000 ? `${Number((ms / 1_000).toFixed(1))} s` : `${Number((ms / 60_000).toFixed(1))} min`
}
