/** Report: a diagnosis of this app for whoever is to mend it, without secrets, messages and addresses; written where the person says, sent nowhere. */
import os from 'node:os'
import { limits } from '../../shared/limits'
import { newFolder, type ProfileBook } from '../../shared/profile'
import type { ReportPart, ReportPartId, ReportReply } from '../../shared/report'
import type { FileDialogs } from '../ipc/files'
import type { Clock } from '../lib/clock'
import { secretsIn } from '../store/leave-out'
import type { Diary } from './diary'
import type { Engine } from './engine'
import type { Machine } from './report-machine'
import { Mask } from './report-mask'
import { attemptsPart, countsPart, settingsPart } from './report-parts'
import { zipOf } from './report-zip'

export interface ReportOptions {
  engine: Engine
  machine: () => Promise<Machine>
  diary: Pick<Diary, 'written' | 'read'>
  dialogs: Pick<FileDialogs, 'saveMade'>
  clock: Pick<Clock, 'now'>
}

type Texts = Partial<Record<ReportPartId, string>>

const fileNames: Record<ReportPartId, string> = {
  about: 'about.json',
  settings: 'settings.json',
  counts: 'counts.json',
  attempts: 'attempts.json',
  processes: 'processes.json',
  diary: 'diary.log',
  diaryBefore: 'diary-before.log',
}

/** Of one window: what its dialog shows is what is saved, to the byte. */
export class Reports {
  readonly #options: ReportOptions
  #made: Buffer | null = null

  constructor(options: ReportOptions) {
    this.#options = options
  }

  async make(): Promise<ReportReply> {
    const parts = Object.entries(await this.#texts()).map(([id, text]) => ({ id: id as ReportPartId, text }))
    const zip = await zipOf(parts.map(({ id, text }) => ({ name: fileNames[id], text })), this.#options.clock.now())
    this.#made = zip
    return { parts: parts.map(({ id, text }) => shown(id, text)), bytes: zip.byteLength }
  }

  async save(): Promise<{ file: string | null }> {
    if (this.#made === null) await this.make()
    const day = new Date(this.#options.clock.now()).toISOString().slice(0, 10)
    const saved = await this.#options.dialogs.saveMade(`sockdeck-report-${day}`, 'zip', this.#made ?? Buffer.alloc(0))
    if (saved !== null) this.#made = null
    return { file: saved?.file ?? null }
  }

  async #texts(): Promise<Texts> {
    const { engine, machine, diary } = this.#options
    const mask = maskOf(engine)
    const { about, processes } = await machine()
    const json = (value: unknown) => `${mask.secrets(JSON.stringify(value, null, 2))}\n`
    await diary.written()
    const { before, now } = await diary.read()
    return {
      about: json(about),
      settings: json(settingsPart(engine.settings.value)),
      counts: json(await countsPart(engine)),
      attempts: json(attemptsPart(engine, (name) => mask.host(name))),
      processes: json(processes),
      ...(now !== null && { diary: mask.text(now) }),
      ...(before !== null && { diaryBefore: mask.text(before) }),
    }
  }
}

function maskOf({ profiles, environments, settings, secrets, pool }: Engine): Mask {
  const { global, environments: named } = environments.value
  // Defaults and environments may hold what a folder may hold, and are looked through as one.
  const rest = { ...newFolder('rest'), options: settings.value.defaults, variables: [global, ...named.map(({ variables }) => variables)].flat() }
  const book: ProfileBook = { ...profiles.book, folders: [...profiles.book.folders, rest] }
  return new Mask({
    secrets: [...secrets.texts().flatMap((text) => [text, ...cookiesIn(text)]), ...secretsIn(book)],
    veiled: (data) => pool.veiled(data),
    hosts: hostsIn(book),
    home: os.homedir(),
    computer: os.hostname(),
  })
}

/** The values in a jar, which is kept as one secret; nothing of any other. */
function cookiesIn(text: string): string[] {
  return [...text.matchAll(/"value":("(?:[^"\\]|\\.)*")/g)].map((match) => String(JSON.parse(match[1] ?? '""')))
}

/** Of every URL and proxy that is written anywhere in it, as far as it is a URL without its variables. */
function hostsIn(book: ProfileBook): string[] {
  const text = JSON.stringify(book)
  const inUrls = [...text.matchAll(/\b[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@"\s]*@)?([^/?#:"\s{}[\]\\]+)/gi)].map((match) => match[1] ?? '')
  const ofProxies = [...text.matchAll(/"host":"([^"{}]+)"/g)].map((match) => match[1] ?? '')
  return [...inUrls, ...ofProxies]
}

function shown(id: ReportPartId, text: string): ReportPart {
  const from = text.length <= limits.reportShownBytes ? 0 : text.indexOf('\n', text.length - limits.reportShownBytes) + 1
  return { id, file: fileNames[id], bytes: Buffer.byteLength(text), text: text.slice(from), leftOut: from }
}
