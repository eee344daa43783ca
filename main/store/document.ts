/** One store file: version, checksum and data, so that a file can prove by itself that it is whole. */
import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import * as v from 'valibot'
import { limits } from '../../shared/limits'
import { t } from '../../shared/words/words'
import { codeOf } from '../lib/errno'
import { parseJson } from './json'

/** What a store holds, and how older files are brought up to it. */
export interface Shape<T> {
  version: number
  schema: v.GenericSchema<unknown, T>
  /** Step n turns data of version n into data of version n + 1. */
  migrations: Readonly<Record<number, (data: unknown) => unknown>>
}

export interface StoreDocument {
  version: number
  checksum: string
  data: unknown
}

export type Found<T> =
  | { kind: 'good'; value: T; savedAt: number; version: number }
  | { kind: 'missing' }
  | { kind: 'newer'; version: number }
  /** `why` completes "The file was damaged: …". */
  | { kind: 'damaged'; why: string }

export function sealDocument(version: number, data: unknown): StoreDocument {
  return { version, checksum: checksum(version, data), data }
}

/**
 * Reads a file and proves it: size, UTF-8, JSON, version, checksum, migrations, schema. Never throws: what goes wrong is the answer.
 * A file that was just written is compared with its text (`written`) instead of its checksum: that says more and costs less.
 */
export function readDocument<T>(path: string, shape: Shape<T>, written?: string): Found<T> {
  try {
    const stats = statSync(path, { throwIfNoEntry: false })
    if (stats === undefined) return { kind: 'missing' }
    if (!stats.isFile()) return { kind: 'damaged', why: t('main.store.why.notFile') }
    if (stats.size > limits.storeBytes) return { kind: 'damaged', why: t('main.store.why.large') }
    const bytes = readFileSync(path)
    if (written !== undefined && !bytes.equals(Buffer.from(written))) return { kind: 'damaged', why: t('main.store.why.other') }
    const document = written === undefined ? parseJson(utf8(bytes)) : (JSON.parse(written) as unknown)
    return openDocument(document, { shape, savedAt: stats.mtimeMs, sealed: written === undefined })
  } catch (error) {
    return { kind: 'damaged', why: reason(error) }
  }
}

/** A message of the file system holds the whole path; its code is enough. */
function reason(error: unknown): string {
  const code = codeOf(error)
  if (code !== null || !(error instanceof Error)) return t('main.store.why.unreadable', { code: code ?? 'unknown' })
  return error.message
}

/** `fatal`, so that a flipped bit is found here and not turned into a replacement character. */
function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new SyntaxError(t('main.store.why.utf8'), { cause: error })
  }
}

function openDocument<T>(document: unknown, { shape, savedAt, sealed }: { shape: Shape<T>; savedAt: number; sealed: boolean }): Found<T> {
  const head = v.safeParse(v.object({ version: v.pipe(v.number(), v.integer(), v.minValue(0)), checksum: v.optional(v.string()), data: v.unknown() }), document)
  if (!head.success) return { kind: 'damaged', why: t('main.store.why.foreign') }
  const { version, data } = head.output
  if (version > shape.version) return { kind: 'newer', version }
  const seal = sealed ? head.output.checksum : undefined
  // A file without a checksum is one that a person edited: deleting that line is the way to say so.
  if (seal !== undefined && seal !== checksum(version, data)) return { kind: 'damaged', why: t('main.store.why.checksum') }
  const parsed = v.safeParse(shape.schema, migrated(data, version, shape), { abortEarly: true })
  if (!parsed.success) return { kind: 'damaged', why: issueText(parsed.issues[0]) }
  return { kind: 'good', value: parsed.output, savedAt, version }
}

function migrated<T>(data: unknown, from: number, shape: Shape<T>): unknown {
  let current = data
  for (let version = from; version < shape.version; version += 1) {
    const step = shape.migrations[version]
    if (step === undefined) throw new RangeError(t('main.store.why.format', { version }))
    current = step(current)
  }
  return current
}

/** "profiles.3.name: Enter a name" */
export function issueText(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue)
  return path === null ? issue.message : `${path}: ${issue.message}`
}

/** Over what JSON keeps of the data, so that white space and a person's reformatting don't matter; the version is under the seal too. */
function checksum(version: number, data: unknown): string {
  return createHash('sha256').update(`${version}\n${JSON.stringify(data)}`).digest('hex')
}
