/** Links the pages with the engine: what one asks goes to handlers of its own, what changes goes to all of them. */
import { answerBy, type AnswerContext, type Answering } from '../ipc/answer'
import { createHandlers, type Rooms } from '../ipc/handlers'
import { Publisher, sendTo } from '../ipc/publish'
import { CallRate } from '../ipc/rate'
import { Sends } from '../ipc/sends'
import type { Clock } from '../lib/clock'
import type { Logger } from '../lib/logger'
import type { Engine } from './engine'
import { Reports, type ReportOptions } from './report'

/** What a page is known by here: Electron's WebContents, or a stand-in for them where the page is shown by something else. */
export interface PageContents {
  readonly id: number
  send(channel: string, ...args: unknown[]): void
  on(event: 'render-process-gone', listener: () => void): unknown
  once(event: 'destroyed', listener: () => void): unknown
}

export interface LinkOptions<Contents extends PageContents> {
  engine: Engine
  clock: Clock
  logger: Logger
  /** The door through which calls come: main/ipc/serve.ts, or the stand-in's. */
  serve: (answering: Answering) => void
  /** The only page that is answered. */
  page: string
  /** Those of all windows, the one used last at the end. */
  contents: () => Contents[]
  about: Rooms['about']
  /** They belong to the window of these contents. */
  dialogs: (contents: Contents) => Rooms['dialogs']
  openWindow: Rooms['openWindow']
  quit: (contents: Contents) => void
  /** Into the new version. */
  restart: (contents: Contents) => void
  /** What reports of the app tell beside the engine. */
  diary: ReportOptions['diary']
  machine: ReportOptions['machine']
}

export interface Link<Contents extends PageContents> {
  publisher: Publisher
  /** Answers this window's page from now on, until it is gone. */
  admit: (contents: Contents) => void
}

export function linkPages<Contents extends PageContents>(options: LinkOptions<Contents>): Link<Contents> {
  const { engine, clock, logger, serve, page, contents, about, dialogs, openWindow, quit, restart, diary, machine } = options
  const publisher = publish({ engine, clock, logger, contents })
  const sends = new Sends({ pool: engine.pool, clock, onSettled: (item) => publisher.settled(item) })
  const doors = new Map<number, AnswerContext>()
  serve(answerBy((id) => doors.get(id) ?? null, logger))
  const admit = (opened: Contents) => {
    const { id: owner } = opened
    const own = { owner, dialogs: dialogs(opened), quit: () => quit(opened), restart: () => restart(opened) }
    const reports = new Reports({ engine, machine, diary, clock, dialogs: own.dialogs })
    const rooms = { ...engine, ...own, sends, about, openWindow, reports }
    doors.set(owner, { handlers: createHandlers(rooms), page, rate: new CallRate(clock), logger })
    opened.on('render-process-gone', () => engine.log.releaseAll(owner))
    opened.once('destroyed', () => {
      doors.delete(owner)
      // What it asked about is asked about by another one.
      publisher.changed('openings.changed')
      engine.log.releaseAll(owner)
    })
  }
  return { publisher, admit }
}

function publish({ engine, clock, logger, contents }: Pick<LinkOptions<PageContents>, 'engine' | 'clock' | 'logger' | 'contents'>): Publisher {
  const { settings, secrets, environments, profiles, log, pool, hub, deck, notices } = engine
  const { messages, history, savedDecks, broadcasts, ramps, schedules, openings, updates } = engine
  const publisher = new Publisher({
    clock,
    send: sendTo(contents),
    sendFront: sendTo(() => contents().slice(-1)),
    snapshot: (id) => pool.snapshot(id),
    values: {
      'log.changed': () => ({ totals: log.totals, views: log.views.progress() }),
      'captures.changed': () => ({ liveId: log.totals.captureId }),
      'jobs.changed': () => log.jobs.list,
      'hub.changed': () => hub.state,
      'profiles.changed': () => profiles.book,
      'environments.changed': () => environments.value,
      'secrets.changed': () => secrets.state,
      'settings.changed': () => settings.value,
      'notices.changed': () => notices.list,
      'broadcasts.changed': () => broadcasts.takeChanges(),
      'schedules.changed': () => schedules.list,
      'messages.changed': () => messages.book,
      'history.changed': () => ({ count: history.count }),
      'decks.changed': () => savedDecks.list,
      'deck.changed': () => ({ order: deck.order }),
      'ramps.changed': () => ramps.list,
      'update.changed': () => updates.state,
      'openings.changed': () => ({ shownIn: contents().at(-1)?.id ?? null, list: openings.list }),
    },
    logger,
  })
  follow(engine, publisher)
  return publisher
}

function follow(engine: Engine, publisher: Publisher): void {
  const { settings, secrets, environments, profiles, log, pool, hub, deck, notices } = engine
  const { messages, history, savedDecks, broadcasts, ramps, schedules, openings, updates } = engine
  pool.onChange((id) => publisher.connectionChanged(id))
  log.onChange(() => publisher.changed('log.changed'))
  log.onCaptures(() => publisher.changed('captures.changed'))
  log.jobs.onChange(() => publisher.changed('jobs.changed'))
  hub.onChange(() => publisher.changed('hub.changed'))
  profiles.onChange(() => publisher.changed('profiles.changed'))
  environments.onChange(() => publisher.changed('environments.changed'))
  secrets.onChange(() => publisher.changed('secrets.changed'))
  settings.onChange(() => publisher.changed('settings.changed'))
  notices.onChange(() => publisher.changed('notices.changed'))
  broadcasts.onChange(() => publisher.changed('broadcasts.changed'))
  schedules.onChange(() => publisher.changed('schedules.changed'))
  messages.onChange(() => publisher.changed('messages.changed'))
  history.onChange(() => publisher.changed('history.changed'))
  deck.onArrange(() => publisher.changed('deck.changed'))
  savedDecks.onChange(() => publisher.changed('decks.changed'))
  ramps.onChange(() => publisher.changed('ramps.changed'))
  updates.onChange(() => publisher.changed('update.changed'))
  openings.onChange(() => publisher.changed('openings.changed'))
}
