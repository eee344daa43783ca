import type { JsonSpan } from '../../format/json-lines'
import { segments, type Segment } from '../../format/text'

/** A run of one colour within a piece of text, its hidden characters made visible. */
export interface Part {
  kind: JsonSpan['kind'] | 'plain'
  runs: Segment[]
}

/** Signs made at most in one part; a flood of hidden characters is spelled out as text beyond it. */
const most = 200

/** The parts of `text` between `from` and `to`; `spans` are in order and do not overlap. */
export function partsOf(text: string, { from, to }: { from: number; to: number }, spans: readonly JsonSpan[]): Part[] {
  const parts: Part[] = []
  const add = (kind: Part['kind'], start: number, end: number) => {
    if (end > start) parts.push({ kind, runs: segments(text.slice(start, end), { multiline: true, most }) })
  }
  let at = from
  for (let i = firstAfter(spans, from); i < spans.length; i += 1) {
    const span = spans[i]
    if (span === undefined || span.from >= to) break
    add('plain', at, Math.max(at, span.from))
    add(span.kind, Math.max(from, span.from), Math.min(to, span.to))
    at = Math.min(to, span.to)
  }
  add('plain', at, to)
  return parts
}

/** Index of the first span that ends behind `place`. */
function firstAfter(spans: readonly JsonSpan[], place: number): number {
  let low = 0
  let high = spans.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((spans[middle]?.to ?? 0) > place) high = middle
    else low = middle + 1
  }
  return low
}
