/** How the deck is shown: table or cards, which columns, in which order, in which groups. */
import * as v from 'valibot'

export const deckColumns = ['name', 'state', 'rtt', 'in', 'out', 'activity', 'queue', 'retries', 'last', 'folder', 'tags', 'url'] as const
export type DeckColumn = (typeof deckColumns)[number]

export const deckGroupings = ['none', 'folder', 'tag', 'color', 'profile', 'state'] as const
export type DeckGrouping = (typeof deckGroupings)[number]

export const deckViewSchema = v.strictObject({
  mode: v.picklist(['table', 'cards']),
  /** null: the order in which they were put on the deck. */
  sort: v.nullable(v.strictObject({ column: v.picklist(deckColumns), descending: v.boolean() })),
  group: v.picklist(deckGroupings),
  hiddenColumns: v.pipe(v.array(v.picklist(deckColumns)), v.maxLength(deckColumns.length)),
})
export type DeckView = v.InferOutput<typeof deckViewSchema>

export const plainDeckView: DeckView = { mode: 'table', sort: null, group: 'none', hiddenColumns: ['folder', 'tags', 'url'] }
