/** Words: every text a person reads, by key, in the language that is set. */
import { createInstance } from 'i18next'
import { grouped } from '../grouped'
import { en } from './en'
import type { KeyOf, ValuesOf } from './types'
import { zhCN } from './zh-CN'

export const languages = ['en', 'zh-CN'] as const
export type Language = (typeof languages)[number]

export type WordKey = KeyOf<typeof en>
export type WordValues<Key extends WordKey> = ValuesOf<typeof en, Key>
/** Keys of texts that nothing goes into. */
type FixedKey = { [Key in WordKey]: keyof WordValues<Key> extends never ? Key : never }[WordKey]

const i18n = createInstance()
void i18n.init({
  // All of it is here already: without this the first texts would be keys.
  initAsync: false,
  lng: 'en',
  fallbackLng: 'en',
  resources: { en: { translation: en } },
  // Values go into text nodes, never into markup.
  interpolation: { escapeValue: false, prefix: '{', suffix: '}' },
})

interface PluralRule {
  select: (count: number) => string
  resolvedOptions: () => { pluralCategories: string[] }
}
const english: PluralRule = { select: (count) => (count === 1 ? 'one' : 'other'), resolvedOptions: () => ({ pluralCategories: ['one', 'other'] }) }
const chinese: PluralRule = { select: () => 'other', resolvedOptions: () => ({ pluralCategories: ['other'] }) }
// Intl knows the same, but to load what it knows of all languages would take a tenth of a start.
const services = i18n.services as { pluralResolver: { getRule: (code: string) => PluralRule } }
services.pluralResolver.getRule = (code) => (code.startsWith('zh') ? chinese : english)
i18n.services.formatter?.add('number', (value) => grouped(Number(value)))

/** By language, as far as they were wanted. */
const catalogues: Record<Language, object | null> = { en, 'zh-CN': null }
let current: () => Language = () => 'en'
/** Texts that nothing goes into, looked up once: a list asks for the same ones at each frame. */
const fixed: Record<Language, Map<string, string>> = { en: new Map(), 'zh-CN': new Map() }

/** `language` is asked at each text: in the page it reads a rune, so that everything on the screen follows a change at once. */
export function followLanguage(language: () => Language): void {
  current = language
}

/** The language that is set. */
export function language(): Language {
  return current()
}

/** What `make` says in one language, whichever is set: for what is kept in files and sent over wires. */
export function inLanguage<Made>(wanted: Language, make: () => Made): Made {
  const followed = current
  current = () => wanted
  try {
    return make()
  } finally {
    current = followed
  }
}

/**
 * The text of a key. `{count}` chooses the plural; values go in as they are, whatever they hold: `nest: false` keeps a `$t(…)`
 * that came from a socket from being looked up. About 10 µs with values, 50 with a plural: rows that scroll ask for fixed ones.
 */
export function t<Key extends WordKey>(key: Key, ...[values]: keyof WordValues<Key> extends never ? [] : [WordValues<Key>]): string {
  return values === undefined ? fixedText(key) : lookUp(key, { ...values, lng: current() })
}

function fixedText(key: string): string {
  const lng = current()
  const known = fixed[lng].get(key)
  if (known !== undefined) return known
  const found = leaf(catalogue(lng), key)
  const text = typeof found === 'string' ? found : lookUp(key, { lng })
  fixed[lng].set(key, text)
  return text
}

/** What stands there as it is written: a start asks for hundreds of texts that have nothing to be filled in. */
function leaf(tree: object, key: string): unknown {
  return key.split('.').reduce<unknown>((at, name) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[name] : undefined), tree)
}

function catalogue(lng: Language): object {
  const known = catalogues[lng]
  if (known !== null) return known
  const made = zhCN()
  i18n.addResourceBundle(lng, 'translation', made)
  return (catalogues[lng] = made)
}

function lookUp(key: string, options: { lng: Language } & Record<string, unknown>): string {
  catalogue(options.lng)
  return i18n.t(key, { ...options, nest: false })
}

/** A table of texts that follow the language: each is looked up when it is read. */
export function wordsOf<Name extends string>(keys: Readonly<Record<Name, FixedKey>>): Readonly<Record<Name, string>> {
  const table = {} as Record<Name, string>
  for (const name of Object.keys(keys) as Name[]) Object.defineProperty(table, name, { enumerable: true, get: () => fixedText(keys[name]) })
  return table
}
