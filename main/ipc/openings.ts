/** Openings: links and shared files that the system handed over, each waiting for a person's word before anything comes of it. */
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { ImportReport } from '../../shared/contract'
import { AppError, toWire } from '../../shared/errors'
import { limits } from '../../shared/limits'
import { readLink, sharedEnding, type FileOpening, type Opening, type OpeningRequest, type SharedContent } from '../../shared/opening'
import { t } from '../../shared/words/words'
import { clipped } from '../exchange/draft'
import { reportOf } from '../exchange/report'
import { Listeners } from '../lib/listeners'
import type { Logger } from '../lib/logger'
import type { SavedDecks } from '../store/decks'
import { withoutSecrets } from '../store/leave-out'
import type { Profiles } from '../store/profiles'
import { readExport, type Shared } from '../store/transfer'
import { safeName } from './captures'
import { takeShared } from './files'
import type { Notices } from './notices'

export interface OpeningsOptions {
  profiles: Profiles
  savedDecks: SavedDecks
  notices: Notices
  logger: Logger
  /** The text of a file, of at most `limits.importBytes`. Rejects with AppError. */
  read: (file: string) => Promise<string>
}

/** Characters of a URL in a list. */
const urlShown = 300

export class Openings {
  readonly #options: OpeningsOptions
  readonly #listeners: Listeners
  #list: readonly Opening[] = []
  /** What was shown is what is imported, whatever becomes of the file meanwhile. */
  readonly #texts = new Map<number, string>()
  #lastId = 0
  /** Asked for and not read yet; one after another, so that they are asked about in the order in which they came. */
  #coming = 0
  #turn: Promise<void> = Promise.resolve()

  constructor(options: OpeningsOptions) {
    this.#options = options
    this.#listeners = new Listeners((error) => options.logger.error('A listener of the openings failed', error))
  }

  /** Oldest first. */
  get list(): Opening[] {
    return [...this.#list]
  }

  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener)
  }

  /** What can't be opened, and what there is no room for, becomes a notice. Resolves when all of it was looked at; never rejects. */
  async take(requests: readonly OpeningRequest[]): Promise<void> {
    const room = Math.max(0, limits.openings - this.#list.length - this.#coming)
    const taken = requests.slice(0, room)
    if (taken.length < requests.length) this.#refuse(t('opening.refused.more'), t('opening.refused.many', { most: limits.openings }))
    this.#coming += taken.length
    for (const request of taken) this.#turn = this.#turn.then(() => this.#look(request))
    await this.#turn
  }

  /** The file that was shown. Throws AppError not-found, or as `takeShared` does; it then goes on waiting. */
  import(id: number): ImportReport {
    const opening = this.#list.find((one) => one.id === id)
    const text = this.#texts.get(id)
    if (opening?.kind !== 'file' || text === undefined) throw new AppError('not-found', t('opening.gone'))
    const report = takeShared(this.#options, text)
    this.dismiss(id)
    return { file: opening.name, ...report }
  }

  /** One that is gone already is no error: another window was faster. */
  dismiss(id: number): void {
    this.#texts.delete(id)
    this.#list = this.#list.filter((opening) => opening.id !== id)
    this.#listeners.tell()
  }

  async #look(request: OpeningRequest): Promise<void> {
    try {
      if (request.kind === 'link') this.#addLink(request.text)
      else await this.#addFile(request.path)
    } catch (error) {
      const name = request.kind === 'file' ? nameOf(request.path) : ''
      this.#refuse(name === '' ? t('opening.refused.link') : t('opening.refused.file', { name }), toWire(error).message)
    } finally {
      this.#coming -= 1
      this.#listeners.tell()
    }
  }

  #addLink(text: string): void {
    const target = readLink(text)
    if (typeof target === 'string') return this.#refuse(t('opening.refused.link'), target)
    // Pressed twice, it is asked about once.
    if (this.#list.some((one) => isDeepStrictEqual(one, { ...target, kind: 'link', id: one.id }))) return
    this.#add({ ...target, kind: 'link', id: this.#newId() })
  }

  async #addFile(file: string): Promise<void> {
    if (!new RegExp(`\\.(?:${sharedEnding}|json)$`, 'i').test(file)) throw new AppError('import-invalid', t('opening.refused.ending'))
    const text = await this.#options.read(file)
    const opening: FileOpening = { ...contentOf(readExport(text)), kind: 'file', id: this.#newId(), name: nameOf(file) }
    this.#texts.set(opening.id, text)
    this.#add(opening)
  }

  #add(opening: Opening): void {
    this.#list = [...this.#list, opening]
  }

  #newId(): number {
    this.#lastId += 1
    return this.#lastId
  }

  /** The diary gets neither link nor path. */
  #refuse(title: string, why: string): void {
    this.#options.logger.warn('refused to open what came from outside')
    this.#options.notices.add({ level: 'warning', title, text: why })
  }
}

/** Safe to be read in a sentence. */
function nameOf(file: string): string {
  return safeName(path.basename(file)).slice(0, limits.nameLength) || sharedEnding
}

function contentOf({ folders, profiles, decks }: Shared): SharedContent {
  const { connections } = reportOf({ format: 'sockdeck', connections: profiles.slice(0, limits.openingRows).map(({ name, url, options }) => ({ name, url, options, left: [] })), variables: [], left: [] })
  return {
    folders: folders.slice(0, limits.openingRows).map(({ name }) => name),
    profiles: connections.map(({ name, url, summary }) => ({ name, url: clipped(url, urlShown), summary })),
    decks: decks.slice(0, limits.openingRows).map(({ name, items }) => ({ name, sockets: items.reduce((sum, { count }) => sum + count, 0) })),
    totals: { folders: folders.length, profiles: profiles.length, decks: decks.length },
    secrets: withoutSecrets({ folders, profiles }).left,
  }
}
