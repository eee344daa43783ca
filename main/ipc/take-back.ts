/** Take back: removes exactly what an import has added, and nothing that was there before. */
import type { Imported } from '../../shared/imported'
import { withoutVariables } from '../store/book'
import type { SavedDecks } from '../store/decks'
import type { Environments } from '../store/environments'
import type { Profiles } from '../store/profiles'

interface Stores {
  profiles: Profiles
  savedDecks: SavedDecks
  environments: Environments
}

/** What is gone already is passed over. Throws AppError store-write. */
export function takeBack({ profiles, savedDecks, environments }: Stores, imported: Imported): void {
  for (const id of imported.deckIds) savedDecks.remove(id)
  profiles.takeBack(imported)
  const { folderId, names } = imported.variables
  const { value } = environments
  if (folderId === null && names.length > 0) environments.save({ ...value, global: withoutVariables(value.global, names) })
}
