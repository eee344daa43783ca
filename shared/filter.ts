/** Filter: run-time checks of what a view may be asked for. */
import * as v from 'valibot'
import { directions, entryKinds } from './entry'
import { limits } from './limits'
import { idSchema } from './check'

const text = v.pipe(v.string(), v.maxLength(limits.filterLength))
const range = v.strictObject({ min: v.nullable(v.number()), max: v.nullable(v.number()) })

export const textConditionSchema = v.strictObject({ text, regex: v.boolean(), caseSensitive: v.boolean() })

export const filterSchema = v.strictObject({
  ...textConditionSchema.entries,
  connectionIds: v.nullable(v.pipe(v.array(idSchema), v.maxLength(limits.connections), v.readonly())),
  directions: v.nullable(v.pipe(v.array(v.picklist(directions)), v.maxLength(directions.length), v.readonly())),
  kinds: v.nullable(v.pipe(v.array(v.picklist(entryKinds)), v.maxLength(entryKinds.length), v.readonly())),
  size: v.nullable(range),
  time: v.nullable(range),
  field: text,
})
