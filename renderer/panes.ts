import type { SplitShape } from './ui/split'

/** The panes of the window that have a size of their own, and what it may be. */
export const panes = {
  sidebar: { initialPx: 240, minPx: 200, maxPx: 440, restPx: 560 },
  composer: { initialPx: 150, initialShare: 0.26, minPx: 110, restPx: 120 },
  messages: { initialPx: 280, minPx: 180, maxPx: 520, restPx: 300 },
  inspector: { initialPx: 380, minPx: 240, restPx: 280 },
} satisfies Record<string, SplitShape>

/** Messages beside the composer need a window this wide, unless somebody wants them there. */
export const narrowPx = 1000

interface OnDeck {
  sockets: number
  schedules: number
  compact: boolean
  /** Cards in a line; null: rows. */
  perLine: number | null
}

/** Until somebody chooses a height: what there is to show, up to a third, so that half of the window is the log's. */
export function deckShape({ sockets, schedules, compact, perLine }: OnDeck): SplitShape {
  const filledPx = perLine === null ? 66 + Math.max(2, sockets) * (compact ? 24 : 28) : 52 + Math.ceil(sockets / perLine) * 112
  const stripPx = schedules === 0 ? 0 : 31 + Math.min(108, schedules * 28)
  return { initialPx: (sockets === 0 ? 200 : filledPx) + stripPx, initialShare: 0.34, minPx: 100, restPx: 250 }
}
