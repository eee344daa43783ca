/** Captures with given entries, exported and read back, for the tests of both ways. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { exportCapture } from '../../../../main/log/export/export'
import { eachEntry } from '../../../../main/log/export/entry'
import { tagOf } from '../../../../main/log/format/tag'
import { importCapture } from '../../../../main/log/import/import'
import { ProgressMeter } from '../../../../main/log/job/progress'
import { partOf, type ExportTask } from '../../../../main/log/job/task'
import { openCapture } from '../../../../main/log/read/open'
import { CaptureBuilder } from '../../../../main/log/record/builder'
import { captureSource, type Direction, type EntryKind, type EntrySource } from '../../../../shared/entry'
import { tempDir } from '../../../support/disk'

export interface Row {
  /** Index of its source; 0 is the capture itself. */
  slot: number
  direction: Direction
  kind: EntryKind
  at: number
  elapsed: number
  payload: Buffer
  compressed: boolean
}

export const startedAt = Date.UTC(2026, 10, 21, 21, 16, 33)
export const echo: EntrySource = { connectionId: 'c1', name: 'Echo', color: 'teal', url: 'ws://127.0.0.1:7625/echo' }
export const meter = new ProgressMeter(() => {
  // Tests of progress bring their own.
})

/** A received text of the echo socket, unless said otherwise. */
export function row(payload: string | Buffer, rest: Partial<Row> = {}): Row {
  return { slot: 1, direction: 'in', kind: 'text', at: startedAt + 1.5, elapsed: 1.5, compressed: false, ...rest, payload: Buffer.from(payload) }
}

export const noteRow = (note: object, rest: Partial<Row> = {}) => row(JSON.stringify(note), { direction: 'none', kind: 'lifecycle', ...rest })

/** The folder of a capture with these rows; the sources take slots from 1 on. */
export async function filled(rows: readonly Row[], sources: readonly EntrySource[] = [echo], folder = join(tempDir(), 'capture')): Promise<string> {
  const builder = new CaptureBuilder(folder, { version: 1, id: 'capture', name: 'Test', startedAt, imported: false })
  for (const source of sources) builder.source(source)
  for (const { slot, direction, kind, ...rest } of rows) await builder.add({ slot, tag: tagOf(direction, kind), ...rest })
  await builder.finish()
  return folder
}

/** A task that exports all of a capture. */
export function taskOf(folder: string, rest: Partial<ExportTask> = {}): ExportTask {
  const { manifest, runs, sources } = openCapture(folder)
  const file = rest.file ?? join(tempDir(), 'exported')
  const capture = { name: manifest.name, startedAt: manifest.startedAt }
  return { kind: 'export', folder, runs, sources, seqs: null, capture, format: 'ndjson', redact: true, file, part: partOf(file, randomUUID()), ...rest }
}

/** The text of an export. */
export async function exported(rows: readonly Row[], rest: Partial<ExportTask> = {}, sources: readonly EntrySource[] = [echo]): Promise<string> {
  const task = taskOf(await filled(rows, sources), rest)
  exportCapture(task, meter)
  return readFileSync(task.file, 'utf8')
}

/** Imports a file into a folder of captures of its own; returns the capture's folder. */
export async function imported(file: string, name = ''): Promise<string> {
  const root = tempDir()
  await importCapture({ kind: 'import', file, root, id: 'imported', name }, meter)
  return join(root, 'imported')
}

/** What a capture's folder holds. */
export function contentsOf(folder: string): { rows: Row[]; sources: EntrySource[] } {
  const { runs, sources } = openCapture(folder)
  const rows: Row[] = []
  const keep = ({ slot, direction, kind, at, elapsed, payload, compressed }: Row) => {
    rows.push({ slot, direction, kind, at, elapsed, payload: Buffer.from(payload), compressed })
  }
  eachEntry({ folder, runs, seqs: null }, keep, () => {
    // No progress is asked for.
  })
  return { rows, sources: sources.map((source, slot) => (slot === 0 ? captureSource : source)) }
}
