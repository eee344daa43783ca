/** THE contract: what the window may ask of main, what it gets back, and what main tells it unasked. */
import type { ActionId } from './actions'
import type { AttemptRecord } from './attempt'
import type { BroadcastChange, BroadcastRun } from './broadcast'
import type { CaptureInfo, CaptureList, Job, OpenedCapture } from './capture'
import type { ConnectionId, ConnectionSnapshot, SendResult } from './connection'
import type { LogTotals, PayloadReply, RowsReply, ViewProgress } from './entry'
import type { Environments } from './environment'
import type { WireError } from './errors'
import type { ExchangeReport, LineReport } from './exchange'
import type { Glance } from './glance'
import type { HubState } from './hub'
import type { Imported } from './imported'
import type { MetricsReply } from './metrics'
import type { Openings } from './opening'
import type { ComposedMessage } from './payload'
import type { Profile, ProfileBook } from './profile'
import type { ReportReply } from './report'
import type { Ramp, RemovedConnection, SavedDeck } from './saved-deck'
import type { MessageBook, RemovedMessage, SavedMessage } from './saved-message'
import type { ScheduleState } from './schedule'
import type { Command, RemovedProfile } from './schemas'
import type { SecretsState } from './secret'
import type { SentItem } from './sent'
import type { Settings } from './settings'
import type { UpdateState } from './update'
import type { Language } from './words/words'

/** A thing that happened without being asked for and that the person should read. */
export interface Notice {
  id: number
  level: 'info' | 'warning' | 'error'
  title: string
  text: string
}

/** The whole picture at start and after a reload; events bring it up to date from there. */
export interface StartReply {
  version: string
  runtime: string
  dataFolder: string
  book: ProfileBook
  environments: Environments
  secrets: SecretsState
  settings: Settings
  connections: ConnectionSnapshot[]
  hub: HubState
  totals: LogTotals
  jobs: Job[]
  notices: Notice[]
  /** What `system` stands for. */
  systemLanguage: Language
  platform: string
  draft: ComposedMessage
  messages: MessageBook
  schedules: ScheduleState[]
  broadcasts: BroadcastRun[]
  decks: SavedDeck[]
  ramps: Ramp[]
  update: UpdateState
  /** `shownIn` is the window that starts. */
  openings: Openings
}

export interface SendReport {
  /** Outcomes that were `queued` here are settled later by `sends.settled` with the same number. */
  sendId: number
  bytes: number
  results: SendResult[]
}

export interface ImportReport {
  /** null: the person cancelled the dialog. */
  file: string | null
  added: number
  /** Already there, the same in every field. */
  skipped: number
  folders: number
  decks: number
  /** For `imports.takeBack`. */
  imported: Imported
}

export interface ExportReport {
  file: string | null
  count: number
  /** Passwords, tokens and the like that are not in the file. */
  secretsLeft: number
}

/** The handshake request that a profile would send now. */
export interface PreviewReply {
  /** As on the wire, line by line, secrets masked; empty where it can't be made. */
  lines: string[]
  /** Where it goes: address, proxy, TLS, in words. */
  route: string[]
  /** Why it can't be made, such as an unknown variable. */
  problems: string[]
}

/** A cookie of a folder's jar; values stay in main. */
export interface CookieFacts {
  name: string
  domain: string
  path: string
  secure: boolean
  /** Epoch ms; null: until the app quits. */
  expiresAt: number | null
}

/** One reply per command; a command without a reply, or a reply without a command, does not compile. */
export interface Replies {
  /** Answered before anything else is there to answer. */
  'app.glance': Glance
  'app.start': StartReply
  'settings.save': Settings
  'profiles.save': Profile
  'profiles.duplicate': Profile
  'profiles.remove': { removed: RemovedProfile[] }
  'profiles.restore': null
  'profiles.move': null
  'profiles.export': ExportReport
  'profiles.import': ImportReport
  'profiles.preview': PreviewReply
  'folders.save': null
  'folders.remove': null
  'folders.move': null
  'folders.export': ExportReport
  'environments.save': Environments
  'secrets.put': { id: string }
  /** Refused with `secret-unavailable` when it can't be read. */
  'secrets.reveal': { text: string }
  'secrets.agree': SecretsState
  'cookies.list': CookieFacts[]
  'cookies.clear': null
  /** null: the person cancelled the dialog. */
  'files.choose': { path: string | null }
  /** null: the person cancelled the dialog. */
  'files.save': { file: string | null }
  'exchange.read': ExchangeReport
  'exchange.openFile': { file: string; text: string; report: ExchangeReport } | null
  'exchange.take': { profileIds: string[]; skipped: number; imported: Imported }
  'imports.takeBack': null
  'exchange.line': LineReport
  'attempts.list': AttemptRecord[]
  'connections.add': { ids: ConnectionId[] }
  'connections.open': null
  'connections.close': null
  'connections.retry': null
  'connections.remove': { removed: RemovedConnection[] }
  /** Those whose profile was deleted since are not among them. */
  'connections.restore': { ids: ConnectionId[] }
  'connections.closeWith': null
  'connections.ping': { results: SendResult[] }
  'ramps.cancel': null
  /** After at most `limits.sendReplyMs`; what changes later comes with `broadcasts.changed`. */
  'broadcasts.start': BroadcastRun
  'broadcasts.cancel': null
  'drafts.save': null
  'history.list': SentItem[]
  'history.remove': { removed: SentItem[] }
  'history.restore': null
  'messages.save': SavedMessage
  'messages.remove': { removed: RemovedMessage[] }
  'messages.restore': null
  'messages.move': null
  'messageFolders.save': null
  'messageFolders.remove': null
  'messageFolders.move': null
  /** Refused with `bad-cron` and what is wrong with the expression. */
  'schedules.start': ScheduleState
  'schedules.pause': null
  'schedules.resume': null
  'schedules.stop': null
  'schedules.remove': null
  'decks.save': SavedDeck[]
  'decks.remove': SavedDeck[]
  /** `missing`: profiles of it that were deleted since. */
  'decks.open': { ids: ConnectionId[]; ticked: ConnectionId[]; missing: number }
  'decks.export': ExportReport
  'openings.import': ImportReport
  'openings.dismiss': null
  'metrics.read': MetricsReply
  'hub.evict': null
  'hub.broadcast': { clients: number }
  /** Refused with `too-many`. */
  'windows.open': null
  /** Answers before anybody was asked. */
  'app.quit': null
  /** Made of what is known at this moment, and kept until it is saved or another is made. */
  'report.make': ReportReply
  /** null: the person cancelled the dialog. */
  'report.save': { file: string | null }
  /** These answer at once; what comes of them is told by `update.changed`. */
  'update.look': null
  'update.download': null
  'update.cancel': null
  'update.install': null
  'connections.send': SendReport
  /** Refused with `bad-regex` or `bad-field` and what is wrong with the expression. */
  'log.view': ViewProgress
  'log.rows': RowsReply
  'log.locate': { position: number }
  'log.payload': PayloadReply
  'log.close': null
  'log.mark': { seq: number }
  /** null: the person cancelled the dialog. */
  'log.export': { jobId: number | null }
  'captures.list': CaptureList
  'captures.begin': CaptureInfo
  'captures.open': OpenedCapture
  'captures.close': null
  'captures.rename': null
  'captures.remove': null
  'captures.reveal': null
  'captures.import': { jobId: number | null }
  'jobs.cancel': null
  'jobs.dismiss': null
  'jobs.reveal': null
  'hub.start': HubState
  'hub.stop': HubState
}

type Equal<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never
/** Fails to compile when Replies and the payload schemas do not name the same commands. */
export const repliesMatchPayloads: Equal<keyof Replies, Command> = true

/** Events carry whole snapshots, coalesced by main; never one per WebSocket message. */
export interface Events {
  'connections.changed': { changed: ConnectionSnapshot[]; removed: ConnectionId[] }
  /** The deck's order, where it changed otherwise than at its end. */
  'deck.changed': { order: ConnectionId[] }
  'sends.settled': { items: (SendResult & { sendId: number })[] }
  /** Totals are the live capture's; views may be of any. */
  'log.changed': { totals: LogTotals; views: ViewProgress[] }
  /** A capture was begun, ended, renamed, removed or imported: the list is worth asking for again. */
  'captures.changed': { liveId: string }
  'jobs.changed': Job[]
  'profiles.changed': ProfileBook
  'environments.changed': Environments
  'secrets.changed': SecretsState
  'settings.changed': Settings
  'hub.changed': HubState
  'broadcasts.changed': BroadcastChange[]
  'schedules.changed': ScheduleState[]
  'messages.changed': MessageBook
  /** Worth asking for again. */
  'history.changed': { count: number }
  'decks.changed': SavedDeck[]
  'ramps.changed': Ramp[]
  'update.changed': UpdateState
  'openings.changed': Openings
  'notices.changed': Notice[]
  /** A menu item or its shortcut was chosen. */
  'menu.chosen': { action: ActionId }
}
export type EventName = keyof Events

export type Reply<C extends Command> = { ok: true; value: Replies[C] } | { ok: false; error: WireError }

/** What preload hands to the window: one way to ask, one way to listen, and nothing else of Electron. */
export interface Bridge {
  call(command: string, payload: unknown): Promise<unknown>
  /** Calls back with the event's name and value; returns the way to stop. */
  listen(onEvent: (name: string, value: unknown) => void): () => void
}
export const bridgeName = 'sockdeck'
export const callChannel = 'sockdeck:call'
export const replyChannel = 'sockdeck:reply'
export const eventChannel = 'sockdeck:event'
