/** Openings: hears what the system asks the app to open, from the first moment on, and hands it over once somebody is there. */
import type { App } from 'electron'
import type { OpeningRequest } from '../../shared/opening'
import { requestsOf } from './arguments'

/** Of Node's process, what says how the app was started. */
export interface Started {
  argv: readonly string[]
  cwd: () => string
  platform: string
  /** Electron sets it when it was given the app's path. */
  defaultApp?: boolean
}

type Take = (requests: readonly OpeningRequest[]) => unknown

export interface Outside {
  /** What has come so far and all that comes later goes to `take`; `show` brings the app to the front for what comes to a running one. */
  deliver(take: Take, show: () => void): void
}

/**
 * To be called before Electron is ready: macOS tells what it was started with before that. That links and files come here at all
 * is the installers' doing: the desktop file, Info.plist and the registry's entries, which go again when Sockdeck is uninstalled.
 */
export function hearOutside(app: Pick<App, 'on'>, started: Started): Outside {
  const { platform, defaultApp: appPath = false } = started
  const early = requestsOf({ argv: started.argv, cwd: started.cwd(), appPath, platform })
  let hear: Take = (requests) => early.push(...requests)
  app.on('second-instance', (_event, argv, cwd) => hear(requestsOf({ argv, cwd, appPath, platform })))
  app.on('open-url', (event, text) => {
    event.preventDefault()
    hear([{ kind: 'link', text }])
  })
  app.on('open-file', (event, path) => {
    event.preventDefault()
    hear([{ kind: 'file', path }])
  })
  return {
    deliver(take, show) {
      hear = (requests) => {
        show()
        take(requests)
      }
      take(early.splice(0))
    },
  }
}
