/** Links the page with the engine: what it asks goes to the handlers, what changes goes to the publisher. */
import type { WebContents } from 'electron'
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
  /** Its contents, while there is a window. */
  contents: () => WebContents | null
  about: Rooms['about']
  dialogs: Rooms['dialogs']
}

export function linkPage({ engine, clock, logger, page, contents, about, dialogs }: LinkOptions): Publisher {
  const { settings, secrets, environments, profiles, log, pool, hub, notices } = engine
  const publisher = new Publisher({
    clock,
    send: sendTo(contents),
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

  const sends = new Sends({ pool, clock, onSettled: (item) => publisher.settled(item) })
  serve({ handlers: createHandlers({ ...engine, sends, about, dialogs }), page, rate: new CallRate(clock), logger }, contents)
  return publisher
}
