/** The channel of updates: where a build was told to look for new versions when it was packaged, and the restart into one. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import type { App } from 'electron'
import type { Clock } from '../lib/clock'
import type { Logger } from '../lib/logger'
import { Updates, type UpdatesOptions } from './update'
import { appImageOf, newUpdater, packagingOf, updateSource, type RunningCopy } from './update-source'

/** Says at the next start that this one's update did not come about. */
const failedSwitch = 'update-failed'

export interface ChannelOptions {
  app: Pick<App, 'isPackaged' | 'commandLine'>
  copy?: RunningCopy
  settings: UpdatesOptions['settings']
  clock: Clock
  logger: Logger
}

/** The packager writes app-update.yml beside the app, out of the page's reach; a build that is not packaged is told by SOCKDECK_UPDATES, for tests. */
export function openUpdates({ app, copy = thisCopy(), logger, ...options }: ChannelOptions): Updates {
  const channel = app.isPackaged ? path.join(copy.resources, 'app-update.yml') : copy.env['SOCKDECK_UPDATES']
  const failedBefore = app.commandLine.hasSwitch(failedSwitch)
  return new Updates({ ...options, logger, failedBefore, source: sourceOf(channel, copy, logger) })
}

function sourceOf(channel: string | undefined, copy: RunningCopy, logger: Logger): UpdatesOptions['source'] {
  if (channel === undefined || !existsSync(channel)) return 'channel'
  const packaging = packagingOf(copy)
  if (packaging === null) return 'copy'
  return async () => updateSource(await newUpdater(packaging), channel, logger)
}

/** Ends the app that is down already: into the new version if the person wanted that, else for good. */
export function leave(app: Pick<App, 'releaseSingleInstanceLock' | 'relaunch' | 'quit'>, updates: Updates, copy = thisCopy()): void {
  // The new version starts before this process has ended, and the data folder is free from now on.
  app.releaseSingleInstanceLock()
  const quit = () => app.quit()
  void updates.leave(quit, () => {
    app.relaunch(relaunchOptions(copy, process.argv))
    quit()
  })
}

/** As it was started, and with word of what failed. An AppImage is started by its own file: what it was unpacked to is gone by then. */
export function relaunchOptions(copy: RunningCopy, argv: readonly string[]): { args: string[]; execPath?: string } {
  const execPath = appImageOf(copy)
  const args = [...argv.slice(1).filter((arg) => arg !== `--${failedSwitch}`), `--${failedSwitch}`]
  return execPath === null ? { args } : { args, execPath }
}

function thisCopy(): RunningCopy {
  const { platform, env, execPath, resourcesPath } = process
  return { platform, env, executable: execPath, resources: resourcesPath }
}
