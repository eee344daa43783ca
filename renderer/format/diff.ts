import { diffArrays } from 'diff'

/** Lines `aFrom` to `aTo` of one text stand where `bFrom` to `bTo` of the other stand; ends are exclusive. */
export interface Hunk {
  same: boolean
  aFrom: number
  aTo: number
  bFrom: number
  bTo: number
}

/** In `split`, lines that were replaced stand beside what came for them; in `unified`, above it. */
export type DiffLayout = 'unified' | 'split'

/** One side of a row; `line` counts from 0, and what stands from `from` to `to` differs from the other side. */
export interface DiffCell {
  line: number
  text: string
  from: number
  to: number
}

export interface DiffRow {
  same: boolean
  a: DiffCell | null
  b: DiffCell | null
}

/** Characters of a line that are shown. */
const shownCharacters = 4 * 1024

/** Compares line by line; null if that takes longer than `timeout` milliseconds, which happens when hardly anything is alike. */
export function hunksOf(a: readonly string[], b: readonly string[], timeout: number): Hunk[] | null {
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1
  let tail = 0
  while (tail < Math.min(a.length, b.length) - start && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1
  const changes = diffArrays(a.slice(start, a.length - tail), b.slice(start, b.length - tail), { timeout })
  if (changes === undefined) return null
  const list = new HunkList()
  list.add(true, start, start)
  for (const { added, removed, count } of changes) list.add(!added && !removed, added ? 0 : count, removed ? 0 : count)
  list.add(true, tail, tail)
  return list.hunks
}

/** Puts what was removed and what was added at one place into one hunk. */
class HunkList {
  readonly hunks: Hunk[] = []
  #a = 0
  #b = 0

  add(same: boolean, a: number, b: number): void {
    if (a === 0 && b === 0) return
    const last = this.hunks.at(-1)
    const [aFrom, bFrom] = [this.#a, this.#b]
    this.#a += a
    this.#b += b
    if (last?.same === same) Object.assign(last, { aTo: this.#a, bTo: this.#b })
    else this.hunks.push({ same, aFrom, aTo: this.#a, bFrom, bTo: this.#b })
  }
}

/** Two texts with their differences, drawn row by row on demand. */
export class Comparison {
  readonly added: number
  readonly removed: number
  readonly #a: readonly string[]
  readonly #b: readonly string[]
  readonly #hunks: readonly Hunk[]

  constructor(a: readonly string[], b: readonly string[], hunks: readonly Hunk[]) {
    this.#a = a
    this.#b = b
    this.#hunks = hunks
    const changed = hunks.filter(({ same }) => !same)
    this.added = changed.reduce((sum, { bFrom, bTo }) => sum + bTo - bFrom, 0)
    this.removed = changed.reduce((sum, { aFrom, aTo }) => sum + aTo - aFrom, 0)
  }

  length(layout: DiffLayout): number {
    return this.#hunks.reduce((sum, hunk) => sum + rowsIn(hunk, layout), 0)
  }

  /** First row of each place that differs. */
  changes(layout: DiffLayout): number[] {
    let row = 0
    const found: number[] = []
    for (const hunk of this.#hunks) {
      if (!hunk.same) found.push(row)
      row += rowsIn(hunk, layout)
    }
    return found
  }

  /** Rows `from` to `to`, exclusive. */
  rows(layout: DiffLayout, from: number, to: number): DiffRow[] {
    const rows: DiffRow[] = []
    let before = 0
    for (const hunk of this.#hunks) {
      const count = rowsIn(hunk, layout)
      for (let i = Math.max(0, from - before); i < Math.min(count, to - before); i += 1) rows.push(this.#row(hunk, layout, i))
      before += count
      if (before >= to) break
    }
    return rows
  }

  #row(hunk: Hunk, layout: DiffLayout, i: number): DiffRow {
    const { same, aFrom, aTo, bFrom, bTo } = hunk
    const below = layout === 'unified' && !same
    const a = aFrom + i < aTo ? aFrom + i : null
    const b = below ? (a === null ? bFrom + i - (aTo - aFrom) : null) : bFrom + i < bTo ? bFrom + i : null
    const place = below && a === null ? i - (aTo - aFrom) : i
    const differing = same ? null : middle(this.#a[aFrom + place], aFrom + place < aTo, this.#b[bFrom + place], bFrom + place < bTo)
    return { same, a: a === null ? null : cell(this.#a, a, differing?.a), b: b === null ? null : cell(this.#b, b, differing?.b) }
  }
}

function rowsIn({ same, aFrom, aTo, bFrom, bTo }: Hunk, layout: DiffLayout): number {
  if (same) return aTo - aFrom
  return layout === 'unified' ? aTo - aFrom + bTo - bFrom : Math.max(aTo - aFrom, bTo - bFrom)
}

interface Span {
  from: number
  to: number
}

function cell(lines: readonly string[], line: number, { from, to }: Span = { from: 0, to: 0 }): DiffCell {
  const text = lines[line] ?? ''
  const shown = text.length > shownCharacters ? `${text.slice(0, shownCharacters)} …` : text
  return { line, text: shown, from: Math.min(from, shown.length), to: Math.min(to, shown.length) }
}

/** What differs between two lines that stand at one place: all but their common beginning and end. */
function middle(a: string | undefined, hasA: boolean, b: string | undefined, hasB: boolean): { a: Span; b: Span } | null {
  if (!hasA || !hasB || a === undefined || b === undefined) return null
  const most = Math.min(a.length, b.length)
  let start = 0
  while (start < most && a.charCodeAt(start) === b.charCodeAt(start)) start += 1
  if (isHighSurrogate(a.charCodeAt(start - 1))) start -= 1
  let tail = 0
  while (tail < most - start && a.charCodeAt(a.length - 1 - tail) === b.charCodeAt(b.length - 1 - tail)) tail += 1
  if (isHighSurrogate(a.charCodeAt(a.length - tail - 1))) tail -= 1
  // Lines with nothing in common are told apart by their colour alone.
  if (start + tail === 0) return null
  return { a: { from: start, to: a.length - Math.max(0, tail) }, b: { from: start, to: b.length - Math.max(0, tail) } }
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff
}
