/** Settings: what the app remembers about itself between starts. */
import * as v from 'valibot'
import { filterSchema } from './filter'
import { limits } from './limits'
import { idSchema } from './check'
import { overridesSchema } from './options'

/** How the log shows a row's time. */
export const timeModes = ['clock', 'start', 'previous'] as const
export type TimeMode = (typeof timeModes)[number]

export const themes = ['system', 'light', 'dark'] as const

const coordinate = v.pipe(v.number(), v.integer(), v.minValue(-100_000), v.maxValue(100_000))
const extent = v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(100_000))

const namedFilterSchema = v.strictObject({
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(limits.nameLength)),
  filter: filterSchema,
})

export const portSchema = v.pipe(v.number('Enter a port number'), v.integer('Enter a whole number'), v.minValue(1, 'Ports start at 1'), v.maxValue(65_535, 'Ports end at 65535'))

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
  /** Pane sizes in percent, by pane group. */
  panes: v.pipe(
    v.record(v.pipe(v.string(), v.maxLength(40)), v.pipe(v.array(v.pipe(v.number(), v.minValue(0), v.maxValue(100))), v.maxLength(8))),
    v.maxEntries(20),
  ),
  log: v.strictObject({
    /** Bounds of what is kept: captures, and MiB of all of them together. */
    captures: v.pipe(v.number(), v.integer(), v.minValue(1, 'Keep at least 1'), v.maxValue(limits.captures, `Keep at most ${limits.captures}`)),
    mebibytes: v.pipe(v.number(), v.integer(), v.minValue(64, 'Keep at least 64 MiB'), v.maxValue(limits.captureMiBMax, 'Keep at most 1 TiB')),
    time: v.picklist(timeModes),
    filters: v.pipe(v.array(namedFilterSchema), v.maxLength(limits.namedFilters)),
  }),
  /** The person's own defaults, below folders and profiles. */
  defaults: overridesSchema,
  /** Where the system has no safe place for keys: keep secrets on disk all the same, weakly protected. */
  weakSecrets: v.boolean(),
})
export type Settings = v.InferOutput<typeof settingsSchema>

/** The part a person sets from the window; the rest is kept by main itself. */
export const settingsPatchSchema = v.partial(v.pick(settingsSchema, ['theme', 'panes', 'log', 'defaults']))
