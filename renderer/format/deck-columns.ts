import { deckColumns, type DeckColumn } from '../../shared/deck-view'

interface Track {
  /** Least width in px, and the share of what is left over; 0: none. */
  px: number
  share: number
}

const wide: Readonly<Record<DeckColumn, Track>> = {
  name: { px: 110, share: 1 },
  state: { px: 190, share: 1.9 },
  rtt: { px: 58, share: 0 },
  in: { px: 44, share: 0 },
  out: { px: 46, share: 0 },
  activity: { px: 74, share: 0 },
  queue: { px: 104, share: 0 },
  retries: { px: 56, share: 0 },
  last: { px: 120, share: 1.7 },
  folder: { px: 80, share: 0.7 },
  tags: { px: 80, share: 0.7 },
  url: { px: 120, share: 1.4 },
}

const narrow: Readonly<Record<DeckColumn, Track>> = {
  ...wide,
  name: { px: 90, share: 0.9 },
  state: { px: 150, share: 2.8 },
  rtt: { px: 56, share: 0 },
  in: { px: 40, share: 0 },
  out: { px: 44, share: 0 },
  queue: { px: 50, share: 0 },
  last: { px: 80, share: 0.7 },
}

/** Left out first where there is too little room. */
const yielding: readonly DeckColumn[] = ['activity', 'retries', 'url', 'tags', 'folder', 'last', 'queue', 'out', 'in', 'rtt']
/** As wide as this, cells show all they have. */
export const wideFromPx = 860
const edgesPx = 60

/** The columns that are chosen and fit, in their order, and the widths as a grid template; the first track is the tick's. */
export function columnsFor(widthPx: number, hidden: readonly DeckColumn[]): { columns: DeckColumn[]; template: string } {
  const tracks = widthPx > wideFromPx ? wide : narrow
  const left = new Set(deckColumns.filter((column) => !hidden.includes(column)))
  const needed = () => [...left].reduce((sum, column) => sum + tracks[column].px, edgesPx)
  for (const column of yielding) if (needed() > widthPx) left.delete(column)
  const columns = deckColumns.filter((column) => left.has(column))
  const template = columns.map((column) => (tracks[column].share === 0 ? `${tracks[column].px}px` : `minmax(${tracks[column].px}px, ${tracks[column].share}fr)`))
  return { columns, template: `${widthPx > wideFromPx ? 34 : 30}px ${template.join(' ')}` }
}
