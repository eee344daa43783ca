/** What was sent by hand: the message as it was written, when, and to whom. */
import * as v from 'valibot'
import { idSchema } from './check'
import { limits } from './limits'
import { messageFormats } from './payload'

export const composedSchema = v.strictObject({ format: v.picklist(messageFormats), text: v.pipe(v.string(), v.maxLength(limits.composedBytes * 3)) })

const targetSchema = v.strictObject({ name: v.pipe(v.string(), v.maxLength(limits.nameLength + 20)), profileId: idSchema })

export const sentItemSchema = v.strictObject({
  id: idSchema,
  /** Epoch ms. */
  at: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** With its variables as they were written, not as they were filled. */
  message: composedSchema,
  /** The first of those it went to, by name and profile; connections do not outlive a run of the app. */
  targets: v.pipe(v.array(targetSchema), v.maxLength(limits.sentTargets)),
  /** How many it went to. */
  count: v.pipe(v.number(), v.integer(), v.minValue(0)),
})
export type SentItem = v.InferOutput<typeof sentItemSchema>
