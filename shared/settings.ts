/** Settings: what the app remembers about itself between starts. */
import * as v from 'valibot'
import { limits } from './limits'
import { idSchema } from './profile'

export const themes = ['system', 'light', 'dark'] as const

const coordinate = v.pipe(v.number(), v.integer(), v.minValue(-100_000), v.maxValue(100_000))
const extent = v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(100_000))

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
})
export type Settings = v.InferOutput<typeof settingsSchema>

/** The part a person sets from the window; the rest is kept by main itself. */
export const settingsPatchSchema = v.partial(v.pick(settingsSchema, ['theme', 'panes']))
