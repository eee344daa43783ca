/** Version 1 of profiles: what they looked like before options could be inherited, and how they are brought up to date. */
import * as v from 'valibot'
import { idSchema, rule, whole } from '../../shared/check'
import { tidyOverrides } from '../../shared/inherit'
import { limits } from '../../shared/limits'
import { defaultOptions, overflowPolicies, type Overrides } from '../../shared/options'
import { newFolder, newProfile, profileColors, type Folder, type Profile, type ProfileBook } from '../../shared/profile'
import { literalTemplate } from '../../shared/template'
import { filledUrlProblem, headerNameProblem, headerValueProblem, protocolsProblem } from '../../shared/url'
import { t } from '../../shared/words/words'
import { issueText } from './document'

const name = v.pipe(v.string(), v.trim(), v.minLength(1, () => t('check.name')), v.maxLength(limits.nameLength))

const header = v.strictObject({
  name: v.pipe(v.string(), v.maxLength(limits.headerBytes), rule(headerNameProblem)),
  value: v.pipe(v.string(), v.maxLength(limits.headerBytes, () => t('check.header.valueTooLong')), rule(headerValueProblem)),
  enabled: v.boolean(),
})

export const folder1Schema = v.strictObject({ id: idSchema, name, collapsed: v.boolean() })

export const profile1Schema = v.strictObject({
  id: idSchema,
  name,
  color: v.picklist(profileColors),
  folderId: v.nullable(idSchema),
  tags: v.pipe(v.array(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(40))), v.maxLength(limits.tags)),
  url: v.pipe(v.string(), v.trim(), v.maxLength(limits.urlLength, () => t('check.url.tooLong')), rule(filledUrlProblem)),
  protocols: v.pipe(v.array(v.string()), v.maxLength(32), rule<string[]>(protocolsProblem)),
  headers: v.pipe(v.array(header), v.maxLength(limits.headers, () => t('check.headers', { most: limits.headers }))),
  compression: v.boolean(),
  deadlineMs: whole(100, 300_000, 'check.label.deadline'),
  closeTimeoutMs: whole(100, 60_000, 'check.label.closeTimeout'),
  receiveBytes: whole(1, limits.receiveBytesMax, 'check.label.largestMessage'),
  heartbeat: v.strictObject({
    enabled: v.boolean(),
    intervalMs: whole(100, 3_600_000, 'check.label.pingInterval'),
    timeoutMs: whole(50, 600_000, 'check.label.pongTimeout'),
    misses: whole(1, 20, 'check.label.missedPongs'),
    logged: v.boolean(),
  }),
  queue: v.strictObject({
    messages: whole(1, limits.queueMessagesMax, 'check.label.queueLength'),
    bytes: whole(1024, limits.queueBytesMax, 'check.label.queueSize'),
    overflow: v.picklist(overflowPolicies),
  }),
  reconnect: v.strictObject({
    enabled: v.boolean(),
    baseMs: whole(10, 600_000, 'check.label.firstRetry'),
    capMs: whole(10, 3_600_000, 'check.label.longestRetry'),
    attempts: v.nullable(whole(1, 100_000, 'check.label.attempts')),
  }),
})
type Profile1 = v.InferOutput<typeof profile1Schema>
type Folder1 = v.InferOutput<typeof folder1Schema>

const book1Schema = v.strictObject({
  folders: v.pipe(v.array(folder1Schema), v.maxLength(limits.folders)),
  profiles: v.pipe(v.array(profile1Schema), v.maxLength(limits.profiles)),
})

/** Throws SyntaxError if it is no book of that version. */
export function bookFrom1(data: unknown): ProfileBook {
  const { success, output, issues } = v.safeParse(book1Schema, data, { abortEarly: true })
  if (!success) throw new SyntaxError(issueText(issues[0]))
  return { folders: output.folders.map(folderFrom1), profiles: output.profiles.map(profileFrom1) }
}

export function folderFrom1(folder: Folder1): Folder {
  return newFolder(folder.id, folder)
}

/** What was as the defaults are is left to be inherited. */
export function profileFrom1(old: Profile1): Profile {
  const { id, color, folderId, tags } = old
  return newProfile(id, { name: old.name, color, folderId, tags, url: literally(old.url, limits.urlLength), options: optionsFrom1(old) })
}

function optionsFrom1({ headers, protocols, compression, deadlineMs, closeTimeoutMs, receiveBytes, ...old }: Profile1): Overrides {
  // One longer than a header may be was never taken by a server.
  const names = protocols.filter(({ length }) => length <= limits.headerBytes)
  const rows = headers.map((row) => ({ ...row, value: literally(row.value, limits.headerBytes), secret: false }))
  return tidyOverrides({
    request: {
      ...(rows.length > 0 && { headers: rows }),
      ...(names.length > 0 && { protocols: names.map((protocol) => ({ name: protocol, enabled: true })) }),
    },
    ...(compression && { compression: { mode: 'offered' } }),
    limits: differing({ deadlineMs, closeTimeoutMs, receiveBytes }, defaultOptions.limits),
    heartbeat: differing(old.heartbeat, defaultOptions.heartbeat),
    queue: differing(old.queue, defaultOptions.queue),
    reconnect: differing(old.reconnect, defaultOptions.reconnect),
  })
}

function differing<D extends object, K extends keyof D>(set: Pick<D, K>, defaults: D): Partial<Pick<D, K>> {
  return Object.fromEntries(Object.entries(set).filter(([key, value]) => value !== defaults[key as K])) as Partial<Pick<D, K>>
}

/** `{{x}}` meant nothing then, and goes on to mean itself. */
function literally(text: string, most: number): string {
  const literal = literalTemplate(text)
  return literal.length <= most ? literal : text
}
