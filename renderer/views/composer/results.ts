import type { BroadcastLine, BroadcastRun } from '../../../shared/broadcast'
import { fateOf, type Fate } from './outcome'

/** By what the table is sorted; `fate`: what needs a look first. */
export type ResultColumn = 'name' | 'fate' | 'reply' | 'latency'
export interface ResultSort {
  by: ResultColumn
  down: boolean
}

const fateOrder: readonly Fate[] = ['refused', 'dropped', 'cancelled', 'waiting', 'queued', 'sent']

/** A stable order: equal lines stay in the order of the deck. What has no reply comes last, whichever way. */
export function sorted({ lines, state }: Pick<BroadcastRun, 'lines' | 'state'>, { by, down }: ResultSort): BroadcastLine[] {
  const names = new Intl.Collator('en', { numeric: true })
  const sign = down ? -1 : 1
  const rank = (line: BroadcastLine) => fateOrder.indexOf(fateOf(line, state))
  if (by === 'name') return lines.toSorted((a, b) => sign * names.compare(a.name, b.name))
  if (by === 'fate') return lines.toSorted((a, b) => sign * (rank(a) - rank(b)))
  return lines.toSorted((a, b) => {
    if (a.reply === null || b.reply === null) return Number(a.reply === null) - Number(b.reply === null)
    return sign * (by === 'latency' ? a.reply.latencyMs - b.reply.latencyMs : names.compare(a.reply.preview, b.reply.preview))
  })
}

/** Of the first replies that came; null: none has. Nearest rank, as monitors count. */
export function latencies(lines: readonly BroadcastLine[]): { count: number; median: number; p95: number } | null {
  const all = lines.flatMap(({ reply }) => (reply === null ? [] : [reply.latencyMs])).sort((a, b) => a - b)
  const at = (share: number) => all[Math.max(0, Math.ceil(all.length * share) - 1)] ?? 0
  return all.length === 0 ? null : { count: all.length, median: at(0.5), p95: at(0.95) }
}

/** Lines whose turn has come. */
export function doneCount(lines: readonly BroadcastLine[]): number {
  return lines.filter(({ outcome }) => outcome !== null).length
}
