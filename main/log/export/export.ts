/** Export: writes entries of a capture to a file that appears only once it is whole. Memory does not grow with the capture. */
import { fsyncSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import type { ExportFormat } from '../../../shared/capture'
import type { ProgressMeter } from '../job/progress'
import { spoolOf, type ExportTask, type JobResult } from '../job/task'
import { csv } from './csv'
import { eachEntry, type ExportEntry } from './entry'
import type { Format, FormatContext } from './format'
import { har } from './har'
import { json } from './json'
import { ndjson } from './ndjson'
import { Output, unwritable } from './output'
import { Spool } from './spool'
import { plainText } from './text'

const formats: Readonly<Record<ExportFormat, (context: FormatContext) => Format>> = { ndjson, json, csv, text: plainText, har }

/** Takes as long as it takes: for a worker. Throws AppError file-unwritable or capture-damaged, and leaves nothing behind then. */
export function exportCapture(task: ExportTask, meter: ProgressMeter): JobResult {
  const name = path.basename(task.file)
  const out = new Output(task.part, name)
  const spool = new Spool(spoolOf(task.part), name)
  try {
    const entries = writeAll(task, out, spool, meter)
    out.flush()
    finish(out, task)
    return { entries, bytes: out.bytes, captureId: null }
  } finally {
    spool.close()
    out.close()
    // A whole one has its name by now.
    rmSync(task.part, { force: true })
  }
}

function finish(out: Output, { part, file }: ExportTask): void {
  try {
    // A disk may say only now that it could not take what it was given.
    fsyncSync(out.fd)
    renameSync(part, file)
  } catch (error) {
    throw unwritable(path.basename(file), error)
  }
}

function writeAll(task: ExportTask, out: Output, spool: Spool, meter: ProgressMeter): number {
  const { sources, capture, redact } = task
  const format = formats[task.format]({ out, spool, sources, slots: slotsOf(task), name: capture.name, startedAt: capture.startedAt, redact })
  const total = task.runs.reduce((sum, run) => sum + run.bytes, 0)
  const readingShare = task.format === 'har' ? 0.6 : 1
  let [entries, passed] = [0, 0]
  const tell = (done: number) => meter.tell({ done, entries, bytes: out.bytes })
  format.begin()
  const visit = (entry: ExportEntry) => {
    format.entry(entry)
    entries += 1
  }
  eachEntry(task, visit, (bytes) => {
    passed += bytes
    tell((readingShare * passed) / total)
  })
  format.end((done) => tell(readingShare + (1 - readingShare) * done))
  return entries
}

/** An export of some rows names only the connections of those rows: it may be meant for others' eyes. */
function slotsOf(task: ExportTask): number[] {
  if (task.seqs === null) return [...task.sources.keys()]
  const slots = new Set([0])
  eachEntry(task, ({ slot }) => slots.add(slot), () => {
    // The second reading tells how far it is.
  })
  return [...slots].sort((a, b) => a - b)
}
