/** Where the letters of a query stand in a text, and how well they fit. */
export interface Match {
  /** Higher is better: the class of the match counts first, see `classes`. */
  score: number
  /** Places of the matched letters, rising. */
  at: readonly number[]
}

/** Least scores. A class is 200 wide, so that nothing inside a lower one comes before it. */
const classes = { whole: 1000, start: 800, word: 600, within: 400, words: 200, scattered: 0 } as const

/** Lower case, of the same length: letters whose small form is longer stay as they are. */
export function folded(text: string): string {
  const lower = text.toLowerCase()
  if (lower.length === text.length) return lower
  return Array.from(text, (each) => (each.toLowerCase().length === each.length ? each.toLowerCase() : each)).join('')
}

/**
 * Every text that has the query's letters in their order matches; null: no match. `query` and `text` are folded.
 * The whole text comes first, then its beginning, the beginning of a word, any place, all of its words, and letters apart.
 */
export function fuzzy(query: string, text: string): Match | null {
  if (query === '') return { score: 0, at: [] }
  const whole = together(query, text)
  return whole === null ? (inWords(query, text) ?? scattered(query, text)) : { score: whole.score, at: range(whole.from, query.length) }
}

/** The score alone, for very many texts of which few are shown; null: no match. */
export function fuzzyScore(query: string, text: string): number | null {
  return (query === '' ? null : together(query, text)?.score) ?? fuzzy(query, text)?.score ?? null
}

/** The query as it is, somewhere in the text. */
function together(query: string, text: string): { score: number; from: number } | null {
  const place = text.indexOf(query)
  if (place === -1) return null
  if (place === 0) return { score: text.length === query.length ? classes.whole : classes.start + shortness(text), from: 0 }
  const word = wordPlace(query, text, place)
  return word === -1 ? { score: classes.within + shortness(text), from: place } : { score: classes.word + shortness(text), from: word }
}

/** Shorter texts before longer ones: less of them is something else. */
function shortness(text: string): number {
  return Math.max(0, 150 - text.length)
}

function range(from: number, length: number): number[] {
  return Array.from({ length }, (_, i) => from + i)
}

const letter = /[\p{L}\p{N}]/u

function beginsWord(text: string, at: number): boolean {
  if (at === 0) return true
  const before = text.charCodeAt(at - 1)
  // What most words stand after; the expression costs a hundred times as much.
  return before === 0x20 || before === 0x2d || before === 0x2f || !letter.test(text.charAt(at - 1))
}

function wordPlace(query: string, text: string, first: number): number {
  for (let at = first; at !== -1; at = text.indexOf(query, at + 1)) if (beginsWord(text, at)) return at
  return -1
}

/** The query's words, each somewhere, in any order. */
function inWords(query: string, text: string): Match | null {
  const words = query.split(/\s+/).filter((word) => word !== '')
  if (words.length < 2) return null
  const at = new Set<number>()
  for (const word of words) {
    const place = text.indexOf(word)
    if (place === -1) return null
    const best = wordPlace(word, text, place)
    for (const each of range(best === -1 ? place : best, word.length)) at.add(each)
  }
  return { score: classes.words + shortness(text), at: [...at].sort((a, b) => a - b) }
}

/** The letters in their order; from the end of the first find backwards, so that they stand close together. */
function scattered(query: string, text: string): Match | null {
  const letters = Array.from(query).filter((each) => each.trim() !== '')
  let end = -1
  for (const each of letters) {
    end = text.indexOf(each, end + 1)
    if (end === -1) return null
  }
  const at: number[] = []
  let from = end
  for (const each of letters.reverse()) {
    from = text.lastIndexOf(each, from)
    at.unshift(...range(from, each.length))
    from -= 1
  }
  const gaps = (at.at(-1) ?? 0) - (at[0] ?? 0) + 1 - at.length
  const starts = at.filter((place) => beginsWord(text, place)).length
  return { score: classes.scattered + Math.max(0, 100 - gaps) + Math.min(starts * 10, 80), at }
}

/** The text cut into what is matched and what is not. */
export function parts(text: string, at: readonly number[]): { text: string; matched: boolean }[] {
  const matched = new Set(at)
  const found: { text: string; matched: boolean }[] = []
  for (let i = 0; i < text.length; i += 1) {
    const last = found.at(-1)
    if (last?.matched === matched.has(i)) last.text += text.charAt(i)
    else found.push({ text: text.charAt(i), matched: matched.has(i) })
  }
  return found
}
