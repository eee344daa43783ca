/** electron-updater as a source of updates: asks before everything, tells the server nothing of who asks. */
import path from 'node:path'
import { existsSync, readFileSync } from 'node:fs'
import type { AppUpdater, UpdateInfo } from 'electron-updater'
import { limits } from '../../shared/limits'
import type { NewVersion } from '../../shared/update'
import { abortError } from '../lib/abort'
import type { Logger } from '../lib/logger'
import type { UpdateSource } from './update'

/** How this copy came to the machine, and with it how it is replaced. */
export type Packaging = 'appimage' | 'deb' | 'rpm' | 'mac' | 'nsis'

/** The copy of the app that runs, as `process` tells of it. */
export interface RunningCopy {
  platform: NodeJS.Platform
  env: Readonly<Record<string, string | undefined>>
  executable: string
  /** Electron's folder of resources, where the packager leaves its notes. */
  resources: string
}

/** null: a copy that was unpacked by hand, or runs without being installed. */
export function packagingOf(copy: RunningCopy): Packaging | null {
  const { platform, env, resources } = copy
  if (platform === 'darwin') return 'mac'
  if (platform === 'win32') return env['PORTABLE_EXECUTABLE_FILE'] === undefined ? 'nsis' : null
  const note = path.join(resources, 'package-type')
  const type = existsSync(note) ? readFileSync(note, 'utf8').trim() : ''
  if (type === 'deb' || type === 'rpm') return type
  return appImageOf(copy) === null ? null : 'appimage'
}

/** The file of the AppImage that runs. What was started from another one's terminal inherits its variables: that file is not ours to replace. */
export function appImageOf({ env, executable }: RunningCopy): string | null {
  const folder = env['APPDIR']
  return folder !== undefined && executable.startsWith(folder + path.sep) ? (env['APPIMAGE'] ?? null) : null
}

/** Loads electron-updater, which takes longer than the rest of the start: only when it is needed. */
export async function newUpdater(packaging: Packaging): Promise<AppUpdater> {
  const { AppImageUpdater, DebUpdater, MacUpdater, NsisUpdater, RpmUpdater } = await import('electron-updater')
  return new { appimage: AppImageUpdater, deb: DebUpdater, rpm: RpmUpdater, mac: MacUpdater, nsis: NsisUpdater }[packaging]()
}

/** `channel`: the file in which the packager wrote where to look. */
export function updateSource(updater: AppUpdater, channel: string, logger: Logger): UpdateSource {
  updater.updateConfigPath = channel
  // Which copies can be replaced was found out before.
  updater.forceDevUpdateConfig = true
  updater.autoDownload = false
  updater.autoInstallOnAppQuit = false
  updater.disableWebInstaller = true
  // Who is in a staged rollout is decided here: the server needs no number that follows a person.
  updater.requestHeaders = { 'x-user-staging-id': 'none' }
  // It tells its errors twice; whoever asked for the work tells them once.
  updater.logger = { info: (text: unknown) => logger.info(`Update: ${String(text)}`), warn: (text: unknown) => logger.warn(`Update: ${String(text)}`), error: () => {} }
  return {
    look: async () => {
      const result = await updater.checkForUpdates()
      return result?.isUpdateAvailable === true ? newVersion(result.updateInfo) : null
    },
    take: (onProgress, signal) => take(updater, onProgress, signal),
    install: (onFailed) => {
      updater.once('error', onFailed)
      // Silent, and starts the new one: everything was asked before.
      updater.quitAndInstall(true, true)
    },
  }
}

async function take(updater: AppUpdater, onProgress: (bytes: number, total: number) => void, signal: AbortSignal): Promise<void> {
  const { CancellationToken } = await import('electron-updater')
  const token = new CancellationToken()
  const cancel = () => token.cancel()
  const tell = ({ transferred, total }: { transferred: number; total: number }) => onProgress(transferred, total)
  signal.addEventListener('abort', cancel, { once: true })
  updater.on('download-progress', tell)
  try {
    if (!signal.aborted) await updater.downloadUpdate(token)
  } catch (error) {
    throw signal.aborted ? abortError(signal) : error
  } finally {
    updater.off('download-progress', tell)
    signal.removeEventListener('abort', cancel)
  }
  if (signal.aborted) throw abortError(signal)
}

/** Notes come as text, or as one text for each version in between. */
function newVersion({ version, releaseNotes }: UpdateInfo): NewVersion {
  const notes = typeof releaseNotes === 'string' ? releaseNotes : (releaseNotes ?? []).map((each) => `${each.version}\n${each.note ?? ''}`).join('\n\n')
  return { version, notes: notes.trim().slice(0, limits.updateNotes) }
}
