/** What a job's worker is given, and what it says while it works. */
import path from 'node:path'
import type { ExportFormat } from '../../../shared/capture'
import type { EntrySource } from '../../../shared/entry'
import type { WireError } from '../../../shared/errors'
import type { Language } from '../../../shared/words/words'
import type { Run } from '../format/runs'

export interface ExportTask {
  kind: 'export'
  /** Of the capture's segment files. */
  folder: string
  /** Oldest first. */
  runs: readonly Run[]
  /** By slot. */
  sources: readonly EntrySource[]
  /** Rows to write; null: all in `runs`. Those that are not in `runs` any more are passed over. */
  seqs: Uint32Array | null
  capture: { name: string; startedAt: number }
  format: ExportFormat
  /** Without secrets in URLs, headers and subprotocols. The log itself has masked those of its own connections already; payloads are never changed. */
  redact: boolean
  file: string
  /** Where the file grows until it is whole: beside `file`, under a name of its own (`partOf`). */
  part: string
}

export interface ImportTask {
  kind: 'import'
  file: string
  /** The folder of all captures. */
  root: string
  /** Of the capture to make. */
  id: string
  name: string
}

export type JobTask = ExportTask | ImportTask

/** A worker's thread has words of its own: it is told which language its problems are to be in. */
export type JobOrder = JobTask & { language: Language }

export interface JobProgress {
  /** 0…1. */
  done: number
  /** Entries written or read so far. */
  entries: number
  /** Bytes of the file so far. */
  bytes: number
}

export interface JobResult {
  entries: number
  /** Of the file. */
  bytes: number
  /** The capture that an import made. */
  captureId: string | null
}

/** Progress any number of times, then one of the others. */
export type JobMessage = { kind: 'progress'; progress: JobProgress } | { kind: 'done'; result: JobResult } | { kind: 'failed'; error: WireError }

/** `uuid` makes it a name that no other job has. */
export function partOf(file: string, uuid: string): string {
  return `${file}.${uuid}.part`
}

/** Messages wait here while those of other connections are read. */
export function spoolOf(part: string): string {
  return `${part}.spool`
}

export function importFolder(root: string, id: string): string {
  return path.join(root, `.importing-${id}`)
}

/** What may be left of a job whose worker was terminated: to be removed by whoever did that. A job that fails cleans up by itself. */
export function leftoversOf(task: JobTask): string[] {
  return task.kind === 'export' ? [task.part, spoolOf(task.part)] : [importFolder(task.root, task.id)]
}
