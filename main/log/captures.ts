/** Captures: the folder of all captures: lists, names, removes, and tidies up after an interrupted start. */
import { lstat, open, readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import type { CaptureInfo, CaptureList } from '../../shared/capture'
import { AppError, toWire } from '../../shared/errors'
import { t } from '../../shared/words/words'
import { codeOf, diskWords } from '../lib/errno'
import type { Capture } from './capture'
import { isCaptureId, manifestName, segmentName } from './format/manifest'
import { readFlags } from './read/chunks'
import { parseManifest, summarize, type CaptureSummary } from './read/open'
import { storedCapture, storedCaptures, type StoredCapture } from './read/stored'
import { replaceFile } from './record/disk'

/** Reads a capture's folder, best in a worker: a big one takes a while. Rejects with AppError capture-damaged. */
export type Summarize = (folder: string) => Promise<CaptureSummary>

const summarizeHere: Summarize = (folder) => Promise.resolve().then(() => summarize(folder))

export class Captures {
  readonly #root: string
  readonly #summarize: Summarize
  /** What was found in folders that have not changed since. */
  readonly #known = new Map<string, { signature: string; info: CaptureInfo }>()

  constructor(root: string, summary: Summarize = summarizeHere) {
    this.#root = root
    this.#summarize = summary
  }

  /** Newest first. `live` is told by its own books rather than by its files. */
  async list(live: Capture): Promise<CaptureList> {
    const captures = [await this.#liveInfo(live)]
    const stored = await this.#stored()
    for (const capture of stored) if (capture.id !== live.id) captures.push(await this.#info(capture))
    for (const id of this.#known.keys()) if (stored.every((capture) => capture.id !== id)) this.#known.delete(id)
    captures.sort((a, b) => Number(b.live) - Number(a.live) || b.startedAt - a.startedAt)
    return { captures, diskBytes: captures.reduce((sum, { diskBytes }) => sum + diskBytes, 0) }
  }

  /** One line of the list, without a look at the others. Rejects with AppError not-found. */
  async info(id: string, live: Capture): Promise<CaptureInfo> {
    if (id === live.id) return this.#liveInfo(live)
    const stored = isCaptureId(id) ? await storedCapture(this.#root, id) : null
    if (stored === null) throw new AppError('not-found', t('errors.gone.capture'))
    return this.#info(stored)
  }

  /** What is wrong with the newest recording before `live`, in words; empty for nothing. Looks no further back than to that one: ids begin with their date. */
  async damageBefore(live: Capture): Promise<string> {
    const earlier = (await this.#stored()).filter(({ id }) => id !== live.id).toSorted((a, b) => (a.id < b.id ? 1 : -1))
    for (const capture of earlier) {
      const { imported, damage } = await this.#info(capture)
      if (!imported) return damage
    }
    return ''
  }

  /** Rejects with AppError not-found, capture-damaged or file-unwritable. */
  async rename(id: string, name: string): Promise<void> {
    const file = path.join(this.folderOf(id), manifestName)
    try {
      const manifest = parseManifest(await textOf(file))
      await replaceFile(file, JSON.stringify({ ...manifest, name }))
    } catch (error) {
      throw refused(error, (why) => t('errors.capture.notRenamed', { why }))
    }
  }

  /** From the disk, for good; not for one that is being written. Rejects with AppError not-found or file-unwritable. */
  async remove(id: string): Promise<void> {
    const folder = this.folderOf(id)
    try {
      await lstat(folder)
      await rm(folder, { recursive: true })
    } catch (error) {
      throw refused(error, (why) => t('errors.capture.notDeleted', { why }))
    }
  }

  /** Throws AppError not-found for what is no id; whether the folder is there is not looked at. */
  folderOf(id: string): string {
    if (!isCaptureId(id)) throw new AppError('not-found', t('errors.capture.none'))
    return path.join(this.#root, id)
  }

  /** Removes interrupted imports, and captures of earlier starts in which nothing happened. Rejects with the system's error. */
  async sweep(liveId: string): Promise<void> {
    for (const name of await readdir(this.#root).catch(nothingYet)) {
      const folder = path.join(this.#root, name)
      if (name.startsWith('.importing-') || (isCaptureId(name) && name !== liveId && (await this.#holdsNothing(folder)))) await rm(folder, { recursive: true, force: true })
    }
  }

  /** Whether there is only what a start writes by itself, whole or not. */
  async #holdsNothing(folder: string): Promise<boolean> {
    const names = await readdir(folder).catch(() => ['something that is no folder'])
    const others = names.filter((name) => name !== manifestName && name !== `${manifestName}.new`)
    if (others.length === 0) return true
    if (others.length > 1 || others[0] !== segmentName(1) || !names.includes(manifestName)) return false
    const { head, damage } = await this.#summarize(folder).catch(() => ({ head: 1, damage: '' }))
    return head === 0 && damage === ''
  }

  #stored(): Promise<StoredCapture[]> {
    return storedCaptures(this.#root).catch(nothingYet)
  }

  async #liveInfo(live: Capture): Promise<CaptureInfo> {
    const { id, folder, startedAt, sources, totals } = live
    const { kept, diskBytes } = totals
    return {
      id, startedAt, diskBytes, live: true, imported: false, entries: kept, sockets: sources.length - 1,
      name: await nameIn(folder), endedAt: live.endedAt ?? startedAt, damage: '',
    }
  }

  async #info(stored: StoredCapture): Promise<CaptureInfo> {
    const { id } = stored
    const signature = JSON.stringify(stored)
    const known = this.#known.get(id)
    if (known?.signature === signature) return known.info
    const info = await this.#read(stored)
    this.#known.set(id, { signature, info })
    return info
  }

  async #read({ id, writtenAt, segments }: StoredCapture): Promise<CaptureInfo> {
    const diskBytes = segments.reduce((sum, { bytes }) => sum + bytes, 0)
    try {
      const { manifest, sockets, kept, endedAt, damage } = await this.#summarize(path.join(this.#root, id))
      const { name, startedAt, imported } = manifest
      return { id, name, startedAt, endedAt, live: false, imported, sockets, entries: kept, diskBytes, damage }
    } catch (error) {
      const damage = toWire(error).message
      return { id, name: '', startedAt: writtenAt, endedAt: writtenAt, live: false, imported: false, sockets: 0, entries: 0, diskBytes, damage }
    }
  }
}

/** Rejects with the system's error. */
async function textOf(file: string): Promise<string> {
  const handle = await open(file, readFlags)
  try {
    return await handle.readFile('utf8')
  } finally {
    await handle.close()
  }
}

/** As its manifest says; empty before that is written. */
async function nameIn(folder: string): Promise<string> {
  try {
    return parseManifest(await textOf(path.join(folder, manifestName))).name
  } catch (error) {
    if (error instanceof AppError || codeOf(error) !== null) return ''
    throw error
  }
}

/** The folder of captures is made with the first one. */
function nothingYet(error: unknown): [] {
  if (codeOf(error) === 'ENOENT') return []
  throw error
}

function refused(error: unknown, words: (why: string) => string): unknown {
  const code = codeOf(error)
  if (code === null) return error
  if (code === 'ENOENT') return new AppError('not-found', t('errors.gone.capture'), { cause: error })
  return new AppError('file-unwritable', words(diskWords(code) ?? code), { cause: error })
}
