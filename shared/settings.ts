/** Settings: what the app remembers about itself between starts. */
import * as v from 'valibot'
import { filterSchema } from './filter'
import { limits } from './limits'
import { accelerator } from './shortcut'
import { idSchema } from './check'
import { deckViewSchema } from './deck-view'
import { updateModes } from './update'
import { languages, t } from './words/words'
import { overridesSchema } from './options'

/** How the log shows a row's time. */
export const timeModes = ['clock', 'start', 'previous'] as const
export type TimeMode = (typeof timeModes)[number]

/** Columns of the log that can be hidden, in their order; the message itself always stays. */
export const logColumns = ['time', 'direction', 'socket', 'kind', 'size'] as const
export type LogColumn = (typeof logColumns)[number]

export const themes = ['system', 'light', 'dark', 'contrast'] as const
export const densities = ['comfortable', 'compact'] as const

const coordinate = v.pipe(v.number(), v.integer(), v.minValue(-100_000), v.maxValue(100_000))
const extent = v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(100_000))

const namedFilterSchema = v.strictObject({
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(limits.nameLength)),
  filter: filterSchema,
})

export const portSchema = v.pipe(v.number(() => t('check.port.number')), v.integer(() => t('check.port.whole')), v.minValue(1, () => t('check.port.least')), v.maxValue(65_535, () => t('check.port.most')))

export const settingsSchema = v.strictObject({
  theme: v.picklist(themes),
  window: v.strictObject({
    /** null: wherever the system puts it. */
    x: v.nullable(coordinate),
    y: v.nullable(coordinate),
    width: extent,
    height: extent,
    maximized: v.boolean(),
  }),
  hub: v.strictObject({ port: portSchema, startWithApp: v.boolean() }),
  /** One item per connection on the deck, in its order; a profile opened three times is listed three times. */
  deck: v.pipe(v.array(idSchema), v.maxLength(limits.connections)),
  /** `system`: Chinese where the system speaks it, else English. */
  language: v.picklist(['system', ...languages]),
  density: v.picklist(densities),
  /** Name of an installed font for messages and code; empty: the one that comes with the app. */
  monoFont: v.pipe(v.string(), v.trim(), v.maxLength(100), v.regex(/^[\p{L}\p{N} ._-]*$/u)),
  /** `reduced` also where the system does not ask for it. */
  motion: v.picklist(['system', 'reduced']),
  /** Quitting with open sockets asks first. */
  askBeforeQuit: v.boolean(),
  /** Whether the app looks for new versions by itself. */
  updates: v.picklist(updateModes),
  /** Shortcuts that differ from the usual ones, by action; null: none. */
  shortcuts: v.pipe(v.record(v.pipe(v.string(), v.maxLength(40)), v.nullable(accelerator)), v.maxEntries(200)),
  /** What the person has been shown: the tour, and the news of which version. */
  seen: v.strictObject({ tour: v.boolean(), version: v.pipe(v.string(), v.maxLength(40)) }),
  /** How the deck is shown. */
  deckView: deckViewSchema,
  /** Panes that are folded away. */
  hidden: v.pipe(v.array(v.pipe(v.string(), v.maxLength(40))), v.maxLength(20)),
  /** Pane sizes in percent, by pane group. */
  panes: v.pipe(
    v.record(v.pipe(v.string(), v.maxLength(40)), v.pipe(v.array(v.pipe(v.number(), v.minValue(0), v.maxValue(100))), v.maxLength(8))),
    v.maxEntries(20),
  ),
  log: v.strictObject({
    /** Bounds of what is kept: captures, and MiB of all of them together. */
    captures: v.pipe(v.number(), v.integer(), v.minValue(1, () => t('check.keep.least', { least: 1 })), v.maxValue(limits.captures, () => t('check.keep.most', { most: limits.captures }))),
    mebibytes: v.pipe(v.number(), v.integer(), v.minValue(64, () => t('check.keep.leastMebibytes', { least: 64 })), v.maxValue(limits.captureMiBMax, () => t('check.keep.mostTebibytes', { most: 1 }))),
    time: v.picklist(timeModes),
    hiddenColumns: v.pipe(v.array(v.picklist(logColumns)), v.maxLength(logColumns.length)),
    filters: v.pipe(v.array(namedFilterSchema), v.maxLength(limits.namedFilters)),
  }),
  /** The person's own defaults, below folders and profiles. */
  defaults: overridesSchema,
  /** Where the system has no safe place for keys: keep secrets on disk all the same, weakly protected. */
  weakSecrets: v.boolean(),
})
export type Settings = v.InferOutput<typeof settingsSchema>

/** The part a person sets from the window; the rest is kept by main itself. */
export const settingsPatchSchema = v.partial(
  v.pick(settingsSchema, ['theme', 'language', 'density', 'monoFont', 'motion', 'askBeforeQuit', 'updates', 'shortcuts', 'seen', 'deckView', 'hidden', 'panes', 'log', 'defaults']),
)
