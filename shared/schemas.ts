/** Run-time checks of every payload that enters main: one schema per command, named after it. */
import * as v from 'valibot'
import { directions, entryKinds } from './entry'
import { limits } from './limits'
import { messageFormats } from './payload'
import { folderSchema, idSchema, profileSchema } from './profile'
import { portSchema, settingsPatchSchema } from './settings'

const nothing = v.strictObject({})
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER))
const one = v.strictObject({ id: idSchema })
const profileIds = v.pipe(v.array(idSchema), v.maxLength(limits.profiles))
const connectionIds = v.pipe(v.array(idSchema), v.maxLength(limits.connections))
const connections = v.strictObject({ ids: connectionIds })
const viewId = count

export const filterSchema = v.strictObject({
  connectionIds: v.nullable(v.pipe(connectionIds, v.readonly())),
  directions: v.nullable(v.pipe(v.array(v.picklist(directions)), v.maxLength(directions.length), v.readonly())),
  kinds: v.nullable(v.pipe(v.array(v.picklist(entryKinds)), v.maxLength(entryKinds.length), v.readonly())),
  text: v.pipe(v.string(), v.maxLength(1_000)),
  caseSensitive: v.boolean(),
})

/** A profile taken away together with its place, so that undo can put it back exactly. */
export const removedSchema = v.strictObject({ index: count, profile: profileSchema })

export const payloads = {
  'app.start': nothing,
  'settings.save': settingsPatchSchema,
  'profiles.save': v.strictObject({ profile: profileSchema }),
  'profiles.duplicate': one,
  'profiles.remove': v.strictObject({ ids: profileIds }),
  'profiles.restore': v.strictObject({ removed: v.pipe(v.array(removedSchema), v.maxLength(limits.profiles)) }),
  /** Moves profiles into a folder (null: none), before another profile or to the end. */
  'profiles.move': v.strictObject({ ids: profileIds, folderId: v.nullable(idSchema), beforeId: v.nullable(idSchema) }),
  /** null: all of them. The person chooses the file in a dialog. */
  'profiles.export': v.strictObject({ ids: v.nullable(profileIds) }),
  'profiles.import': nothing,
  'folders.save': v.strictObject({ folder: folderSchema }),
  /** Its profiles stay, outside of any folder. */
  'folders.remove': one,
  'folders.move': v.strictObject({ id: idSchema, beforeId: v.nullable(idSchema) }),
  'connections.add': v.strictObject({
    profileIds: v.pipe(v.array(idSchema), v.maxLength(limits.connections)),
    count: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(limits.openAtOnce)),
    open: v.boolean(),
  }),
  'connections.open': connections,
  'connections.close': connections,
  'connections.retry': connections,
  'connections.remove': connections,
  'connections.send': v.strictObject({
    ids: connectionIds,
    message: v.strictObject({ format: v.picklist(messageFormats), text: v.pipe(v.string(), v.maxLength(limits.composedBytes * 3)) }),
  }),
  'log.view': v.strictObject({ filter: filterSchema }),
  'log.rows': v.strictObject({ viewId, from: count, count: v.pipe(count, v.maxValue(limits.rowsPerCall)) }),
  'log.payload': v.strictObject({ seq: count, offset: count, length: v.pipe(count, v.maxValue(limits.payloadWindowBytes)) }),
  'log.close': v.strictObject({ viewId }),
  'log.clear': nothing,
  'hub.start': v.strictObject({ port: portSchema }),
  'hub.stop': nothing,
} as const

export type Command = keyof typeof payloads
export type Payload<C extends Command> = v.InferOutput<(typeof payloads)[C]>
export type RemovedProfile = v.InferOutput<typeof removedSchema>
