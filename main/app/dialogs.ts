/** Dialogs: the system's windows for choosing a file and for saying yes, and the reading and writing behind them. */
import { randomUUID } from 'node:crypto'
import { open, rename, rm, writeFile } from 'node:fs/promises'
import type { BrowserWindow, Dialog, MessageBoxOptions, OpenDialogOptions, SaveDialogOptions } from 'electron'
import { AppError } from '../../shared/errors'
import { limits } from '../../shared/limits'
import type { FileDialogs } from '../ipc/files'
import { codeOf, diskWords } from '../lib/errno'

const filters = [{ name: 'JSON', extensions: ['json'] }]

/** `parent` is asked for at each dialog: the window may have been closed and opened anew. */
export function fileDialogs(dialog: Dialog, parent: () => BrowserWindow | null): FileDialogs {
  return {
    async saveText(suggestedName, text) {
      const options: SaveDialogOptions = { title: 'Export profiles', defaultPath: suggestedName, filters }
      const window = parent()
      const { filePath } = await (window === null ? dialog.showSaveDialog(options) : dialog.showSaveDialog(window, options))
      if (filePath === '') return null
      await writeWhole(filePath, text)
      return { file: filePath }
    },
    async openText() {
      const options: OpenDialogOptions = { title: 'Import profiles', properties: ['openFile'], filters }
      const window = parent()
      const { filePaths } = await (window === null ? dialog.showOpenDialog(options) : dialog.showOpenDialog(window, options))
      const file = filePaths[0]
      return file === undefined ? null : { file, text: await readCapped(file) }
    },
  }
}

/** Shows the whole address: what a link says and where it leads are two things. */
export async function confirmLink(dialog: Dialog, parent: BrowserWindow | null, url: string): Promise<boolean> {
  const options: MessageBoxOptions = { type: 'question', message: 'Open this link in your browser?', detail: url, buttons: ['Open', 'Cancel'], defaultId: 1, cancelId: 1, noLink: true }
  const { response } = await (parent === null ? dialog.showMessageBox(options) : dialog.showMessageBox(parent, options))
  return response === 0
}

/** Reads one byte more than it may: enough to know that a file is too large, whatever its size was said to be. Throws AppError. */
export async function readCapped(file: string, most: number = limits.importBytes): Promise<string> {
  const bytes = await readAtMost(file, most + 1)
  if (bytes.length > most) throw new AppError('import-too-large', `This file is larger than ${most / 1024 / 1024} MiB, so it can't be an export of profiles`)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new AppError('import-not-json', 'This file is not text: choose a JSON file that was exported from Sockdeck', { cause: error })
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
    throw new AppError('file-unreadable', `This file can't be read${reason(error)}`, { cause: error })
  }
}

/**
 * Writes beside the file and renames, so that a full disk leaves an older export as it was. Only its owner may read it: header
 * values may hold tokens. Throws AppError file-unwritable.
 */
export async function writeWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomUUID()}.part`
  try {
    await writeFile(draft, text, { mode: 0o600, flag: 'wx', flush: true })
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true }).catch((left: unknown) => left)
    throw new AppError('file-unwritable', `The file can't be written there${reason(error)}`, { cause: error })
  }
}

function reason(error: unknown): string {
  const words = diskWords(codeOf(error))
  return words === null ? '' : `: ${words}`
}
