import type { DeckLine } from '../../format/deck-lines'

/** The list has rows of one height: so many of them are as high as a card and the gap above it. */
export const cardUnits = 4
const cardPx = 250
const gapPx = 8
/** Margins and the scroll bar. */
const edgesPx = 24

export function cardsPerLine(widthPx: number): number {
  return Math.max(1, Math.floor((widthPx - edgesPx + gapPx) / (cardPx + gapPx)))
}

/** For each row of the list, the line that begins there; -1 where a card goes on. */
export function unitsOf(lines: readonly DeckLine[], cards: boolean): number[] {
  if (!cards) return lines.map((_, at) => at)
  return lines.flatMap((line, at) => (line.kind === 'group' ? [at] : [at, ...Array.from({ length: cardUnits - 1 }, () => -1)]))
}
