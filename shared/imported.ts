/** Imported: what an import has added to what was there, so that exactly that can be taken away again. */
import * as v from 'valibot'
import { idSchema } from './check'
import { limits } from './limits'
import { variableNamePattern } from './template'

export const importedSchema = v.strictObject({
  profileIds: v.pipe(v.array(idSchema), v.maxLength(limits.profiles)),
  folderIds: v.pipe(v.array(idSchema), v.maxLength(limits.folders)),
  deckIds: v.pipe(v.array(idSchema), v.maxLength(limits.savedDecks)),
  /** Variables that a folder (null: the global ones) did not have before, by name. */
  variables: v.strictObject({
    folderId: v.nullable(idSchema),
    names: v.pipe(v.array(v.pipe(v.string(), v.regex(variableNamePattern))), v.maxLength(limits.variables)),
  }),
})
export type Imported = v.InferOutput<typeof importedSchema>

export const nothingImported: Imported = { profileIds: [], folderIds: [], deckIds: [], variables: { folderId: null, names: [] } }

export function isEmptyImport({ profileIds, folderIds, deckIds, variables }: Imported): boolean {
  return profileIds.length + folderIds.length + deckIds.length + variables.names.length === 0
}
