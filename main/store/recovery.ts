/** Opens a store from whatever is on disk: the current file, else the newest good copy, else the defaults, and says what happened. */
import type { Notice } from '../../shared/contract'
import { inLanguage, language, t } from '../../shared/words/words'
import type { Logger } from '../lib/logger'
import { readDocument, type Found, type Shape } from './document'
import type { StoreFiles } from './files'

/** What the app tells the person about a store that was not found as it was left. */
export type Recovery = Pick<Notice, 'level' | 'title' | 'text'>

/** What a store holds, in the language of the moment. */
export type Noun = string | (() => string)

export function nounOf(noun: Noun): string {
  return typeof noun === 'string' ? noun : noun()
}

export interface Recipe<T> {
  shape: Shape<T>
  defaults: () => T
  /** Plural, as it starts a sentence: "Profiles". */
  noun: Noun
  /** "12 profiles", or nothing to add. */
  count: (value: T) => string
  logger: Logger
}

export interface Opened<T> {
  value: T
  /** Of the current file; null if it does not hold this value. */
  stamp: string | null
  recovered: Recovery | null
  /** Nothing was there: neither a file nor a copy of one. */
  fresh: boolean
  /** The version that the value was kept in; null for defaults. */
  version: number | null
}

type Good<T> = Extract<Found<T>, { kind: 'good' }> & { path: string }

/** Never throws for what it finds; `at` (epoch ms) dates the file that is set aside. */
export function openFiles<T>(files: StoreFiles, recipe: Recipe<T>, at: number): Opened<T> {
  const found = readDocument(files.current, recipe.shape)
  if (found.kind === 'good') return { value: found.value, stamp: files.stamp(), recovered: null, fresh: false, version: found.version }
  const copies = files.generations.map((path) => ({ path, ...readDocument(path, recipe.shape) }))
  const copy = copies.find((candidate): candidate is Good<T> => candidate.kind === 'good') ?? null
  const fresh = found.kind === 'missing' && copies.every((candidate) => candidate.kind === 'missing')
  if (fresh) return { value: recipe.defaults(), stamp: null, recovered: null, fresh, version: null }

  const value = copy?.value ?? recipe.defaults()
  const version = copy?.version ?? null
  // A newer Sockdeck's file stays where it is until something is saved here, so that only looking changes nothing.
  if (found.kind === 'newer') return { value, stamp: null, recovered: newerNotice(files, recipe, { found, copy }), fresh, version }
  const kept = found.kind === 'damaged' ? attempt(recipe.logger, `Setting ${files.name} aside`, () => files.setAside(files.current, 'corrupt', at)) : null
  // A damaged file that could not be moved away is not overwritten either.
  const clear = found.kind === 'missing' || kept !== null
  const stamp = copy !== null && clear ? attempt(recipe.logger, `Restoring ${files.name}`, () => files.restore(copy.path)) : null
  attempt(recipe.logger, `Flushing the folder of ${files.name}`, () => files.flushDir())
  const recovered = damagedNotice(files, recipe, { found, copy, kept })
  // Not its text: that may quote a value out of the file.
  recipe.logger.warn(`${inLanguage('en', () => damagedNotice(files, recipe, { found, copy, kept }).title)}; the damaged file is ${kept ?? 'not kept'}`)
  return { value, stamp, recovered, fresh, version }
}

/** A start must not fail because a rename did: the value is in memory, and the next save says what is wrong with the disk. */
export function attempt<R>(logger: Logger, what: string, action: () => R): R | null {
  try {
    return action()
  } catch (error) {
    logger.error(`${what} failed`, error)
    return null
  }
}

interface Finding<T> {
  found: Found<T>
  copy: Good<T> | null
  kept: string | null
}

function damagedNotice<T>(files: StoreFiles, recipe: Recipe<T>, { found, copy, kept }: Finding<T>): Recovery {
  const noun = nounOf(recipe.noun)
  const file = `${files.name}.json`
  const keeping = kept === null ? [] : [t('main.store.kept', { kept })]
  const sentences = (text: string) => [text, ...keeping].join(language() === 'en' ? ' ' : '')
  if (copy === null) {
    const values = { file, nouns: noun.toLowerCase() }
    const text = found.kind === 'damaged' ? t('main.store.damaged', { ...values, why: found.why }) : t('main.store.missing', values)
    return { level: 'error', title: t('main.store.unreadTitle', { noun }), text: sentences(text) }
  }
  const values = { file, copy: described(recipe, copy) }
  const text = found.kind === 'damaged' ? t('main.store.damagedRestored', { ...values, why: found.why }) : t('main.store.missingRestored', values)
  return { level: 'warning', title: t('main.store.restoredTitle', { noun }), text: sentences(text) }
}

function newerNotice<T>(files: StoreFiles, recipe: Recipe<T>, { found, copy }: { found: Extract<Found<T>, { kind: 'newer' }>; copy: Good<T> | null }): Recovery {
  const noun = nounOf(recipe.noun)
  const values = { file: files.name, version: found.version, known: recipe.shape.version }
  return {
    level: 'warning',
    title: t('main.store.newerTitle', { noun }),
    text: copy === null ? t('main.store.newer', { ...values, nouns: noun.toLowerCase() }) : t('main.store.newerRestored', { ...values, copy: described(recipe, copy) }),
  }
}

function described<T>(recipe: Recipe<T>, copy: Good<T>): string {
  const count = recipe.count(copy.value)
  const locale = language() === 'en' ? 'en-GB' : language()
  const date = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' }).format(copy.savedAt)
  return count === '' ? date : `${date} (${count})`
}
