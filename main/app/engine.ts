/** The engine behind the window: stores, log, pool, hub and deck, built in order and taken down together; plain Node. */
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { LogTotals } from '../../shared/entry'
import { toWire } from '../../shared/errors'
import { limits } from '../../shared/limits'
import { followLanguage, inLanguage, t, type Language } from '../../shared/words/words'
import { Pool } from '../connection/pool'
import { Hub } from '../hub/hub'
import { Broadcasts } from '../ipc/broadcasts'
import { Deck } from '../ipc/deck'
import { Notices } from '../ipc/notices'
import { Openings } from '../ipc/openings'
import { Ramps } from '../ipc/ramps'
import type { Clock } from '../lib/clock'
import type { Logger } from '../lib/logger'
import { MessageLog, type LogOptions } from '../log/log'
import { Metrics } from '../metrics/metrics'
import { CookieJars } from '../prepare/cookie-jars'
import type { Surroundings } from '../prepare/surroundings'
import { Schedules } from '../schedule/schedules'
import { SavedDecks } from '../store/decks'
import { Environments } from '../store/environments'
import { History } from '../store/history'
import { Messages } from '../store/messages'
import { Profiles } from '../store/profiles'
import { plainCipher, type Cipher } from '../store/encryption'
import { jarId, Secrets } from '../store/secrets'
import { seedBook } from '../store/seed'
import { KeptSchedules } from '../store/schedules'
import { Settings } from '../store/settings'
import { followFolders } from './folders'
import { readShared } from './read-shared'
import { settleSecrets } from './settle'
import { surroundingsOf } from './surroundings'
import { Updates } from './update'

const MiB = 1024 * 1024
/** What the log has for its last writes when the sockets have used up the time to quit. */
const lastWritesMs = 500

export interface EngineOptions {
  /** Where the stores are. */
  dir: string
  clock: Clock
  random: () => number
  logger: Logger
  workers: LogOptions['workers']
  /** None by default: secrets then live in memory only. */
  cipher?: Cipher
  /** As Surroundings has it. */
  systemProxy?: Surroundings['systemProxy']
  /** What the setting `system` stands for. */
  systemLanguage?: Language
  /** If they are open already. */
  settings?: Settings
  /** By default they have nowhere to look. */
  updates?: Updates
}

/** A title that can be asked for is asked twice: the diary is in English, the notice in the person's language. */
export type Report = (title: string | (() => string), error: unknown) => void

export interface Engine {
  settings: Settings
  secrets: Secrets
  environments: Environments
  profiles: Profiles
  jars: CookieJars
  surroundings: Surroundings
  log: MessageLog
  pool: Pool
  hub: Hub
  deck: Deck
  notices: Notices
  messages: Messages
  history: History
  savedDecks: SavedDecks
  broadcasts: Broadcasts
  ramps: Ramps
  schedules: Schedules
  metrics: Metrics
  openings: Openings
  updates: Updates
  /** For what the app does by itself, with nobody waiting for the answer: the person reads the words, the diary keeps the cause. */
  report: Report
}

/** Ends with the last deck put back as idle connections. Nothing is dialled and no port is opened yet. */
export function buildEngine(options: EngineOptions): Engine {
  const { dir, clock, random, logger, workers, cipher = plainCipher, systemProxy = () => Promise.resolve('DIRECT'), settings = openSettings(options) } = options
  const notices = new Notices(logger)
  const report: Report = (title, error) => {
    const said = typeof title === 'string' ? () => title : title
    logger.error(inLanguage('en', said), error)
    notices.add({ level: 'error', title: said(), text: toWire(error).message })
  }
  const secrets = Secrets.open({ dir, clock, logger, cipher, settings })
  const environments = Environments.open({ dir, clock, logger })
  const profiles = Profiles.open({ dir, clock, logger, seed: seedBook(settings.value.hub.port) })
  for (const { recovered } of [settings, secrets, environments, profiles]) if (recovered !== null) notices.add(recovered)
  settleSecrets({ settings, secrets, environments, profiles, notices, report })
  const jars = new CookieJars({ load: (id) => secrets.get(jarId(id)), save: (id, text) => secrets.set(jarId(id), text) })
  followFolders(profiles, jars)
  const surroundings = surroundingsOf({ secrets, environments, profiles, jars, clock, systemProxy })
  const log = openLog({ dir, clock, logger, workers, settings, notices })
  const pool = new Pool({ log: log.sink, clock, random, logger, surroundings })
  const deck = new Deck({ pool, profiles, settings, clock, onUnsaved: (error) => report(() => t('main.notice.deckUnsaved'), error) })
  profiles.onChange(() => deck.refresh())
  settings.onChange(() => deck.refresh())
  deck.restore()
  const savedDecks = SavedDecks.open({ dir, clock, logger })
  if (savedDecks.recovered !== null) notices.add(savedDecks.recovered)
  const kept = { savedDecks, openings: new Openings({ profiles, savedDecks, notices, logger, read: readShared }) }
  const desk = { ...openSenders({ dir, clock, random, logger, pool, notices }), ramps: new Ramps({ pool, clock }), metrics: new Metrics({ pool, clock }) }
  const updates = options.updates ?? new Updates({ source: 'channel', settings, failedBefore: false, clock, logger })
  const hub = new Hub({ clock, logger })
  return { settings, secrets, environments, profiles, jars, surroundings, log, pool, hub, deck, notices, updates, report, ...kept, ...desk }
}

/** Before all else: the window is made by them, and words are in their language. */
export function openSettings({ dir, clock, logger, systemLanguage = 'en' }: Pick<EngineOptions, 'dir' | 'clock' | 'logger' | 'systemLanguage'>): Settings {
  // What is wrong with the settings themselves is told before the language is known.
  followLanguage(() => systemLanguage)
  const settings = Settings.open({ dir, clock, logger })
  followLanguage(() => (settings.value.language === 'system' ? systemLanguage : settings.value.language))
  return settings
}

/** What is written once and sent again: by hand, to many, by the clock. */
function openSenders({ dir, clock, random, logger, pool, notices }: Pick<EngineOptions, 'dir' | 'clock' | 'random' | 'logger'> & Pick<Engine, 'pool' | 'notices'>) {
  const messages = Messages.open({ dir, clock, logger })
  const history = History.open({ dir, clock, logger })
  const store = KeptSchedules.open({ dir, clock, logger })
  for (const recovered of [messages.recovered, ...history.recoveries, store.recovered]) if (recovered !== null) notices.add(recovered)
  return { messages, history, broadcasts: new Broadcasts({ pool, clock, logger }), schedules: new Schedules({ pool, clock, random, logger, store }) }
}

function openLog({ dir, settings, notices, ...options }: Pick<EngineOptions, 'dir' | 'clock' | 'logger' | 'workers'> & Pick<Engine, 'settings' | 'notices'>): MessageLog {
  const bounds = () => ({ captures: settings.value.log.captures, bytes: settings.value.log.mebibytes * MiB })
  const log = new MessageLog({ ...options, root: path.join(dir, 'captures'), bounds })
  let known = bounds()
  settings.onChange(() => {
    if (isDeepStrictEqual(known, bounds())) return
    known = bounds()
    log.retain()
  })
  tellOfTrouble(log, notices)
  return log
}

/** The window shows how the recording is at any time; a notice stays for a person who comes back later. */
function tellOfTrouble(log: MessageLog, notices: Notices): void {
  void log.damageBefore.then((damage) => {
    if (damage !== '') notices.add({ level: 'warning', title: t('main.notice.damagedTitle'), text: t('main.notice.damagedText', { damage }) })
  })
  let before: LogTotals['recording']['kind'] = 'on'
  const look = () => {
    const { recording } = log.totals
    if (recording.kind === 'stopped' && before !== 'stopped') notices.add({ level: 'error', title: t('main.notice.stoppedTitle'), text: t('main.notice.stoppedText', { why: recording.why }) })
    before = recording.kind
  }
  log.onChange(look)
  look()
}

/**
 * Starts the hub if it is to start with the app. Where its port is taken and the ready-made profiles are still as they came,
 * hub and profiles move to a free port together; where a person has made them their own, they are told instead.
 */
export async function startHub(engine: Engine): Promise<void> {
  const { hub, settings, profiles, report } = engine
  const { port, startWithApp } = settings.value.hub
  if (!startWithApp) return
  try {
    await hub.start(port)
  } catch (error) {
    if (isDeepStrictEqual(profiles.book, seedBook(port))) await moveHub(engine)
    else report(() => t('main.notice.hubTitle'), error)
  }
}

async function moveHub({ hub, settings, profiles, report }: Engine): Promise<void> {
  try {
    const { port } = await hub.start(0)
    settings.patch({ hub: { port, startWithApp: true } })
    for (const profile of seedBook(port).profiles) profiles.save(profile)
  } catch (error) {
    report(() => t('main.notice.hubTitle'), error)
  }
}

/**
 * Says goodbye to every peer (close code 1001) and to the hub's clients, then ends the log, within `limits.quitMs`;
 * what is left then is cut by the process's end.
 */
export async function stopEngine(engine: Engine, clock: Clock, logger: Logger): Promise<void> {
  const { secrets, profiles, messages, history, schedules, broadcasts, pool, hub, deck, ramps, metrics, updates, log } = engine
  updates.close()
  schedules.close()
  broadcasts.close()
  ramps.stop()
  metrics.close()
  deck.flush()
  profiles.flush()
  messages.flush()
  history.flush()
  const begun = clock.elapsed()
  await within(clock, limits.quitMs, Promise.all([pool.closeAll(), hub.retire()]).catch((error: unknown) => logger.error('Closing the sockets failed', error)))
  // The last handshakes may have brought cookies.
  secrets.flush()
  // Last, so that the goodbyes are on the disk, too.
  const left = Math.max(lastWritesMs, limits.quitMs - (clock.elapsed() - begun))
  await within(clock, left, log.close().catch((error: unknown) => logger.error('Closing the log failed', error)))
}

/** Resolves with the work, or when its time is over. */
function within(clock: Clock, ms: number, work: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, resolve)
    void work.then(() => {
      cancel()
      resolve()
    })
  })
}
