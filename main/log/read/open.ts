/** Opens a capture's folder: reads indexes only, and walks what was not ended cleanly; says in words what is missing. */
import { closeSync, fstatSync, openSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import * as v from 'valibot'
import type { EntrySource } from '../../../shared/entry'
import { AppError } from '../../../shared/errors'
import { language, t } from '../../../shared/words/words'
import { manifestName, manifestSchema, segmentName, segmentOf, type Manifest } from '../format/manifest'
import { Runs, type Run } from '../format/runs'
import { Sources } from '../sources'
import { closeSegment, openSegment, readFlags, type SegmentFile } from './chunks'
import { readSegment, readTable, type SegmentContents } from './segment'

/** Plain data: it can be posted between threads. */
export interface CaptureContents {
  manifest: Manifest
  /** Oldest first. */
  runs: Run[]
  /** By slot. */
  sources: EntrySource[]
  /** Entries that can be read, and the bytes of their payloads. */
  kept: number
  keptBytes: number
  /** Of all segment files. */
  diskBytes: number
  /** Entries that were there once: retention let them go, or they can't be read any more. */
  dropped: number
  missed: number
  /** Seq of the newest entry; 0 if there is none. */
  head: number
  /** Epoch milliseconds of the begin, and of the newest entry (of the begin if there is none). */
  startedAt: number
  endedAt: number
  /** What is wrong, in words; empty for a whole capture, and for one whose end was torn when its process ended. */
  damage: string
}

/** What a list of captures tells of one: little enough to be posted for many. */
export interface CaptureSummary extends Pick<CaptureContents, 'manifest' | 'kept' | 'head' | 'endedAt' | 'damage'> {
  sockets: number
}

/** As `openCapture`. */
export function summarize(folder: string): CaptureSummary {
  const { manifest, sources, kept, head, endedAt, damage } = openCapture(folder)
  // Slot 0 is the capture itself.
  return { manifest, kept, head, endedAt, damage, sockets: sources.length - 1 }
}

/** Waits for the disk: for a worker. Throws AppError capture-damaged if the folder holds no capture of this version of Sockdeck. */
export function openCapture(folder: string): CaptureContents {
  // The folder's name counts: someone may have copied it.
  const manifest = { ...parseManifest(manifestText(folder)), id: path.basename(folder) }
  const reading = new Reading(folder, manifest)
  for (const segment of segmentsOf(folder)) reading.add(segment)
  return reading.contents()
}

/** Numbers of the segment files, lowest first. */
function segmentsOf(folder: string): number[] {
  const numbers = readdirSync(folder).map(segmentOf)
  return numbers.filter((number) => number !== null).sort((a, b) => a - b)
}

/** Far more than a manifest needs. */
const mostManifestBytes = 64 * 1024

/** Throws AppError capture-damaged. */
function manifestText(folder: string): string {
  try {
    const fd = openSync(path.join(folder, manifestName), readFlags)
    try {
      return fstatSync(fd).size > mostManifestBytes ? '' : readFileSync(fd, 'utf8')
    } finally {
      closeSync(fd)
    }
  } catch (error) {
    throw new AppError('capture-damaged', t('errors.capture.noCapture', { file: manifestName }), { cause: error })
  }
}

/** Throws AppError capture-damaged. */
export function parseManifest(text: string): Manifest {
  const result = v.safeParse(manifestSchema, parsed(text))
  if (result.success) return result.output
  const later = v.safeParse(v.looseObject({ version: v.pipe(v.number(), v.minValue(manifestSchema.entries.version.literal + 1)) }), parsed(text))
  if (later.success) throw new AppError('capture-damaged', t('errors.capture.newer'))
  throw new AppError('capture-damaged', t('errors.capture.manifest', { file: manifestName }))
}

/** Undefined for what is not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** What is known so far while segments are added, lowest first. */
class Reading {
  readonly #folder: string
  readonly #manifest: Manifest
  readonly #runs = new Runs()
  readonly #problems: string[] = []
  readonly #segments: { number: number; tables: readonly number[] }[] = []
  #keptBytes = 0
  #diskBytes = 0
  #missed = 0
  #endedAt: number
  /** What was wrong at the end of the newest segment: the next one tells how many entries that cost. */
  #loose: { words: string; torn: boolean } | null = null

  constructor(folder: string, manifest: Manifest) {
    this.#folder = folder
    this.#manifest = manifest
    this.#endedAt = manifest.startedAt
  }

  add(number: number): void {
    const found = this.#read(number)
    if (found === null) return
    const firstSeq = found.runs[0]?.firstSeq
    if (firstSeq !== undefined && firstSeq <= this.#runs.head) {
      this.#problems.push(`${segmentName(number)} does not belong here: its entries come before those of ${segmentName(this.#segments.at(-1)?.number ?? 0)}`)
      return
    }
    this.#settle(number, firstSeq ?? null)
    for (const run of found.runs) this.#runs.add(run)
    this.#segments.push({ number, tables: found.tables })
    this.#keptBytes += found.payloadBytes
    this.#diskBytes += found.diskBytes
    this.#missed = Math.max(this.#missed, found.missed)
    this.#endedAt = found.endedAt || this.#endedAt
    if (found.brokenAt !== null && found.brokenAt < found.diskBytes) this.#loose = { words: broken(number, found), torn: found.torn }
  }

  contents(): CaptureContents {
    this.#settle(null, null)
    const { head, kept } = this.#runs
    return {
      manifest: this.#manifest,
      runs: [...this.#runs.all()],
      sources: this.#sources(),
      kept, keptBytes: this.#keptBytes, diskBytes: this.#diskBytes,
      dropped: head - kept, missed: this.#missed, head,
      startedAt: this.#manifest.startedAt, endedAt: this.#endedAt,
      damage: this.#problems.join(language() === 'en' ? '; ' : '；'),
    }
  }

  #read(number: number): SegmentContents | null {
    return this.#withFile(number, (file) => readSegment(file, number))
  }

  #withFile<T>(number: number, use: (file: SegmentFile) => T): T | null {
    let file: SegmentFile | null = null
    try {
      file = openSegment(this.#folder, number)
      return use(file)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      this.#problems.push(error.message)
      return null
    } finally {
      if (file !== null) closeSegment(file)
    }
  }

  /**
   * Before a segment is added, or at the end (null): says what lies between it and the one before. Nothing lost is nothing to tell,
   * and a torn end is how a crash leaves a recording.
   */
  #settle(next: number | null, firstSeq: number | null): void {
    const last = this.#segments.at(-1)
    const { head } = this.#runs
    const lost = last === undefined || firstSeq === null ? 0 : firstSeq - head - 1
    const told = (words: string) => (lost > 0 ? t('main.damage.lost', { words, count: lost }) : words)
    const cutOff = next === null && this.#loose?.torn === true
    if (this.#loose !== null && !cutOff && (firstSeq === null || lost > 0)) this.#problems.push(told(this.#loose.words))
    else if (lost > 0 && last !== undefined && next !== null) this.#problems.push(told(missing(last.number + 1, next)))
    this.#loose = null
  }

  /** Each segment begins with all sources so far, so that the newest ones tell all. */
  #sources(): EntrySource[] {
    const sources = new Sources()
    const whole = this.#segments.findLastIndex(({ tables }) => tables[0] === 0)
    for (const { number, tables } of this.#segments.slice(Math.max(0, whole))) this.#withFile(number, (file) => this.#addTables(sources, file, tables))
    return [...sources.all()]
  }

  #addTables(sources: Sources, file: SegmentFile, tables: readonly number[]): void {
    for (const offset of tables) {
      const table = readTable(file, offset)
      if (table === null) this.#problems.push(t('main.damage.names', { file: file.name, offset }))
      else for (const [slot, source] of table) sources.put(slot, source)
    }
  }
}

/** The end of a file that was not ended cleanly: torn by a crash, or damaged. */
function broken(number: number, { brokenAt, diskBytes }: SegmentContents): string {
  const at = brokenAt ?? 0
  return t('main.damage.end', { file: segmentName(number), offset: at, bytes: diskBytes - at })
}

function missing(from: number, next: number): string {
  if (from === next) return t('main.damage.before', { file: segmentName(next) })
  return next - from === 1 ? t('main.damage.missing', { file: segmentName(from) }) : t('main.damage.missingTo', { from: segmentName(from), to: segmentName(next - 1) })
}
