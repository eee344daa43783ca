import { deckColumns, deckGroupings, type DeckColumn, type DeckGrouping } from '../../../shared/deck-view'
import { profileColors, type ProfileColor } from '../../../shared/profile'
import { stateWords } from '../../../shared/cause'
import { t, wordsOf } from '../../../shared/words/words'
import type { DeckGroup } from '../../format/deck'
import type { StateKind } from '../../../shared/connection'

type Keys<Name extends string, Area extends string> = { [Key in Name]: `${Area}.${Key}` }

function under<Name extends string, Area extends string>(area: Area, names: readonly Name[]): Keys<Name, Area> {
  return Object.fromEntries(names.map((name) => [name, `${area}.${name}`])) as Keys<Name, Area>
}

export const columnWords = wordsOf<DeckColumn>(under('deck.column', deckColumns))
export const groupingWords = wordsOf<DeckGrouping>(under('deck.view.grouping', deckGroupings))
const colorWords = wordsOf<ProfileColor>(under('deck.group.color', profileColors))

/** What the head of a group says. */
export function groupName(group: DeckGroup, grouping: DeckGrouping): string {
  if (grouping === 'color') return colorWords[group.key as ProfileColor]
  if (grouping === 'state') return stateWords[group.key as StateKind]
  if (group.key !== '' || grouping === 'none') return group.name
  return t(`deck.group.none.${grouping}`)
}
