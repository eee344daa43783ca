import { folded, fuzzy, fuzzyScore } from '../format/fuzzy'

const paletteKinds = ['action', 'profile', 'message', 'capture', 'deck', 'environment'] as const
export type PaletteKind = (typeof paletteKinds)[number]

/** Something that the palette can find and do. Its texts are for one line: nothing hidden in them, and not without end. */
export interface PaletteItem {
  /** Its own among all kinds. */
  id: string
  kind: PaletteKind
  text: string
  /** Where it leads or belongs; found by, too. */
  note: string
  /** Found by, too, though it is not shown. */
  also?: string
  keys: string | null
  run: () => void
  /** What Mod+Enter does. */
  second: { label: string; run: () => void } | null
}

export interface Hit {
  item: PaletteItem
  /** Matched letters of its text and of its note. */
  at: readonly number[]
  noteAt: readonly number[]
  score: number
}

interface HitGroup {
  kind: PaletteKind | 'recent'
  hits: Hit[]
  /** How many more there are than are listed. */
  more: number
}

const prefixes: Readonly<Record<string, PaletteKind>> = { '>': 'action', '@': 'profile', '#': 'message' }

/** Rows of a kind: among others, and when the person asked for this kind alone. */
const fewRows = 8
const manyRows = 60
const keptRecent = 50
const shownRecent = 5
/** What was used of late comes before its like, never before what fits better: less than a class of matches. */
const recentBonus = 40

interface Indexed {
  item: PaletteItem
  text: string
  note: string
  also: string
}

/** The command palette: what there is, what was asked for, and what fits, best first. */
export class Palette {
  query = $state('')
  #items = $state.raw<readonly Indexed[]>([])
  /** Ids, newest first. */
  #recent = $state.raw<readonly string[]>([])
  readonly #collect: () => PaletteItem[]

  /** What the query is about, without its prefix; `kind` null: everything. */
  readonly asked: { kind: PaletteKind | null; text: string } = $derived.by(() => {
    const kind = prefixes[this.query.charAt(0)] ?? null
    return { kind, text: folded((kind === null ? this.query : this.query.slice(1)).trim()) }
  })
  readonly groups: readonly HitGroup[] = $derived.by(() => grouped(this.#items, this.asked, this.#recent))
  readonly hits: readonly Hit[] = $derived(this.groups.flatMap(({ hits }) => hits))

  /** `collect` is asked each time the palette opens. */
  constructor(collect: () => PaletteItem[]) {
    this.#collect = collect
  }

  open(): void {
    this.query = ''
    this.refresh()
  }

  refresh(): void {
    this.#items = this.#collect().map((item) => ({ item, text: folded(item.text), note: folded(item.note), also: folded(item.also ?? '') }))
  }

  /** The items are kept alive by nobody while it is closed. */
  close(): void {
    this.#items = []
  }

  used({ id }: PaletteItem): void {
    this.#recent = [id, ...this.#recent.filter((other) => other !== id)].slice(0, keptRecent)
  }
}

/** What fits, before it is known whether it will be listed: only what is listed gets its letters marked. */
interface Found {
  indexed: Indexed
  score: number
}

function grouped(items: readonly Indexed[], asked: Palette['asked'], recent: readonly string[]): HitGroup[] {
  const { kind, text } = asked
  const all = found(items, asked, recent)
  const last = text === '' && kind === null ? recentOnes(all, recent) : []
  const most = kind === null ? fewRows : manyRows
  const byKind = new Map<PaletteKind, Found[]>()
  for (const one of all) {
    if (last.includes(one)) continue
    const own = byKind.get(one.indexed.item.kind)
    if (own === undefined) byKind.set(one.indexed.item.kind, [one])
    else own.push(one)
  }
  const groups: HitGroup[] = paletteKinds.flatMap((each) => {
    const own = byKind.get(each)
    return own === undefined ? [] : [{ kind: each, hits: own.slice(0, most).map((one) => marked(one, text)), more: Math.max(0, own.length - most) }]
  })
  if (text !== '') groups.sort((a, b) => (b.hits[0]?.score ?? 0) - (a.hits[0]?.score ?? 0))
  return last.length === 0 ? groups : [{ kind: 'recent', hits: last.map((one) => marked(one, text)), more: 0 }, ...groups]
}

function recentOnes(all: readonly Found[], recent: readonly string[]): Found[] {
  const wanted = recent.slice(0, shownRecent)
  const place = ({ indexed }: Found) => wanted.indexOf(indexed.item.id)
  return all.filter((one) => place(one) !== -1).sort((a, b) => place(a) - place(b))
}

/** Best first; alike ones stay in their order. */
function found(items: readonly Indexed[], { kind, text }: Palette['asked'], recent: readonly string[]): Found[] {
  const bonus = new Map(recent.map((id, index) => [id, recentBonus * (1 - index / keptRecent)]))
  const all: Found[] = []
  for (const indexed of items) {
    if (kind !== null && indexed.item.kind !== kind) continue
    const score = scoreOf(indexed, text)
    if (score !== null) all.push({ indexed, score: score + (bonus.get(indexed.item.id) ?? 0) })
  }
  return text === '' ? all : all.sort((a, b) => b.score - a.score)
}

/** By its text; after all of those by its note, and by what is not shown. */
function scoreOf({ text, note, also }: Indexed, query: string): number | null {
  if (query === '') return 0
  return fuzzyScore(query, text) ?? (note.includes(query) ? -100 : also.includes(query) ? -200 : null)
}

function marked({ indexed: { item, text, note }, score }: Found, query: string): Hit {
  const at = fuzzy(query, text)?.at
  return { item, at: at ?? [], noteAt: at === undefined && note.includes(query) ? (fuzzy(query, note)?.at ?? []) : [], score }
}
