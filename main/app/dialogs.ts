/** Dialogs: the system's windows for choosing a file and for saying yes, and the reading and writing behind them. */
import { randomUUID } from 'node:crypto'
import { open, rename, rm, writeFile } from 'node:fs/promises'
import type { BrowserWindow, Dialog, FileFilter, MessageBoxOptions, OpenDialogOptions, SaveDialogOptions, Shell } from 'electron'
import type { ExportFormat } from '../../shared/capture'
import { AppError } from '../../shared/errors'
import { limits } from '../../shared/limits'
import { sharedEnding } from '../../shared/opening'
import { t } from '../../shared/words/words'
import type { FileDialogs } from '../ipc/files'
import { codeOf, diskWords } from '../lib/errno'

const json: FileFilter = { name: 'JSON', extensions: ['json'] }
const shared: FileFilter = { name: 'Sockdeck', extensions: [sharedEnding] }
// Made anew for each dialog, in the language of the moment.
const anyFile = (): FileFilter => ({ name: t('main.files.any'), extensions: ['*'] })
const exportFilters: Record<ExportFormat, () => FileFilter> = {
  ndjson: () => ({ name: t('main.files.ndjson'), extensions: ['ndjson', 'jsonl'] }),
  json: () => json,
  csv: () => ({ name: t('main.files.csv'), extensions: ['csv'] }),
  text: () => ({ name: t('main.files.text'), extensions: ['txt'] }),
  har: () => ({ name: t('main.files.har'), extensions: ['har'] }),
}
const importFilter = (): FileFilter => ({ name: t('main.files.log'), extensions: ['har', 'json', 'ndjson', 'jsonl'] })
const connectionsFilter = (): FileFilter => ({ name: t('main.files.connections'), extensions: ['har', 'json', 'yaml', 'yml', 'txt', 'sh'] })
const keyFilter = (): FileFilter => ({ name: t('main.files.key'), extensions: ['pem', 'crt', 'cer', 'key', 'p12', 'pfx'] })

export interface DialogOptions {
  dialog: Pick<Dialog, 'showSaveDialog' | 'showOpenDialog'>
  shell: Pick<Shell, 'showItemInFolder'>
  /** Asked for at each dialog: the window may have been closed and opened anew. */
  parent: () => BrowserWindow | null
}

export function fileDialogs({ dialog, shell, parent }: DialogOptions): FileDialogs {
  /** Null: the person cancelled. */
  const choosePlace = async (options: SaveDialogOptions) => {
    const asked: SaveDialogOptions = { ...options, properties: ['showOverwriteConfirmation'] }
    const window = parent()
    const { filePath } = await (window === null ? dialog.showSaveDialog(asked) : dialog.showSaveDialog(window, asked))
    return filePath === '' ? null : filePath
  }
  const chooseFile = async (options: OpenDialogOptions) => {
    const asked: OpenDialogOptions = { ...options, properties: ['openFile'] }
    const window = parent()
    const { filePaths } = await (window === null ? dialog.showOpenDialog(asked) : dialog.showOpenDialog(window, asked))
    return filePaths[0] ?? null
  }
  return {
    async saveText(suggestedName, text) {
      const file = await choosePlace({ title: t('main.files.exportProfiles'), defaultPath: suggestedName, filters: [shared, json] })
      if (file === null) return null
      await writeWhole(file, text)
      return { file }
    },
    async saveMade(name, kind, bytes) {
      const filter: FileFilter = kind === 'csv' ? exportFilters.csv() : { name: kind.toUpperCase(), extensions: [kind] }
      const file = await choosePlace({ defaultPath: `${name}.${kind}`, filters: [filter, anyFile()] })
      if (file === null) return null
      await writeWhole(file, bytes)
      return { file }
    },
    async openText() {
      const file = await chooseFile({ title: t('main.files.importProfiles'), filters: [{ ...shared, extensions: [sharedEnding, 'json'] }] })
      return file === null ? null : { file, text: await readCapped(file) }
    },
    async openConnections() {
      const file = await chooseFile({ title: t('main.files.openConnections'), filters: [connectionsFilter(), anyFile()] })
      return file === null ? null : { file, text: await readCapped(file) }
    },
    chooseKeyFile: () => chooseFile({ title: t('main.files.chooseKey'), filters: [keyFilter(), anyFile()] }),
    placeExport: (name, format) => {
      const filter = exportFilters[format]()
      return choosePlace({ title: t('main.files.exportLog'), defaultPath: `${name}.${filter.extensions[0]}`, filters: [filter, anyFile()] })
    },
    chooseImport: () => chooseFile({ title: t('main.files.importLog'), filters: [importFilter(), anyFile()] }),
    reveal: (file) => shell.showItemInFolder(file),
  }
}

/** Shows the whole address: what a link says and where it leads are two things. */
export async function confirmLink(dialog: Dialog, parent: BrowserWindow | null, url: string): Promise<boolean> {
  const buttons = [t('main.link.open'), t('common.cancel')]
  const options: MessageBoxOptions = { type: 'question', message: t('main.link.question'), detail: url, buttons, defaultId: 1, cancelId: 1, noLink: true }
  const { response } = await (parent === null ? dialog.showMessageBox(options) : dialog.showMessageBox(parent, options))
  return response === 0
}

/** Reads one byte more than it may: enough to know that a file is too large, whatever its size was said to be. Throws AppError. */
export async function readCapped(file: string, most: number = limits.importBytes): Promise<string> {
  const bytes = await readAtMost(file, most + 1)
  if (bytes.length > most) throw new AppError('import-too-large', t('errors.import.large', { most: most / 1024 / 1024 }))
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new AppError('import-not-json', t('errors.import.utf8'), { cause: error })
  }
}

async function readAtMost(file: string, most: number): Promise<Uint8Array> {
  try {
    const handle = await open(file, 'r')
    try {
      const buffer = new Uint8Array(most)
      let length = 0
      for (;;) {
        const { bytesRead } = await handle.read(buffer, length, most - length, null)
        if (bytesRead === 0) return buffer.subarray(0, length)
        length += bytesRead
      }
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw new AppError('file-unreadable', withReason(t('errors.file.unreadable'), error), { cause: error })
  }
}

/**
 * Writes beside the file and renames, so that a full disk leaves an older export as it was. Only its owner may read it: header
 * values may hold tokens. Throws AppError file-unwritable.
 */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const draft = `${file}.${randomUUID()}.part`
  try {
    await writeFile(draft, content, { mode: 0o600, flag: 'wx', flush: true })
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true }).catch((left: unknown) => left)
    throw new AppError('file-unwritable', withReason(t('errors.file.unwritable'), error), { cause: error })
  }
}

function withReason(text: string, error: unknown): string {
  const why = diskWords(codeOf(error))
  return why === null ? text : t('main.because', { text, why })
}
