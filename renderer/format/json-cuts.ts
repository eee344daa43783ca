import type { JsonSpan } from './json-lines'

/** A value that is longer than what is shown of it. */
export interface JsonCut {
  /** Where in the text it was cut. */
  at: number
  /** Characters that are left out. */
  more: number
}

/** The text with words where values were cut; the spans move along. Cuts are in order. */
export function withCuts(
  { text, spans, cuts }: { text: string; spans: readonly JsonSpan[]; cuts: readonly JsonCut[] },
  words: (more: number) => string,
): { text: string; spans: readonly JsonSpan[] } {
  if (cuts.length === 0) return { text, spans }
  const said = cuts.map(({ at, more }) => ({ at, words: words(more) }))
  const parts = said.map((cut, i) => text.slice(said[i - 1]?.at ?? 0, cut.at) + cut.words)
  let passed = 0
  let shift = 0
  const moved = spans.map((span) => {
    for (let cut = said[passed]; cut !== undefined && cut.at <= span.from; cut = said[passed]) {
      shift += cut.words.length
      passed += 1
    }
    return { ...span, from: span.from + shift, to: span.to + shift }
  })
  return { text: parts.join('') + text.slice(said.at(-1)?.at ?? 0), spans: moved }
}
