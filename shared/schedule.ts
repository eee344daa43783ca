/** Schedules: a message sent again and again, by the clock. */
import * as v from 'valibot'
import { idSchema } from './check'
import { limits } from './limits'
import { composedSchema } from './sent'

const ms = v.pipe(v.number(), v.integer(), v.minValue(limits.scheduleMinMs), v.maxValue(limits.scheduleMaxMs))

export const timingSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('every'), ms }),
  /** A new pause at each time, evenly between the two. */
  v.strictObject({ kind: v.literal('random'), minMs: ms, maxMs: ms }),
  /** Five or six fields (with seconds), in local time. */
  v.strictObject({ kind: v.literal('cron'), expression: v.pipe(v.string(), v.trim(), v.maxLength(100)) }),
])
export type Timing = v.InferOutput<typeof timingSchema>

export const scheduleTargetSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('connections'), ids: v.pipe(v.array(idSchema), v.maxLength(limits.connections)) }),
  v.strictObject({ kind: v.literal('profile'), profileId: idSchema }),
  v.strictObject({ kind: v.literal('folder'), folderId: v.nullable(idSchema) }),
  v.strictObject({ kind: v.literal('all') }),
])
export type ScheduleTarget = v.InferOutput<typeof scheduleTargetSchema>

export const scheduleSchema = v.strictObject({
  id: idSchema,
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(limits.nameLength)),
  /** `{{$counter}}` is the schedule's own, from 1; `{{$index}}` the socket's place. */
  message: composedSchema,
  target: scheduleTargetSchema,
  timing: timingSchema,
  /** null: until somebody stops it. */
  times: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000_000))),
})
export type Schedule = v.InferOutput<typeof scheduleSchema>

export const scheduleStates = ['running', 'paused', 'ended'] as const

export interface ScheduleState {
  schedule: Schedule
  state: (typeof scheduleStates)[number]
  /** Times it was its turn, and messages that sockets took or refused. */
  runs: number
  /** Turns that were left out because the app was held up for longer than a period; none for most. */
  skipped?: number
  sent: number
  refused: number
  /** Epoch ms; null while paused or ended. */
  nextAt: number | null
  lastAt: number | null
  /** Mean distance from the time it was due, in ms, over its last hundred turns. */
  driftMs: number
  /** Why it sends to nobody, in words; empty if it does. */
  problem: string
}
