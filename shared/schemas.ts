/** Run-time checks of every payload that enters main: one schema per command, named after it. */
import * as v from 'valibot'
import { exportFormats } from './capture'
import { limits } from './limits'
import { broadcastOrderSchema } from './broadcast'
import { idSchema } from './check'
import { environmentsSchema } from './environment'
import { lineFormats } from './exchange'
import { importedSchema } from './imported'
import { overridesSchema } from './options'
import { removedConnectionSchema, savedDeckSchema } from './saved-deck'
import { messageFolderSchema, removedMessageSchema, savedMessageSchema } from './saved-message'
import { scheduleSchema, scheduleStates } from './schedule'
import { composedSchema, sentItemSchema } from './sent'
import { folderSchema, profileSchema } from './profile'
import { secretRefSchema } from './secret'
import { filterSchema, textConditionSchema } from './filter'
import { portSchema, settingsPatchSchema } from './settings'

const nothing = v.strictObject({})
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER))
const one = v.strictObject({ id: idSchema })
const profileIds = v.pipe(v.array(idSchema), v.maxLength(limits.profiles))
const connectionIds = v.pipe(v.array(idSchema), v.maxLength(limits.connections))
const connections = v.strictObject({ ids: connectionIds })
const viewId = count
const messageIds = v.pipe(v.array(idSchema), v.maxLength(limits.savedMessages))

const exchangeText = v.pipe(v.string(), v.maxLength(limits.importBytes))

const captureId = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/))
const capture = v.strictObject({ id: captureId })

const scope = v.variant('kind', [
  v.strictObject({ kind: v.literal('capture'), captureId }),
  v.strictObject({ kind: v.literal('view'), viewId }),
  v.strictObject({ kind: v.literal('rows'), captureId, seqs: v.pipe(v.array(count), v.maxLength(limits.pickedRows)) }),
])

/** A profile taken away together with its place, so that undo can put it back exactly. */
export const removedSchema = v.strictObject({ index: count, profile: profileSchema })

export const payloads = {
  'app.glance': nothing,
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
  /** The exact handshake request of a profile as it is edited, secrets masked. */
  'profiles.preview': v.strictObject({ profile: profileSchema }),
  'folders.save': v.strictObject({ folder: folderSchema }),
  /** Its profiles stay, outside of any folder. */
  'folders.remove': one,
  'folders.move': v.strictObject({ id: idSchema, beforeId: v.nullable(idSchema) }),
  /** One file with the folder and its profiles, without secrets. The person chooses it in a dialog. */
  'folders.export': one,
  'environments.save': v.strictObject({ environments: environmentsSchema }),
  /** Keeps a secret and answers its id; secrets never change, so a copy of a profile may share them. */
  'secrets.put': v.strictObject({ text: v.pipe(v.string(), v.minLength(1), v.maxLength(limits.secretCharacters)) }),
  /** Only when a person asks to see it. */
  'secrets.reveal': v.strictObject({ ref: secretRefSchema }),
  /** Keep secrets on disk although the system can't protect their key; false takes them off it again. */
  'secrets.agree': v.strictObject({ agreed: v.boolean() }),
  'cookies.list': v.strictObject({ folderId: idSchema }),
  'cookies.clear': v.strictObject({ folderId: idSchema }),
  /** The person chooses a file of certificates or keys in a dialog. */
  'files.choose': nothing,
  /** A picture or a table that the page has made; the person chooses where it goes. */
  'files.save': v.strictObject({ name: v.pipe(v.string(), v.maxLength(limits.nameLength)), kind: v.picklist(['png', 'csv']), base64: v.pipe(v.string(), v.maxLength(Math.ceil(limits.savedFileBytes / 3) * 4)) }),
  /** What connections a pasted text holds. */
  'exchange.read': v.strictObject({ text: exchangeText }),
  /** The same of a file that the person chooses in a dialog. */
  'exchange.openFile': nothing,
  /** Saves those of the connections found that are named by their places. */
  'exchange.take': v.strictObject({ text: exchangeText, places: v.pipe(v.array(count), v.maxLength(limits.profiles)), folderId: v.nullable(idSchema) }),
  /** Undo of an import: what was there before stays as it is. */
  'imports.takeBack': v.strictObject({ imported: importedSchema }),
  'exchange.line': v.strictObject({ profileId: idSchema, format: v.picklist(lineFormats) }),
  /** The latest attempts of a connection, newest first. */
  'attempts.list': one,
  'connections.add': v.strictObject({
    profileIds: v.pipe(v.array(idSchema), v.maxLength(limits.connections)),
    count: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(limits.openAtOnce)),
    open: v.boolean(),
    /** For these connections only; not saved. */
    overrides: overridesSchema,
    /** From one socket's opening to the next; 0: all at once. */
    rampMs: v.pipe(count, v.maxValue(limits.rampMs)),
  }),
  'ramps.cancel': v.strictObject({ id: count }),
  'connections.open': connections,
  'connections.close': connections,
  'connections.retry': connections,
  'connections.remove': connections,
  /** Undo of the removal: at the same places, under the same names, idle. */
  'connections.restore': v.strictObject({ removed: v.pipe(v.array(removedConnectionSchema), v.maxLength(limits.connections)) }),
  /** Closes with this code and reason (RFC 6455 §7.4); retries end, as with `connections.close`. */
  'connections.closeWith': v.strictObject({ ids: connectionIds, code: v.pipe(v.number(), v.integer(), v.minValue(1000), v.maxValue(4999)), reason: v.pipe(v.string(), v.maxLength(limits.controlBytes)) }),
  /** A ping frame with a payload of its own. */
  'connections.ping': v.strictObject({ ids: connectionIds, payload: composedSchema }),
  'broadcasts.start': v.strictObject({ ids: connectionIds, message: composedSchema, order: broadcastOrderSchema }),
  'broadcasts.cancel': v.strictObject({ id: count }),
  'drafts.save': v.strictObject({ draft: composedSchema }),
  /** null: to all; else only what went to this profile's sockets. Newest first. */
  'history.list': v.strictObject({ profileId: v.nullable(idSchema) }),
  /** null: all of it. */
  'history.remove': v.strictObject({ ids: v.nullable(v.pipe(v.array(idSchema), v.maxLength(limits.sentItems))) }),
  'history.restore': v.strictObject({ items: v.pipe(v.array(sentItemSchema), v.maxLength(limits.sentItems)) }),
  'messages.save': v.strictObject({ message: savedMessageSchema }),
  'messages.remove': v.strictObject({ ids: messageIds }),
  'messages.restore': v.strictObject({ removed: v.pipe(v.array(removedMessageSchema), v.maxLength(limits.savedMessages)) }),
  /** Moves messages into a folder (null: none), before another message or to the end. */
  'messages.move': v.strictObject({ ids: messageIds, folderId: v.nullable(idSchema), beforeId: v.nullable(idSchema) }),
  'messageFolders.save': v.strictObject({ folder: messageFolderSchema }),
  /** Its messages stay, outside of any folder. */
  'messageFolders.remove': one,
  'messageFolders.move': v.strictObject({ id: idSchema, beforeId: v.nullable(idSchema) }),
  /** Starts it, anew if it is there already. */
  /** `as`: running without it. */
  'schedules.start': v.strictObject({ schedule: scheduleSchema, as: v.optional(v.picklist(scheduleStates)) }),
  'schedules.pause': one,
  'schedules.resume': one,
  'schedules.stop': one,
  'schedules.remove': one,
  'decks.save': v.strictObject({ deck: savedDeckSchema }),
  'decks.remove': one,
  /** Puts its sockets on the deck, in place of those there if `replace`, and opens them. */
  'decks.open': v.strictObject({ id: idSchema, replace: v.boolean(), rampMs: v.pipe(count, v.maxValue(limits.rampMs)) }),
  /** One file with the deck, its profiles and their folders, without secrets. The person chooses it in a dialog. */
  'decks.export': one,
  /** Saves what a file from outside holds. */
  'openings.import': v.strictObject({ id: count }),
  /** A link was followed or not wanted, a file was not wanted. */
  'openings.dismiss': v.strictObject({ id: count }),
  /** Measurements after `since` (epoch ms). */
  'metrics.read': v.strictObject({ id: idSchema, since: count }),
  'hub.evict': v.strictObject({ id: count }),
  'hub.broadcast': v.strictObject({ message: composedSchema }),
  'windows.open': nothing,
  'app.quit': nothing,
  'report.make': nothing,
  /** What was made last is what is saved. */
  'report.save': nothing,
  /** Looks for a newer version, and shows what goes wrong with it. */
  'update.look': nothing,
  'update.download': nothing,
  'update.cancel': nothing,
  /** Restarts into the version that is ready; asks first when sockets are open. */
  'update.install': nothing,
  'connections.send': v.strictObject({
    ids: connectionIds,
    message: composedSchema,
  }),
  /** A view of a capture (null: the live one); with `find`, only what a search inside that filter hits. */
  'log.view': v.strictObject({ captureId: v.nullable(captureId), filter: filterSchema, find: v.nullable(textConditionSchema) }),
  'log.rows': v.strictObject({ viewId, from: count, count: v.pipe(count, v.maxValue(limits.rowsPerCall)) }),
  /** Where in a view the first row at or after `seq` is. */
  'log.locate': v.strictObject({ viewId, seq: count }),
  'log.payload': v.strictObject({ captureId: v.nullable(captureId), seq: count, offset: count, length: v.pipe(count, v.maxValue(limits.payloadWindowBytes)) }),
  'log.close': v.strictObject({ viewId }),
  'log.mark': v.strictObject({ note: v.pipe(v.string(), v.maxLength(limits.markLength)) }),
  /** The person chooses the file in a dialog. */
  'log.export': v.strictObject({ scope, format: v.picklist(exportFormats), redact: v.boolean() }),
  'captures.list': nothing,
  /** Ends the live capture and begins a new one. */
  'captures.begin': nothing,
  'captures.open': capture,
  'captures.close': capture,
  'captures.rename': v.strictObject({ id: captureId, name: v.pipe(v.string(), v.trim(), v.maxLength(limits.nameLength)) }),
  'captures.remove': v.strictObject({ ids: v.pipe(v.array(captureId), v.maxLength(limits.captures)) }),
  'captures.reveal': capture,
  'captures.import': nothing,
  'jobs.cancel': v.strictObject({ id: count }),
  /** Takes a job that is over off the list. */
  'jobs.dismiss': v.strictObject({ id: count }),
  /** Shows an export's file in the file manager. */
  'jobs.reveal': v.strictObject({ id: count }),
  'hub.start': v.strictObject({ port: portSchema }),
  'hub.stop': nothing,
} as const

export type Command = keyof typeof payloads
export type Payload<C extends Command> = v.InferOutput<(typeof payloads)[C]>
export type RemovedProfile = v.InferOutput<typeof removedSchema>
