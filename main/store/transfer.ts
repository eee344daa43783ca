/** Profiles, and decks of them, as one JSON document that people pass on: written, read with distrust, and merged into a book. */
import * as v from 'valibot'
import { AppError } from '../../shared/errors'
import { limits } from '../../shared/limits'
import { folderSchema, profileSchema, type Profile, type ProfileBook } from '../../shared/profile'
import { savedDeckSchema, type SavedDeck } from '../../shared/saved-deck'
import { isSecretId } from '../../shared/secret'
import { mapSecrets } from '../../shared/secret-fields'
import { t } from '../../shared/words/words'
import { checkRoom } from './book'
import { checkDecks } from './decks'
import { issueText } from './document'
import { parseJson } from './json'
import { withoutSecrets } from './leave-out'
import { folder1Schema, folderFrom1, profile1Schema, profileFrom1 } from './version-1'

const format = { app: 'sockdeck', kind: 'profiles', version: 2 } as const

export interface ExportText {
  text: string
  profiles: number
  /** Secrets that are not in it. */
  secretsLeft: number
}

/** What a document holds. */
export interface Shared extends ProfileBook {
  decks: SavedDeck[]
}

/** `at` is the time in epoch ms. Decks are named only where there are some: an older Sockdeck takes the rest. */
export function exportBook(book: ProfileBook, at: number, decks: readonly SavedDeck[] = []): ExportText {
  const { book: shared, left } = withoutSecrets(book)
  const text = `${JSON.stringify({ ...format, exportedAt: new Date(at).toISOString(), ...shared, ...(decks.length > 0 && { decks }) }, null, 2)}\n`
  return { text, profiles: book.profiles.length, secretsLeft: left }
}

/** Reads an export without touching anything. Throws AppError import-too-large, import-not-json, import-future-version or import-invalid. */
export function readExport(text: string): Shared {
  if (Buffer.byteLength(text) > limits.importBytes) throw importTooLarge()
  const document = parsed(text)
  const head = v.safeParse(v.object({ app: v.literal(format.app), kind: v.literal(format.kind), version: v.pipe(v.number(), v.integer()) }), document)
  if (!head.success) throw invalid(t('errors.import.foreign'))
  const { version } = head.output
  if (version > format.version) {
    throw new AppError(
      'import-future-version',
      t('errors.import.newer', { version, known: format.version }),
    )
  }
  if (version < 1) throw invalid(t('errors.import.never', { version }))
  return readBody(document, version)
}

function importTooLarge(): AppError {
  return new AppError('import-too-large', t('errors.import.largeUnchanged', { most: limits.importBytes / 1024 / 1024 }))
}

function parsed(text: string): unknown {
  try {
    return parseJson(text)
  } catch (error) {
    const why = error instanceof Error ? error.message : t('errors.import.unread')
    throw new AppError('import-not-json', t('errors.import.notJson', { why }), { cause: error })
  }
}

/** One by one, so that the message can name the profile and the field. */
function readBody(document: unknown, version: number): Shared {
  const body = v.safeParse(v.object({ folders: v.array(v.unknown()), profiles: v.array(v.unknown()), decks: v.optional(v.array(v.unknown()), []) }), document)
  if (!body.success) throw invalid(issueText(body.issues[0]))
  const { folders, profiles, decks } = body.output
  const old = version === 1
  const book = checkRoom({
    folders: folders.map((item, index) => readItem(old ? oldFolder : ownFolder, item, t('errors.import.folder', { place: index + 1 }))),
    profiles: profiles.map((item, index) => readItem(old ? oldProfile : ownProfile, item, t('errors.import.profile', { place: index + 1 }))),
  })
  return { ...book, decks: checkDecks(decks.map((item, index) => readItem(savedDeckSchema, item, t('errors.import.deck', { place: index + 1 })))) }
}

const oldFolder = v.pipe(folder1Schema, v.transform(folderFrom1))
const oldProfile = v.pipe(profile1Schema, v.transform(profileFrom1))
const unreferred = (ref: string) => (isSecretId(ref) ? '' : ref)
/** A reference from elsewhere must not lead to a secret that is kept here. */
const ownProfile = v.pipe(
  profileSchema,
  v.transform((profile) => ({ ...profile, options: mapSecrets(profile.options, unreferred) })),
)
const ownFolder = v.pipe(
  folderSchema,
  v.transform((folder) => ({
    ...folder,
    options: mapSecrets(folder.options, unreferred),
    variables: folder.variables.map((variable) => (variable.secret ? { ...variable, value: unreferred(variable.value) } : variable)),
  })),
)

function readItem<T>(schema: v.GenericSchema<unknown, T>, item: unknown, place: string): T {
  const result = v.safeParse(schema, item, { abortEarly: true })
  if (result.success) return result.output
  const name = v.safeParse(v.object({ name: v.pipe(v.string(), v.minLength(1), v.maxLength(limits.nameLength)) }), item)
  const problem = issueText(result.issues[0])
  throw invalid(name.success ? t('errors.import.mistakeNamed', { place, name: name.output.name, problem }) : t('errors.import.mistake', { place, problem }))
}

function invalid(why: string): AppError {
  return new AppError('import-invalid', t('errors.import.invalid', { why }))
}

export interface Merged {
  book: ProfileBook
  report: { added: number; skipped: number; folders: number }
  /** What each incoming profile is called in the book. */
  ids: ReadonlyMap<string, string>
}

/**
 * Adds what is not there yet, in the file's order, at the end. A folder is the same if its id is. A profile with a known id and
 * the same content is skipped; with other content it comes in under a new id, so that nothing of the person's own is overwritten.
 * Throws AppError too-many.
 */
export function mergeBook(book: ProfileBook, incoming: ProfileBook, newId: () => string): Merged {
  const folders = new Map([...incoming.folders, ...book.folders].map((folder) => [folder.id, folder]))
  const ids = new Set(book.profiles.map((profile) => profile.id))
  // As they are and as an export has them, so that a file of one's own adds nothing though its secrets were left out.
  const contents = new Map([...book.profiles, ...withoutSecrets(book).book.profiles].map((profile) => [content(profile), profile.id]))
  const added: Profile[] = []
  const known = new Map<string, string>()
  for (const raw of incoming.profiles) {
    const profile = { ...raw, folderId: raw.folderId !== null && folders.has(raw.folderId) ? raw.folderId : null }
    // By content, not only against the profile of that id: importing a file again then adds nothing, even what got a new id.
    const same = ids.has(profile.id) ? contents.get(content(profile)) : undefined
    if (same !== undefined) {
      known.set(profile.id, same)
      continue
    }
    const accepted = ids.has(profile.id) ? { ...profile, id: newId() } : profile
    ids.add(accepted.id)
    contents.set(content(accepted), accepted.id)
    known.set(profile.id, accepted.id)
    added.push(accepted)
  }
  const own = new Set(book.folders.map((folder) => folder.id))
  const newFolders = [...folders.values()].filter((folder) => !own.has(folder.id))
  return {
    book: checkRoom({ folders: [...book.folders, ...newFolders], profiles: [...book.profiles, ...added] }),
    report: { added: added.length, skipped: incoming.profiles.length - added.length, folders: newFolders.length },
    ids: known,
  }
}

/** Equal for equal profiles, in whatever order their keys are. */
function content(profile: Profile): string {
  const ordered = (_key: string, value: unknown) => (isObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value)
  return JSON.stringify({ ...profile, id: '' }, ordered)
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
