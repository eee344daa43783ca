/** Saved messages: written once, kept in folders, for one profile or for all, and sent with one click. */
import * as v from 'valibot'
import { t } from './words/words'
import { idSchema } from './check'
import { limits } from './limits'
import { messageFormats } from './payload'
import { accelerator } from './shortcut'

const nameSchema = v.pipe(v.string(), v.trim(), v.minLength(1, () => t('check.name')), v.maxLength(limits.nameLength))

export const savedMessageSchema = v.strictObject({
  id: idSchema,
  name: nameSchema,
  format: v.picklist(messageFormats),
  text: v.pipe(v.string(), v.maxLength(limits.savedMessageCharacters)),
  /** null: outside of any folder. */
  folderId: v.nullable(idSchema),
  /** Offered with this profile's sockets only; null: with all. */
  profileId: v.nullable(idSchema),
  /** Sends it to the selected sockets. */
  shortcut: v.nullable(accelerator),
})
export type SavedMessage = v.InferOutput<typeof savedMessageSchema>

export const messageFolderSchema = v.strictObject({ id: idSchema, name: nameSchema, collapsed: v.boolean() })
export type MessageFolder = v.InferOutput<typeof messageFolderSchema>

/** Both arrays are in the order the person put them. */
export const messageBookSchema = v.strictObject({
  folders: v.pipe(v.array(messageFolderSchema), v.maxLength(limits.messageFolders)),
  messages: v.pipe(v.array(savedMessageSchema), v.maxLength(limits.savedMessages)),
})
export type MessageBook = v.InferOutput<typeof messageBookSchema>

/** A message taken away together with its place, so that undo can put it back exactly. */
export const removedMessageSchema = v.strictObject({ index: v.pipe(v.number(), v.integer(), v.minValue(0)), message: savedMessageSchema })
export type RemovedMessage = v.InferOutput<typeof removedMessageSchema>
