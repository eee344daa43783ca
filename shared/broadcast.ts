/** A broadcast: one message to many sockets, in an order, and what became of it on each of them. */
import * as v from 'valibot'
import type { ConnectionId, SendOutcome } from './connection'
import { limits } from './limits'

const pauseMs = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(limits.broadcastSpacingMs))

export const broadcastOrderSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('at-once') }),
  /** `ms` from one socket to the next. */
  v.strictObject({ kind: v.literal('spaced'), ms: pauseMs }),
  /** The next one when this one has had its first reply, or none for `waitMs`. */
  v.strictObject({ kind: v.literal('one-by-one'), waitMs: pauseMs }),
])
export type BroadcastOrder = v.InferOutput<typeof broadcastOrderSchema>

/** The first message that came after the send: no protocol says that it answers it. */
export interface FirstReply {
  /** From the socket taking the message to the first message that came after it. */
  latencyMs: number
  /** One line of it, bounded: hostile text. */
  preview: string
}

export interface BroadcastLine {
  connectionId: ConnectionId
  name: string
  /** null: its turn has not come yet. */
  outcome: SendOutcome | null
  reply: FirstReply | null
}

export interface BroadcastRun {
  id: number
  /** Epoch ms of the start. */
  at: number
  /** As encoded, or as typed where variables make each socket's own. */
  bytes: number
  order: BroadcastOrder
  state: 'running' | 'done' | 'cancelled'
  lines: BroadcastLine[]
}

/** What changed of a run since the last time: whole lines, only those that differ. */
export interface BroadcastChange {
  id: number
  state: BroadcastRun['state']
  lines: BroadcastLine[]
}
