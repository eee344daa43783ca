/** Import: makes a read-only capture of a file, told by what is in it rather than by its name; all of it or nothing. */
import { mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '../../../shared/errors'
import { limits } from '../../../shared/limits'
import { t } from '../../../shared/words/words'
import { codeOf, diskWords } from '../../lib/errno'
import type { ProgressMeter } from '../job/progress'
import { importFolder, type ImportTask, type JobResult } from '../job/task'
import { tagOf } from '../format/tag'
import { CaptureBuilder } from '../record/builder'
import { Cast } from './cast'
import { readHar, type HarContents } from './har'
import { isObject, readJson, type JsonObject } from './json'
import { Lines, withoutMark } from './lines'
import { readEntries, readHeader } from './ndjson'
import { invalid, problem, unreadable } from './problem'

/** Where a header of ours says what it is, whatever the order of its members: before it comes a name at most. */
const headBytes = 4 * 1024

/** Fills a builder that `make` gives once it is known when the capture began. */
type Make = (name: string, startedAt: number) => CaptureBuilder

/**
 * Takes as long as it takes: for a worker. Throws AppError import-invalid, import-not-json, import-too-large,
 * import-future-version, file-unreadable, or file-unwritable where the captures are, and leaves nothing behind then.
 */
export async function importCapture(task: ImportTask, meter: ProgressMeter): Promise<JobResult> {
  const folder = importFolder(task.root, task.id)
  let builder: CaptureBuilder | null = null
  const make: Make = (name, startedAt) => {
    mkdirSync(task.root, { recursive: true })
    builder = new CaptureBuilder(folder, { version: 1, id: task.id, name: (task.name || name).slice(0, limits.nameLength), startedAt, imported: true })
    return builder
  }
  try {
    const made = isOurs(task.file) ? await readLines(task.file, make, meter) : await readWhole(task.file, make, meter)
    await made.builder.finish()
    renameSync(folder, path.join(task.root, task.id))
    return { entries: made.builder.entries, bytes: made.bytes, captureId: task.id }
  } catch (error) {
    await (builder as CaptureBuilder | null)?.abandon()
    rmSync(folder, { recursive: true, force: true })
    throw codeOf(error) === null || error instanceof AppError ? error : unwritable(error)
  }
}

/** In a HAR, such a text stands in a string, with a backslash before its quotes. */
function isOurs(file: string): boolean {
  const lines = new Lines(file)
  try {
    return /(?<!\\)"sockdeck"\s*:\s*"/.test(lines.start(headBytes).toString('latin1'))
  } finally {
    lines.close()
  }
}

interface Made {
  builder: CaptureBuilder
  /** Of the file. */
  bytes: number
}

async function readLines(file: string, make: Make, meter: ProgressMeter): Promise<Made> {
  const lines = new Lines(file)
  try {
    const rest = lines.read()
    const first = rest.next()
    const header = readHeader(first.done === true ? {} : headerIn(first.value))
    const builder = make(header.name, header.startedAt)
    await readEntries(header, rest, { lines, builder, meter })
    return { builder, bytes: lines.bytes }
  } finally {
    lines.close()
  }
}

/** Throws AppError import-not-json, or import-invalid for an export as JSON, whose first line does not end its object. */
function headerIn(line: Buffer): JsonObject {
  if (line.includes('"entries":[')) throw problem('import-invalid', t('main.import.json'))
  const value = readJson(line)
  if (!isObject(value)) throw invalid(t('main.import.line', { line: 1 }), t('main.import.noObject'))
  return value
}

async function readWhole(file: string, make: Make, meter: ProgressMeter): Promise<Made> {
  const { bytes, har } = parsed(file)
  const { sockets, items } = har
  const startedAt = items[0]?.at ?? 0
  const builder = make('', startedAt)
  const cast = new Cast(builder)
  const slots = sockets.map(({ name, url }, index) => cast.add({ id: `c${index + 1}`, name, color: '', url }))
  for (const { socket, at, direction, kind, payload } of items) {
    await builder.add({ slot: slots[socket] ?? 0, tag: tagOf(direction, kind), at, elapsed: at - startedAt, payload: payload(), compressed: false })
    meter.tell({ done: builder.entries / items.length, entries: builder.entries, bytes })
  }
  return { builder, bytes }
}

/** A function of its own, so that the file's bytes need not stay in memory with what was made of them. */
function parsed(file: string): { bytes: number; har: HarContents } {
  const contents = contentsOf(file)
  if (contents.length === 0) throw problem('import-not-json', t('main.json.empty'))
  return { bytes: contents.length, har: readHar(readJson(withoutMark(contents))) }
}

function contentsOf(file: string): Buffer {
  try {
    if (statSync(file).size > limits.harBytes) throw problem('import-too-large', t('main.import.harSize', { most: limits.harBytes / 1024 / 1024 }))
    return readFileSync(file)
  } catch (error) {
    throw error instanceof AppError ? error : unreadable(error)
  }
}

function unwritable(cause: unknown): AppError {
  const code = codeOf(cause)
  return new AppError('file-unwritable', t('errors.import.unwritable', { why: diskWords(code) ?? code ?? t('main.disk.unknown') }), { cause })
}
