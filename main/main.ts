/** Composition root: what comes before Electron is ready, and a first window, whose page loads while the desk behind it is built. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { app, BrowserWindow, dialog, Menu, nativeTheme, protocol, screen, session } from 'electron'
import { systemLanguage } from '../shared/words/system-language'
import { lookBack } from './app/glance'
import { hearOutside } from './app/openings'
import { fitPlace } from './app/place'
import { bundlePage, bundleScheme, listBundle, serveBundle, watchDevServer } from './app/protocol'
import { guardContents, guardSession } from './app/security'
import { loadPage, showWhenPainted, themeSource, windowOptions } from './app/window'
import { openDoor } from './ipc/serve'
import { loggerTo, toStderr } from './lib/logger'

moveData()
const stderr = toStderr()
const logger = loggerTo(stderr)
const built = path.join(import.meta.dirname, '..')
const workers = { scan: new URL('./scan-worker.js', import.meta.url), job: new URL('./job-worker.js', import.meta.url) }
const devServer = app.isPackaged ? undefined : process.env['VITE_DEV_SERVER_URL']
const page = devServer === undefined ? bundlePage : new URL(devServer).href
// Where the system has no sandbox to give (root in a container), Electron was told so; enabling it here would take that back.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
protocol.registerSchemesAsPrivileged([bundleScheme])
// Ours comes later; Electron's own would be built for nothing.
Menu.setApplicationMenu(null)
const outside = hearOutside(app, process)
// Not awaited here: Electron becomes ready only after this module was evaluated.
if (app.requestSingleInstanceLock()) app.whenReady().then(start).catch(giveUp)
else app.quit()

/** Another data folder is another app: it has a single-instance lock of its own, so this comes before the lock. */
function moveData(): void {
  // Not by app.commandLine: since Electron 36 it answers in lower case.
  const given = process.argv.find((argument) => argument.startsWith('--user-data-dir='))
  const folder = given?.slice(given.indexOf('=') + 1) || process.env['SOCKDECK_DATA']
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  app.setPath('userData', path.resolve(folder))
}

/**
 * Nothing of the desk is imported above, nor before the page has its files: evaluating it takes a tenth of a second, in which
 * nothing else is answered, not even what the page's process asks while it comes up. It is there when the page's scripts have run.
 */
async function start(): Promise<void> {
  let openLink: (url: string) => void = () => undefined
  guardSession(session.defaultSession)
  guardContents(app, page, (url) => openLink(url))
  const served = servePage()
  const { glance, window: place } = lookBack(app.getPath('userData'), systemLanguage(app.getPreferredSystemLanguages()))
  const door = openDoor(page, glance)
  const preload = path.join(built, 'preload/index.cjs')
  nativeTheme.themeSource = themeSource(glance.theme)
  const placement = fitPlace(place, screen.getAllDisplays().map((display) => display.workArea))
  const window = new BrowserWindow(windowOptions({ placement, dark: nativeTheme.shouldUseDarkColors, preload }))
  showWhenPainted(window, place.maximized)
  const first = { window, placement, loaded: loadPage(window, page, logger) }
  await Promise.race([Promise.all([served, door.glanced]), first.loaded])
  const { openDesk } = await import('./app/desk')
  // Told to quit already.
  if (window.isDestroyed()) return
  await openDesk({ outside, first, door: door.give, page, preload, workers, stderr, onLink: (open) => (openLink = open) })
}

/** Resolves when the page has its files. */
function servePage(): Promise<void> {
  if (devServer === undefined) return serveBundle(session.defaultSession.protocol, () => listBundle(path.join(built, 'renderer')))
  watchDevServer(session.defaultSession, devServer)
  return Promise.resolve()
}

function giveUp(error: unknown): void {
  logger.error('Sockdeck could not start', error)
  dialog.showErrorBox('Sockdeck could not start', error instanceof Error ? error.message : String(error))
  app.exit(1)
}
