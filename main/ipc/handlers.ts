/** What each command does: one line per command, handing the payload to the room that owns the work. */
import type { Replies, StartReply } from '../../shared/contract'
import { AppError } from '../../shared/errors'
import type { ConnectionId } from '../../shared/connection'
import { glanceOf } from '../../shared/glance'
import type { HubState } from '../../shared/hub'
import type { Command } from '../../shared/schemas'
import type { UpdateState } from '../../shared/update'
import { t } from '../../shared/words/words'
import type { Pool } from '../connection/pool'
import type { Hub } from '../hub/hub'
import type { MessageLog } from '../log/log'
import type { Owner } from '../log/readers'
import type { CookieJars } from '../prepare/cookie-jars'
import type { Surroundings } from '../prepare/surroundings'
import type { Metrics } from '../metrics/metrics'
import type { Schedules } from '../schedule/schedules'
import type { SavedDecks } from '../store/decks'
import type { Environments } from '../store/environments'
import type { History } from '../store/history'
import type { Messages } from '../store/messages'
import type { Profiles } from '../store/profiles'
import type { Secrets } from '../store/secrets'
import type { Settings } from '../store/settings'
import type { Handlers } from './answer'
import { exportLog, importCapture } from './captures'
import type { Broadcasts } from './broadcasts'
import { sendByHand } from './by-hand'
import type { Deck } from './deck'
import { deskHandlers } from './desk'
import { forEach } from './each'
import { takeOff } from './open-deck'
import { inspectExchange, lineOf, openExchange, takeExchange } from './exchange'
import { exportFolder, exportProfiles, importProfiles, saveFile, type FileDialogs } from './files'
import type { Notices } from './notices'
import type { Openings } from './openings'
import { previewProfile } from './preview'
import type { Ramps } from './ramps'
import type { Sends } from './sends'
import { takeBack } from './take-back'

export interface Rooms {
  about: Pick<StartReply, 'version' | 'runtime' | 'dataFolder' | 'platform' | 'systemLanguage'>
  settings: Settings
  secrets: Secrets
  environments: Environments
  profiles: Profiles
  jars: CookieJars
  surroundings: Surroundings
  pool: Pool
  deck: Deck
  sends: Sends
  log: MessageLog
  hub: Hub
  notices: Notices
  dialogs: FileDialogs
  messages: Messages
  history: History
  savedDecks: SavedDecks
  broadcasts: Broadcasts
  ramps: Ramps
  schedules: Schedules
  metrics: Metrics
  openings: Openings
  /** The page that asks: what it opens of the log is closed when it goes. */
  owner: Owner
  /** Opens one more window. Throws AppError too-many. */
  openWindow: () => void
  /** Quits as the menu does: asks first when sockets are open. */
  quit: () => void
  reports: { make: () => Promise<Replies['report.make']>; save: () => Promise<Replies['report.save']> }
  updates: { state: UpdateState; look(): Promise<void>; download(): Promise<void>; cancel(): void }
  /** Restarts into the version that is ready, if there is one: asks first when sockets are open. */
  restart: () => void
}

export function createHandlers(rooms: Rooms) {
  const { settings, secrets, environments, profiles, jars, pool, deck, dialogs } = rooms
  return {
    'app.glance': () => glanceOf(settings.value, { systemLanguage: rooms.about.systemLanguage, draft: rooms.history.draft.text }),
    'app.start': () => wholePicture(rooms),
    'settings.save': (patch) => settings.patch(patch),
    'profiles.save': ({ profile }) => profiles.save(profile),
    'profiles.duplicate': ({ id }) => profiles.duplicate(id),
    'profiles.remove': ({ ids }) => ({ removed: profiles.remove(ids) }),
    'profiles.restore': ({ removed }) => done(profiles.restore(removed)),
    'profiles.move': ({ ids, folderId, beforeId }) => done(profiles.move(ids, folderId, beforeId)),
    'profiles.export': ({ ids }) => exportProfiles(profiles, dialogs, ids),
    'profiles.import': () => importProfiles(rooms, dialogs),
    'folders.save': ({ folder }) => done(profiles.saveFolder(folder)),
    'folders.remove': ({ id }) => done(profiles.removeFolder(id)),
    'folders.move': ({ id, beforeId }) => done(profiles.moveFolder(id, beforeId)),
    'profiles.preview': ({ profile }) => previewProfile(rooms, profile),
    'folders.export': ({ id }) => exportFolder(profiles, dialogs, id),
    'environments.save': (payload) => environments.save(payload.environments),
    'secrets.put': ({ text }) => ({ id: secrets.put(text) }),
    'secrets.reveal': ({ ref }) => ({ text: secrets.reveal(ref) }),
    'secrets.agree': ({ agreed }) => secrets.agree(agreed),
    'cookies.list': ({ folderId }) => jars.list(folderOf(rooms, folderId)),
    'cookies.clear': ({ folderId }) => done(jars.clear(folderOf(rooms, folderId))),
    'files.choose': async () => ({ path: await dialogs.chooseKeyFile() }),
    'files.save': (wish) => saveFile(dialogs, wish),
    'exchange.read': ({ text }) => inspectExchange(text),
    'exchange.openFile': () => openExchange(rooms),
    'exchange.take': (wish) => takeExchange(rooms, wish),
    'exchange.line': (wish) => lineOf(rooms, wish),
    'imports.takeBack': ({ imported }) => done(takeBack(rooms, imported)),
    'attempts.list': ({ id }) => pool.attempts(id),
    'connections.add': ({ profileIds, count, open, overrides, rampMs }) => addConnections(rooms, deck.add(profileIds, count, overrides), open ? rampMs : null),
    'connections.open': ({ ids }) => forEach(ids, (id) => pool.open(id)),
    'connections.close': ({ ids }) => forEach(ids, (id) => pool.close(id)),
    'connections.retry': ({ ids }) => forEach(ids, (id) => pool.retry(id)),
    'connections.remove': ({ ids }) => takeOff(rooms, ids),
    'connections.restore': ({ removed }) => ({ ids: deck.putBack(removed) }),
    'connections.send': ({ ids, message }) => sendByHand(rooms, ids, message),
    ...deskHandlers(rooms),
    ...logHandlers(rooms),
    'metrics.read': ({ id, since }) => rooms.metrics.read(id, since),
    'hub.evict': ({ id }) => done(rooms.hub.evict(id)),
    'hub.broadcast': async ({ message }) => ({ clients: await rooms.hub.broadcast(message) }),
    ...appHandlers(rooms),
    ...updateHandlers(rooms),
    'hub.start': ({ port }) => startHub(rooms, port),
    'hub.stop': () => stopHub(rooms),
  } satisfies Handlers
}

function appHandlers({ openWindow, quit, reports }: Rooms) {
  return {
    'windows.open': () => done(openWindow()),
    'app.quit': () => done(quit()),
    'report.make': () => reports.make(),
    'report.save': () => reports.save(),
  } satisfies Partial<Handlers>
}

/** What they begin goes on by itself, and tells of its own failures. */
function updateHandlers({ updates, restart }: Rooms) {
  return {
    'update.look': () => done(void updates.look()),
    'update.download': () => done(void updates.download()),
    'update.cancel': () => done(updates.cancel()),
    'update.install': () => done(restart()),
  } satisfies Pick<Handlers, Extract<Command, `update.${string}`>>
}

type LogCommand = Extract<Command, `${'log' | 'captures' | 'jobs'}.${string}`>

function logHandlers(rooms: Rooms) {
  const { log, dialogs, owner } = rooms
  return {
    'log.view': ({ captureId, filter, find }) => log.openView(captureId, filter, find, owner),
    'log.rows': ({ viewId, from, count }) => log.views.rows(viewId, from, count),
    'log.locate': ({ viewId, seq }) => log.views.locate(viewId, seq),
    'log.payload': ({ captureId, ...window }) => log.payload(captureId, window),
    'log.close': ({ viewId }) => done(log.views.close(viewId)),
    'log.mark': ({ note }) => ({ seq: log.mark(note) }),
    'log.export': (wish) => exportLog(rooms, wish),
    'captures.list': () => log.list(),
    'captures.begin': () => log.begin(),
    'captures.open': ({ id }) => log.open(id, owner),
    'captures.close': async ({ id }) => done(await log.release(id, owner)),
    'captures.rename': async ({ id, name }) => done(await log.rename(id, name)),
    'captures.remove': async ({ ids }) => done(await log.remove(ids)),
    'captures.reveal': ({ id }) => done(dialogs.reveal(log.folderOf(id))),
    'captures.import': () => importCapture(rooms),
    'jobs.cancel': async ({ id }) => done(await log.jobs.cancel(id)),
    'jobs.dismiss': ({ id }) => done(log.jobs.dismiss(id)),
    'jobs.reveal': ({ id }) => done(dialogs.reveal(log.jobs.fileOf(id))),
  } satisfies Pick<Handlers, LogCommand>
}

/** A page asks once, when it starts: what it has open still belongs to the page before it. */
function wholePicture(rooms: Rooms): StartReply {
  const { about, settings, secrets, environments, profiles, pool, log, hub, notices, messages, history, schedules, broadcasts, savedDecks, ramps } = rooms
  log.releaseAll(rooms.owner)
  return {
    ...about,
    book: profiles.book,
    environments: environments.value,
    secrets: secrets.state,
    settings: settings.value,
    connections: pool.snapshots(),
    hub: hub.state,
    totals: log.totals,
    jobs: log.jobs.list,
    notices: notices.list,
    draft: history.draft,
    messages: messages.book,
    schedules: schedules.list,
    broadcasts: broadcasts.list,
    decks: savedDecks.list,
    ramps: ramps.list,
    update: rooms.updates.state,
    openings: { shownIn: rooms.owner, list: rooms.openings.list },
  }
}

/** `rampMs` null: they stay idle. */
function addConnections({ ramps }: Rooms, ids: ConnectionId[], rampMs: number | null): { ids: ConnectionId[] } {
  if (rampMs !== null) ramps.open(ids, rampMs)
  return { ids }
}

/** The hub runs again at the next start if it runs now, on the port it has now. */
async function startHub({ hub, settings }: Rooms, port: number): Promise<HubState> {
  const state = await hub.start(port)
  if (state.kind === 'running') settings.patch({ hub: { port: state.port, startWithApp: true } })
  return state
}

async function stopHub({ hub, settings }: Rooms): Promise<HubState> {
  const state = await hub.stop()
  settings.patch({ hub: { ...settings.value.hub, startWithApp: false } })
  return state
}

function done(_nothing: void): null {
  return null
}

/** A jar is opened by its folder's id, and stays open: only for a folder that is there. */
function folderOf({ profiles }: Rooms, id: string): string {
  if (!profiles.book.folders.some((folder) => folder.id === id)) throw new AppError('not-found', t('errors.gone.folder'))
  return id
}
