/** Saved decks: which profiles, how many sockets of each, which are ticked and how it all looks. */
import * as v from 'valibot'
import { idSchema } from './check'
import { deckViewSchema } from './deck-view'
import { limits } from './limits'
import { overridesSchema } from './options'
import { t } from './words/words'

const places = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(limits.connections))

const paneName = v.pipe(v.string(), v.maxLength(40))

export const savedDeckSchema = v.strictObject({
  id: idSchema,
  name: v.pipe(v.string(), v.trim(), v.minLength(1, () => t('decks.nameless')), v.maxLength(limits.nameLength)),
  /** In the order of the deck; a profile may come several times. `ticked` are places among its sockets here, from 0. */
  items: v.pipe(
    v.array(v.strictObject({ profileId: idSchema, count: places, ticked: v.pipe(v.array(places), v.maxLength(limits.connections)) })),
    v.maxLength(limits.connections),
  ),
  view: deckViewSchema,
  /** Pane sizes in percent, by pane group. */
  panes: v.pipe(v.record(paneName, v.pipe(v.array(v.pipe(v.number(), v.minValue(0), v.maxValue(100))), v.maxLength(8))), v.maxEntries(20)),
  hidden: v.pipe(v.array(paneName), v.maxLength(20)),
})
export type SavedDeck = v.InferOutput<typeof savedDeckSchema>

/** A connection that was taken off the deck, as undo puts it back. */
export const removedConnectionSchema = v.strictObject({
  /** On the deck, from 0, when all that were taken off with it were still there. */
  place: places,
  profileId: idSchema,
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(limits.nameLength + 10)),
  /** Its place in an "open ×N", from 1. */
  index: v.pipe(places, v.minValue(1)),
  /** What was set for it at its opening. */
  overrides: overridesSchema,
})
export type RemovedConnection = v.InferOutput<typeof removedConnectionSchema>

/** Sockets that are opened one after another. */
export interface Ramp {
  id: number
  total: number
  begun: number
}
