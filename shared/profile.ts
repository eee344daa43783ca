/** Profile: everything a saved connection remembers, as a schema that checks it wherever it comes from. */
import * as v from 'valibot'
import { idSchema, rule } from './check'
import { variablesSchema } from './environment'
import { limits } from './limits'
import { overridesSchema } from './options'
import { urlProblem } from './url'
import { t } from './words/words'

export const profileColors = ['blue', 'teal', 'green', 'amber', 'orange', 'red', 'pink', 'violet', 'cyan', 'slate'] as const
export type ProfileColor = (typeof profileColors)[number]

const nameSchema = v.pipe(v.string(), v.trim(), v.minLength(1, () => t('check.name')), v.maxLength(limits.nameLength, () => t('check.nameLength', { most: limits.nameLength })))

export const profileSchema = v.strictObject({
  id: idSchema,
  name: nameSchema,
  color: v.picklist(profileColors),
  /** null: outside of any folder. */
  folderId: v.nullable(idSchema),
  tags: v.pipe(v.array(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(40, () => t('check.tagLength', { most: 40 })))), v.maxLength(limits.tags, () => t('check.tags', { most: limits.tags }))),
  /** A template: `wss://{{host}}/socket`. */
  url: v.pipe(v.string(), v.trim(), v.maxLength(limits.urlLength, () => t('check.url.tooLong')), rule(urlProblem)),
  /** What it sets itself; the rest comes from its folder, then from the defaults. */
  options: overridesSchema,
})
export type Profile = v.InferOutput<typeof profileSchema>

export const folderSchema = v.strictObject({
  id: idSchema,
  name: nameSchema,
  collapsed: v.boolean(),
  /** Inherited by its profiles. */
  options: overridesSchema,
  variables: variablesSchema,
  /** Keeps the cookies of its profiles' handshakes, and sends them with the next ones. */
  cookieJar: v.boolean(),
})
export type Folder = v.InferOutput<typeof folderSchema>

/** All saved profiles; both arrays are in the order the user put them. */
export const bookSchema = v.strictObject({
  folders: v.pipe(v.array(folderSchema), v.maxLength(limits.folders, () => t('check.folders', { most: limits.folders }))),
  profiles: v.pipe(v.array(profileSchema), v.maxLength(limits.profiles, () => t('check.profiles', { most: limits.profiles }))),
})
export type ProfileBook = v.InferOutput<typeof bookSchema>

export function newProfile(id: string, about: Partial<Profile> = {}): Profile {
  return { id, name: t('main.new.connection'), color: 'blue', folderId: null, tags: [], url: '', options: {}, ...about }
}

export function newFolder(id: string, about: Partial<Folder> = {}): Folder {
  return { id, name: t('main.new.folder'), collapsed: false, options: {}, variables: [], cookieJar: false, ...about }
}
