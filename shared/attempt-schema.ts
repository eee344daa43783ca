/** Attempt schema: checks an AttemptRecord that comes out of a capture, which may have been made by anybody. */
import * as v from 'valibot'
import type { AttemptRecord } from './attempt'
import { causeKinds, type Cause } from './connection'

const text = v.string()
const number = v.pipe(v.number(), v.finite())
const some = <T extends v.GenericSchema>(schema: T, most: number) => v.pipe(v.array(schema), v.maxLength(most))
const phase = v.picklist(['prepare', 'auth', 'dns', 'tcp', 'proxy', 'tls', 'http', 'websocket', 'open', 'heartbeat', 'queue', 'user'])

const cause = v.object({
  phase,
  kind: v.picklist(causeKinds),
  code: v.nullable(text),
  httpStatus: v.nullable(number),
  closeCode: v.nullable(number),
  reason: text,
  wasClean: v.boolean(),
  by: v.nullable(v.picklist(['server', 'client', 'network'])),
  retryAfterMs: v.nullable(number),
}) satisfies v.GenericSchema<unknown, Cause>

// Far above what a real attempt has, and few enough to be drawn.
const headers = some(v.object({ name: text, value: text }), 1_000)
const certificate = v.object({
  subject: text, issuer: text, names: text, validFrom: text, validTo: text, serial: text, fingerprint: text, selfSigned: v.boolean(),
})
const tls = v.object({
  version: text, cipher: text, serverName: text, trusted: v.boolean(), problem: text, accepted: v.boolean(), chain: some(certificate, 50),
})

const hop = v.object({
  url: text,
  address: text,
  localAddress: text,
  proxy: text,
  tls: v.nullable(tls),
  requestLine: text,
  requestHeaders: headers,
  response: v.nullable(v.object({ status: number, reason: text, headers, body: text, bodyCut: v.boolean() })),
})

export const attemptSchema = v.object({
  id: number,
  connectionId: text,
  name: text,
  attempt: number,
  at: v.pipe(number, v.minValue(0), v.maxValue(8.64e15)),
  url: text,
  steps: some(v.object({ phase, startMs: number, endMs: v.nullable(number), detail: text }), 200),
  hops: some(hop, 50),
  agreed: v.nullable(v.object({ protocol: text, extensions: text })),
  openMs: v.nullable(number),
  firstMessageMs: v.nullable(number),
  endedAt: v.nullable(number),
  cause: v.nullable(cause),
}) satisfies v.GenericSchema<unknown, AttemptRecord>

/** The record that a value holds, or null. */
export function attemptFrom(value: unknown): AttemptRecord | null {
  const result = v.safeParse(attemptSchema, value)
  return result.success ? result.output : null
}

/** The same for a cause alone. */
export function causeFrom(value: unknown): Cause | null {
  const result = v.safeParse(cause, value)
  return result.success ? result.output : null
}
