import type { TextCondition } from '../../shared/entry'

/** Where in a text something stands, in order: `from` inclusive, `to` exclusive. */
interface Place {
  from: number
  to: number
}
export type Highlighter = (text: string) => Place[]

interface HighlightedPart {
  text: string
  /** What this part was marked by; null: by none. */
  by: 'filter' | 'find' | null
}

/** Places marked in one text: a preview full of hits is as readable without the rest. */
const mostPlaces = 40

/** Makes a highlighter of an expression in RE2's syntax, as main searches with; null: it is none. */
export type Expression = (source: string, caseSensitive: boolean) => Highlighter | null

/** Finds what main finds: letters by Unicode's simple case folding, expressions once `expression` is loaded. null: nothing to find, or nothing that can be. */
export function highlighter({ text, regex, caseSensitive }: TextCondition, expression: Expression | null): Highlighter | null {
  if (text === '') return null
  if (regex) return expression?.(text, caseSensitive) ?? null
  const pattern = new RegExp(text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), caseSensitive ? 'gu' : 'giu')
  return (where) => collect((from) => {
    pattern.lastIndex = from
    const match = pattern.exec(where)
    return match === null ? null : { from: match.index, to: match.index + match[0].length }
  })
}

/** Text cut where something is marked; what is found stands above what the filter looks for. */
export function highlighted(text: string, filter: Highlighter | null, find: Highlighter | null): HighlightedPart[] {
  const found = find?.(text) ?? []
  const filtered = filter?.(text) ?? []
  const ends = (places: readonly Place[]) => places.flatMap(({ from, to }) => [from, to])
  const uncovered = ends(filtered).filter((at) => !found.some(({ from, to }) => from < at && at < to))
  const edges = [...new Set([0, text.length, ...ends(found), ...uncovered])].sort((a, b) => a - b)
  const within = (places: readonly Place[], at: number) => places.some(({ from, to }) => from <= at && at < to)
  return edges.slice(0, -1).map((from, i) => ({
    text: text.slice(from, edges[i + 1]),
    by: within(found, from) ? 'find' : within(filtered, from) ? 'filter' : null,
  }))
}

/** Empty hits can't be seen, and are left out. */
export function collect(next: (from: number) => Place | null): Place[] {
  const places: Place[] = []
  let seen = 0
  for (let place = next(0); place !== null && seen < mostPlaces; place = next(place.to)) {
    seen += 1
    if (place.to > place.from) places.push(place)
  }
  return places
}
