/** What can be done to the book of profiles: pure functions from one book to the next. */
import { AppError } from '../../shared/errors'
import type { Variable } from '../../shared/environment'
import type { Imported } from '../../shared/imported'
import { limits } from '../../shared/limits'
import type { Folder, Profile, ProfileBook } from '../../shared/profile'
import type { RemovedProfile } from '../../shared/schemas'
import { t } from '../../shared/words/words'

/** Replaces the profile of the same id where it stands, or adds it at the end. Throws AppError not-found (its folder) or too-many. */
export function withProfile(book: ProfileBook, profile: Profile): ProfileBook {
  checkFolder(book, profile.folderId)
  return checkRoom({ ...book, profiles: replaced(book.profiles, profile) })
}

export interface Addition {
  folderId: string | null
  /** For the folder; those whose names it has already are left out. */
  variables: readonly Variable[]
}

/** Adds profiles at the end. Throws AppError not-found or too-many. */
export function withAdded(book: ProfileBook, profiles: readonly Profile[], { folderId, variables }: Addition): ProfileBook {
  checkFolder(book, folderId)
  const folders = book.folders.map((folder) => (folder.id === folderId ? { ...folder, variables: withVariables(folder.variables, variables) } : folder))
  return checkRoom({ folders, profiles: [...book.profiles, ...profiles.map((profile) => ({ ...profile, folderId }))] })
}

/** What is there stays as it is. Throws AppError too-many. */
export function withVariables(variables: readonly Variable[], more: readonly Variable[]): Variable[] {
  const known = new Set(variables.map(({ name }) => name))
  const all = [...variables, ...more.filter(({ name }) => !known.has(name))]
  if (all.length > limits.variables) throw new AppError('too-many', t('errors.most.variables', { most: limits.variables }))
  return all
}

/** Ids and names that are gone already are passed over; a profile that was put into one of the folders since stays, outside of any. */
export function withoutImported(book: ProfileBook, { profileIds, folderIds, variables }: Imported): ProfileBook {
  const { book: left } = withoutProfiles(book, profileIds)
  const { folders, profiles } = folderIds.reduce(withoutFolder, left)
  const cleared = (folder: Folder): Folder => ({ ...folder, variables: withoutVariables(folder.variables, variables.names) })
  return { profiles, folders: folders.map((folder) => (folder.id === variables.folderId ? cleared(folder) : folder)) }
}

export function withoutVariables(variables: readonly Variable[], names: readonly string[]): Variable[] {
  const doomed = new Set(names)
  return variables.filter(({ name }) => !doomed.has(name))
}

/** Puts a copy right after the original. Throws AppError not-found or too-many. */
export function withCopy(book: ProfileBook, id: string, copyId: string): ProfileBook {
  const index = book.profiles.findIndex((profile) => profile.id === id)
  const original = book.profiles[index]
  if (original === undefined) throw new AppError('not-found', t('errors.gone.profileDeleted'))
  const copy = { ...structuredClone(original), id: copyId, name: copyName(book, original.name) }
  return checkRoom({ ...book, profiles: book.profiles.toSpliced(index + 1, 0, copy) })
}

/** "Echo" → "Echo copy" → "Echo copy 2": the first that is free. */
function copyName(book: ProfileBook, name: string): string {
  const names = new Set(book.profiles.map((profile) => profile.name))
  const stem = name.replace(/ copy( \d+)?$/, '')
  for (let turn = 1; ; turn += 1) {
    const suffix = turn === 1 ? ' copy' : ` copy ${turn}`
    const candidate = `${cut(stem, limits.nameLength - suffix.length)}${suffix}`
    if (!names.has(candidate)) return candidate
  }
}

/** Never through the middle of a surrogate pair. */
function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '').trimEnd()
}

/** Takes profiles away; what is taken remembers its place, ids that are gone already are passed over. */
export function withoutProfiles(book: ProfileBook, ids: readonly string[]): { book: ProfileBook; removed: RemovedProfile[] } {
  const doomed = new Set(ids)
  const removed = book.profiles.flatMap((profile, index) => (doomed.has(profile.id) ? [{ index, profile }] : []))
  return { book: { ...book, profiles: book.profiles.filter((profile) => !doomed.has(profile.id)) }, removed }
}

/**
 * Puts removed profiles back at their places, exactly if nothing else has changed since. One that is there again is
 * passed over; one whose folder is gone comes back outside of any folder. Throws AppError too-many.
 */
export function withRestored(book: ProfileBook, removed: readonly RemovedProfile[]): ProfileBook {
  const profiles = [...book.profiles]
  const present = new Set(profiles.map((profile) => profile.id))
  for (const { index, profile } of removed.toSorted((a, b) => a.index - b.index)) {
    if (present.has(profile.id)) continue
    present.add(profile.id)
    profiles.splice(index, 0, { ...profile, folderId: knownFolder(book, profile.folderId) })
  }
  return checkRoom({ ...book, profiles })
}

interface Place {
  folderId: string | null
  beforeId: string | null
}

/**
 * Moves profiles, in the order they have, into a folder (null: none) and before another profile (null: to the end). If that
 * other profile moves too, they go before the first one after it that stays. Throws AppError not-found.
 */
export function withMoved(book: ProfileBook, ids: readonly string[], { folderId, beforeId }: Place): ProfileBook {
  checkFolder(book, folderId)
  const moving = new Set(ids)
  const moved = book.profiles.filter((profile) => moving.has(profile.id)).map((profile) => ({ ...profile, folderId }))
  if (moved.length < moving.size) throw new AppError('not-found', t('errors.gone.profilesDeleted'))
  return { ...book, profiles: insertedBefore(book.profiles, moved, beforeId) }
}

/** Replaces the folder of the same id where it stands, or adds it at the end. Throws AppError too-many. */
export function withFolder(book: ProfileBook, folder: Folder): ProfileBook {
  return checkRoom({ ...book, folders: replaced(book.folders, folder) })
}

/** Its profiles stay where they are in the order, outside of any folder. */
export function withoutFolder(book: ProfileBook, id: string): ProfileBook {
  return {
    folders: book.folders.filter((folder) => folder.id !== id),
    profiles: book.profiles.map((profile) => (profile.folderId === id ? { ...profile, folderId: null } : profile)),
  }
}

/** Throws AppError not-found. */
export function withMovedFolder(book: ProfileBook, id: string, beforeId: string | null): ProfileBook {
  const moved = book.folders.filter((folder) => folder.id === id)
  if (moved.length === 0) throw new AppError('not-found', t('errors.gone.folder'))
  return { ...book, folders: insertedBefore(book.folders, moved, beforeId) }
}

/** The promises between the parts of a book that a schema can't check: every id once, every folder known. */
export function tidied(book: ProfileBook, newId: () => string): ProfileBook {
  const folders = [...new Map(book.folders.map((folder) => [folder.id, folder])).values()]
  const seen = new Set<string>()
  const profiles = book.profiles.map((profile) => {
    const id = seen.has(profile.id) ? newId() : profile.id
    seen.add(id)
    return { ...profile, id, folderId: knownFolder({ folders, profiles: [] }, profile.folderId) }
  })
  return { folders, profiles }
}

/** Throws AppError too-many. */
export function checkRoom(book: ProfileBook): ProfileBook {
  if (book.profiles.length > limits.profiles) throw new AppError('too-many', t('errors.most.profiles', { most: limits.profiles }))
  if (book.folders.length > limits.folders) throw new AppError('too-many', t('errors.most.folders', { most: limits.folders }))
  return book
}

function checkFolder(book: ProfileBook, id: string | null): void {
  if (knownFolder(book, id) !== id) throw new AppError('not-found', t('errors.gone.folderChosen'))
}

function knownFolder(book: ProfileBook, id: string | null): string | null {
  return book.folders.some((folder) => folder.id === id) ? id : null
}

/** Takes the place of the item of the same id, or comes at the end. */
export function replaced<T extends { id: string }>(list: readonly T[], item: T): T[] {
  const index = list.findIndex((other) => other.id === item.id)
  return index === -1 ? [...list, item] : list.with(index, item)
}

/** Puts items of a list before another one of it (null: at the end). Throws AppError not-found. */
export function insertedBefore<T extends { id: string }>(list: readonly T[], moved: readonly T[], beforeId: string | null): T[] {
  const moving = new Set(moved.map((item) => item.id))
  const place = beforeId === null ? -1 : list.findIndex((item) => item.id === beforeId)
  if (beforeId !== null && place === -1) throw new AppError('not-found', t('errors.gone.place'))
  const staying = list.filter((item) => !moving.has(item.id))
  const before = place === -1 ? undefined : list.slice(place).find((item) => !moving.has(item.id))
  return before === undefined ? [...staying, ...moved] : staying.toSpliced(staying.indexOf(before), 0, ...moved)
}
