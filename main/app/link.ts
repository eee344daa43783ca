/** Links the pages with the engine: what one asks goes to handlers of its own, what changes goes to all of them. */
import type { WebContents } from 'electron'
import type { AnswerContext } from '../ipc/answer'
import { createHandlers, type Rooms } from '../ipc/handlers'
import { Publisher, sendTo } from '../ipc/publish'
import { CallRate } from '../ipc/rate'
import { Sends } from '../ipc/sends'
import { serve } from '../ipc/serve'
import type { Clock } from '../lib/clock'
import type { Logger } from '../lib/logger'
import type { Engine } from './engine'

export interface LinkOptions {
  engine: Engine
  clock: Clock
  logger: Logger
  /** The only page that is answered. */
  page: string
  /** Those of all windows, the one used last at the end. */
  contents: () => WebContents[]
  about: Rooms['about']
  /** They belong to the window of these contents. */
  dialogs: (contents: WebContents) => Rooms['dialogs']
  openWindow: Rooms['openWindow']
  quit: (contents: WebContents) => void
}

export interface Link {
  publisher: Publisher
  /** Answers this window's page from now on, until it is gone. */
  admit: (contents: WebContents) => void
}

export function linkPages({ engine, clock, logger, page, contents, about, dialogs, openWindow, quit }: LinkOptions): Link {
  const publisher = publish({ engine, clock, logger, contents })
  const sends = new Sends({ pool: engine.pool, clock, onSettled: (item) => publisher.settled(item) })
  const doors = new Map<number, AnswerContext>()
  serve((id) => doors.get(id) ?? null, logger)
  const admit = (opened: WebContents) => {
    const { id: owner } = opened
    const rooms = { ...engine, sends, about, openWindow, owner, dialogs: dialogs(opened), quit: () => quit(opened) }
    doors.set(owner, { handlers: createHandlers(rooms), page, rate: new CallRate(clock), logger })
    opened.on('render-process-gone', () => engine.log.releaseAll(owner))
    opened.once('destroyed', () => {
      doors.delete(owner)
      engine.log.releaseAll(owner)
    })
  }
  return { publisher, admit }
}

function publish({ engine, clock, logger, contents }: Pick<LinkOptions, 'engine' | 'clock' | 'logger' | 'contents'>): Publisher {
  const { settings, secrets, environments, profiles, log, pool, hub, deck, notices, messages, history, savedDecks, broadcasts, ramps, schedules } = engine
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
    },
    logger,
  })
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
  return publisher
}
