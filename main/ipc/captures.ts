/** Captures: the log to and from files that the person chooses in a dialog; the window never names a path. */
import type { Payload } from '../../shared/schemas'
import type { MessageLog } from '../log/log'
import type { FileDialogs } from './files'

interface Parts {
  log: MessageLog
  dialogs: FileDialogs
}

/** What is exported is settled before the dialog opens: the rows that the person sees then. null: the person cancelled. */
export async function exportLog({ log, dialogs }: Parts, { scope, format, redact }: Payload<'log.export'>): Promise<{ jobId: number | null }> {
  log.jobs.mustHaveRoom()
  const material = await log.material(scope)
  const file = await dialogs.placeExport(fileName(material.name, material.capture.startedAt), format)
  return { jobId: file === null ? null : log.export(material, { file, format, redact }) }
}

export async function importCapture({ log, dialogs }: Parts): Promise<{ jobId: number | null }> {
  log.jobs.mustHaveRoom()
  const file = await dialogs.chooseImport()
  return { jobId: file === null ? null : log.import(file) }
}

/** A name that every file system takes: the capture's own, or when it began. */
export function fileName(name: string, startedAt: number): string {
  return safeName(name) || `Sockdeck ${localTime(startedAt)}`
}

/** '' if nothing of it can stand in a file's name. */
export function safeName(name: string): string {
  return name.replace(/[\\/:*?"<>|\p{Cc}\p{Cf}]+/gu, '-').replace(/^[.\s-]+|[.\s-]+$/g, '')
}

/** "2026-11-21 21.29.05": sorts by time, and has no colon. */
function localTime(at: number): string {
  const date = new Date(at)
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day} ${two(date.getHours())}.${two(date.getMinutes())}.${two(date.getSeconds())}`
}
