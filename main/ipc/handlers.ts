/** What each command does: one line per command, handing the payload to the room that owns the work. */
import type { StartReply } from '../../shared/contract'
import { AppError } from '../../shared/errors'
import type { ConnectionId } from '../../shared/connection'
import type { HubState } from '../../shared/hub'
import type { Command } from '../../shared/schemas'
import type { Pool } from '../connection/pool'
import { readExchange } from '../exchange/read'
import { reportOf } from '../exchange/report'
import type { Hub } from '../hub/hub'
import type { MessageLog } from '../log/log'
import type { CookieJars } from '../prepare/cookie-jars'
import type { Surroundings } from '../prepare/surroundings'
import type { Environments } from '../store/environments'
import type { Profiles } from '../store/profiles'
import type { Secrets } from '../store/secrets'
import type { Settings } from '../store/settings'
import type { Handlers } from './answer'
import { exportLog, importCapture } from './captures'
import type { Deck } from './deck'
import { lineOf, openExchange, takeExchange } from './exchange'
import { exportFolder, exportProfiles, importProfiles, type FileDialogs } from './files'
import type { Notices } from './notices'
import { previewProfile } from './preview'
import type { Sends } from './sends'

export interface Rooms {
  about: Pick<StartReply, 'version' | 'runtime' | 'dataFolder'>
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
}

export function createHandlers(rooms: Rooms) {
  const { settings, secrets, environments, profiles, jars, pool, deck, sends, dialogs } = rooms
  return {
    'app.start': () => wholePicture(rooms),
    'settings.save': (patch) => settings.patch(patch),
    'profiles.save': ({ profile }) => profiles.save(profile),
    'profiles.duplicate': ({ id }) => profiles.duplicate(id),
    'profiles.remove': ({ ids }) => ({ removed: profiles.remove(ids) }),
    'profiles.restore': ({ removed }) => done(profiles.restore(removed)),
    'profiles.move': ({ ids, folderId, beforeId }) => done(profiles.move(ids, folderId, beforeId)),
    'profiles.export': ({ ids }) => exportProfiles(profiles, dialogs, ids),
    'profiles.import': () => importProfiles(profiles, dialogs),
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
    'exchange.read': ({ text }) => reportOf(readExchange(text)),
    'exchange.openFile': () => openExchange(rooms),
    'exchange.take': (wish) => takeExchange(rooms, wish),
    'exchange.line': (wish) => lineOf(rooms, wish),
    'attempts.list': ({ id }) => pool.attempts(id),
    'connections.add': ({ profileIds, count, open, overrides }) => addConnections(rooms, deck.add(profileIds, count, overrides), open),
    'connections.open': ({ ids }) => forEach(ids, (id) => pool.open(id)),
    'connections.close': ({ ids }) => forEach(ids, (id) => pool.close(id)),
    'connections.retry': ({ ids }) => forEach(ids, (id) => pool.retry(id)),
    'connections.remove': async ({ ids }) => done(await deck.remove(ids)),
    'connections.send': ({ ids, message }) => sends.send(ids, message),
    ...logHandlers(rooms),
    'hub.start': ({ port }) => startHub(rooms, port),
    'hub.stop': () => stopHub(rooms),
  } satisfies Handlers
}

type LogCommand = Extract<Command, `${'log' | 'captures' | 'jobs'}.${string}`>

function logHandlers(rooms: Rooms) {
  const { log, dialogs } = rooms
  return {
    'log.view': ({ captureId, filter, find }) => log.openView(captureId, filter, find),
    'log.rows': ({ viewId, from, count }) => log.views.rows(viewId, from, count),
    'log.locate': ({ viewId, seq }) => log.views.locate(viewId, seq),
    'log.payload': ({ captureId, ...window }) => log.payload(captureId, window),
    'log.close': ({ viewId }) => done(log.views.close(viewId)),
    'log.mark': ({ note }) => ({ seq: log.mark(note) }),
    'log.export': (wish) => exportLog(rooms, wish),
    'captures.list': () => log.list(),
    'captures.begin': () => log.begin(),
    'captures.open': ({ id }) => log.open(id),
    'captures.close': async ({ id }) => done(await log.release(id)),
    'captures.rename': async ({ id, name }) => done(await log.rename(id, name)),
    'captures.remove': async ({ ids }) => done(await log.remove(ids)),
    'captures.reveal': ({ id }) => done(dialogs.reveal(log.folderOf(id))),
    'captures.import': () => importCapture(rooms),
    'jobs.cancel': async ({ id }) => done(await log.jobs.cancel(id)),
    'jobs.dismiss': ({ id }) => done(log.jobs.dismiss(id)),
    'jobs.reveal': ({ id }) => done(dialogs.reveal(log.jobs.fileOf(id))),
  } satisfies Pick<Handlers, LogCommand>
}

/** A page asks once, when it starts: views and captures that are still open belong to the page before it. */
function wholePicture({ about, settings, secrets, environments, profiles, pool, log, hub, notices }: Rooms): StartReply {
  log.releaseAll()
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
  }
}

function addConnections({ pool }: Rooms, ids: ConnectionId[], open: boolean): { ids: ConnectionId[] } {
  if (open) for (const id of ids) pool.open(id)
  return { ids }
}

/** Each once, however often it is named. One that is gone must not keep the others from their turn: all are tried, then the first failure is thrown. */
function forEach(ids: readonly ConnectionId[], act: (id: ConnectionId) => void): null {
  const failures: unknown[] = []
  for (const id of new Set(ids)) {
    try {
      act(id)
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
  return null
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
  if (!profiles.book.folders.some((folder) => folder.id === id)) throw new AppError('not-found', 'This folder was deleted in the meantime')
  return id
}
