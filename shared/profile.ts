/** Profile: everything a saved connection remembers, as a schema that checks it wherever it comes from. */
import * as v from 'valibot'
import { limits } from './limits'
import { headerNameProblem, headerValueProblem, protocolsProblem, urlProblem } from './url'

export const profileColors = ['blue', 'teal', 'green', 'amber', 'orange', 'red', 'pink', 'violet', 'cyan', 'slate'] as const
export type ProfileColor = (typeof profileColors)[number]

export const overflowPolicies = ['refuse', 'drop-oldest', 'close'] as const
export type OverflowPolicy = (typeof overflowPolicies)[number]

/** Turns a rule that answers with a problem in words into a schema check with those words as its message. */
function rule<T>(problem: (value: T) => string | null) {
  return v.rawCheck<T>(({ dataset, addIssue }) => {
    const said = dataset.typed ? problem(dataset.value) : null
    if (said !== null) addIssue({ message: said })
  })
}

const whole = (min: number, max: number, what: string) =>
  v.pipe(
    v.number(`${what}: enter a number`),
    v.integer(`${what}: enter a whole number`),
    v.minValue(min, `${what}: at least ${min}`),
    v.maxValue(max, `${what}: at most ${max}`),
  )

export const idSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/, 'This is not an id'))

const nameSchema = v.pipe(v.string(), v.trim(), v.minLength(1, 'Enter a name'), v.maxLength(limits.nameLength, `A name has at most ${limits.nameLength} characters`))

export const headerSchema = v.strictObject({
  name: v.pipe(v.string(), v.maxLength(limits.headerBytes), rule(headerNameProblem)),
  value: v.pipe(v.string(), v.maxLength(limits.headerBytes, 'This header value is too long'), rule(headerValueProblem)),
  enabled: v.boolean(),
})

export const profileSchema = v.strictObject({
  id: idSchema,
  name: nameSchema,
  color: v.picklist(profileColors),
  /** null: outside of any folder. */
  folderId: v.nullable(idSchema),
  tags: v.pipe(v.array(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(40, 'A tag has at most 40 characters'))), v.maxLength(limits.tags, `At most ${limits.tags} tags`)),
  url: v.pipe(v.string(), v.trim(), v.maxLength(limits.urlLength, 'This URL is too long'), rule(urlProblem)),
  /** In order of preference; empty: none asked for (RFC 6455 §1.9). */
  protocols: v.pipe(v.array(v.string()), v.maxLength(32, 'At most 32 subprotocols'), rule<string[]>(protocolsProblem)),
  headers: v.pipe(v.array(headerSchema), v.maxLength(limits.headers, `At most ${limits.headers} headers`)),
  /** Offer permessage-deflate (RFC 7692). */
  compression: v.boolean(),
  /** Wall-clock limit over DNS + TCP + TLS + HTTP. */
  deadlineMs: whole(100, 300_000, 'Handshake deadline'),
  /** How long the closing handshake may take before the socket is cut (RFC 6455 §7.1.1). */
  closeTimeoutMs: whole(100, 60_000, 'Close timeout'),
  receiveBytes: whole(1, limits.receiveBytesMax, 'Largest message'),
  heartbeat: v.strictObject({
    enabled: v.boolean(),
    /** From one ping to the next. */
    intervalMs: whole(100, 3_600_000, 'Ping interval'),
    /** How long a pong may take before it counts as missed. */
    timeoutMs: whole(50, 600_000, 'Pong timeout'),
    /** Pongs missed in a row before the connection counts as lost. */
    misses: whole(1, 20, 'Missed pongs'),
    /** Show pings and pongs in the log. */
    logged: v.boolean(),
  }),
  queue: v.strictObject({
    messages: whole(1, limits.queueMessagesMax, 'Queue length'),
    bytes: whole(1024, limits.queueBytesMax, 'Queue size'),
    overflow: v.picklist(overflowPolicies),
  }),
  reconnect: v.strictObject({
    enabled: v.boolean(),
    /** First ceiling of the delay; it doubles with each attempt up to `capMs`, and the delay is random below it. */
    baseMs: whole(10, 600_000, 'First retry'),
    capMs: whole(10, 3_600_000, 'Longest retry'),
    /** null: for as long as it takes. */
    attempts: v.nullable(whole(1, 100_000, 'Attempts')),
  }),
})
export type Profile = v.InferOutput<typeof profileSchema>
export type Header = v.InferOutput<typeof headerSchema>

export const folderSchema = v.strictObject({
  id: idSchema,
  name: nameSchema,
  collapsed: v.boolean(),
})
export type Folder = v.InferOutput<typeof folderSchema>

/** All saved profiles; both arrays are in the order the user put them. */
export const bookSchema = v.strictObject({
  folders: v.pipe(v.array(folderSchema), v.maxLength(limits.folders, `At most ${limits.folders} folders`)),
  profiles: v.pipe(v.array(profileSchema), v.maxLength(limits.profiles, `At most ${limits.profiles} profiles`)),
})
export type ProfileBook = v.InferOutput<typeof bookSchema>

/** A profile with every default; heartbeat defaults find a half-open peer within 15 s. */
export function newProfile(id: string, about: Partial<Profile> = {}): Profile {
  return {
    id,
    name: 'New connection',
    color: 'blue',
    folderId: null,
    tags: [],
    url: '',
    protocols: [],
    headers: [],
    compression: false,
    deadlineMs: 10_000,
    closeTimeoutMs: 3_000,
    receiveBytes: limits.receiveBytes,
    heartbeat: { enabled: true, intervalMs: 5_000, timeoutMs: 5_000, misses: 2, logged: false },
    queue: { messages: limits.queueMessages, bytes: limits.queueBytes, overflow: 'refuse' },
    reconnect: { enabled: true, baseMs: 1_000, capMs: 30_000, attempts: null },
    ...about,
  }
}
