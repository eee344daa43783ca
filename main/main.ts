/** Composition root: builds the engine, opens a window onto it, and takes both down when the app quits. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { app, BrowserWindow, dialog, Menu, nativeTheme, powerMonitor, protocol, safeStorage, screen, session, shell, type WebContents } from 'electron'
import type { ActionId } from '../shared/actions'
import { systemLanguage } from '../shared/words/system-language'
import { watchSleep } from './app/awake'
import { systemCipher } from './app/cipher'
import { confirmLink, fileDialogs } from './app/dialogs'
import { openDiary } from './app/diary'
import { buildEngine, openSettings, startHub, stopEngine, type Engine } from './app/engine'
import { Farewell, type FarewellOptions } from './app/farewell'
import { keepRunning } from './app/last-resort'
import { linkPages, type Link } from './app/link'
import { followMenu, type FollowOptions } from './app/menu'
import { hearOutside } from './app/openings'
import { bundlePage, bundleScheme, readBundle, serveBundle, watchDevServer } from './app/protocol'
import { quitCleanly } from './app/quit'
import { machineFacts } from './app/report-machine'
import { revivalOn } from './app/revive'
import { takePicture } from './app/screenshot'
import { guardContents, guardSession } from './app/security'
import { leave, openUpdates } from './app/update-channel'
import { Windows } from './app/windows'
import { serve } from './ipc/serve'
import { systemClock as clock } from './lib/clock'
import { loggerTo, toStderr } from './lib/logger'

moveData()
const diary = openDiary(path.join(app.getPath('userData'), 'sockdeck.log'), loggerTo(toStderr()))
const logger = loggerTo(toStderr(), diary.sink)
const built = path.join(import.meta.dirname, '..')
const devServer = app.isPackaged ? undefined : process.env['VITE_DEV_SERVER_URL']
const page = devServer === undefined ? bundlePage : new URL(devServer).href
// Where the system has no sandbox to give (root in a container), Electron was told so; enabling it here would take that back.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
protocol.registerSchemesAsPrivileged([bundleScheme])
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

async function start(): Promise<void> {
  const workers = { scan: new URL('./scan-worker.js', import.meta.url), job: new URL('./job-worker.js', import.meta.url) }
  const cipher = systemCipher(safeStorage, process.platform)
  const systemProxy = (url: string) => session.defaultSession.resolveProxy(url)
  const base = { dir: app.getPath('userData'), clock, logger, systemLanguage: systemLanguage(app.getPreferredSystemLanguages()) }
  const settings = openSettings(base)
  let behind: { engine: Engine; farewell: Farewell; pages: Link<WebContents>; leaving: () => boolean } | null = null
  const ask: FarewellOptions['ask'] = (options, parent) => (parent === null ? dialog.showMessageBox(options) : dialog.showMessageBox(parent, options))
  const windows = new Windows({
    make: (options) => new BrowserWindow(options),
    page, clock, logger, settings,
    preload: path.join(built, 'preload/index.cjs'),
    report: (title, error) => behind?.engine.report(title, error),
    revival: revivalOn(() => behind, ask),
    workAreas: () => screen.getAllDisplays().map((display) => display.workArea),
    dark: () => nativeTheme.shouldUseDarkColors,
    onPage: (contents) => behind?.pages.admit(contents),
    holdsLast: (window) => behind?.farewell.holds(window) ?? false,
  })
  servePage(windows)
  followTheme(settings, windows)
  // The page loads in a process of its own while the engine is built; what it asks comes after this turn, when all is there.
  const first = windows.open()
  const loaded = windows.load(first)
  const updates = openUpdates({ app, settings, clock, logger })
  const engine = buildEngine({ ...base, settings, updates, random: Math.random, workers, cipher, systemProxy })
  keepRunning(process, { tell: engine.report, logger })
  watchSleep({ power: powerMonitor, clock, logger, onWake: () => engine.pool.probe() })
  const leaving = quitCleanly(app, () => {
    windows.closeAll()
    return stopEngine(engine, clock, logger).then(diary.written)
  }, () => leave(app, updates))
  const farewell = new Farewell({ ...engine, ask, quit: () => app.quit(), leaving, platform: process.platform })
  const pages = link(engine, windows, farewell)
  behind = { engine, farewell, pages, leaving }
  pages.admit(first.webContents)
  const choose = (action: ActionId) => {
    if (action === 'quit') void farewell.wish(windows.front)
    else if (windows.front === null) windows.show()
    else pages.publisher.chosen(action)
  }
  const set: FollowOptions['set'] = (template) => Menu.setApplicationMenu(Menu.buildFromTemplate(template))
  followMenu({ platform: process.platform, developing: !app.isPackaged, choose, settings, set })
  outside.deliver((requests) => engine.openings.take(requests), () => windows.show())
  outliveWindows(windows)
  await Promise.all([loaded, startHub(engine)])
  engine.updates.start()
  await takePicture(app, first.webContents, { clock, logger })
}

/** On macOS an app stays when its last window goes. */
function outliveWindows(windows: Windows): void {
  app.on('activate', () => windows.show())
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
}

function servePage(windows: Windows): void {
  guardSession(session.defaultSession)
  guardContents(app, page, (url) => {
    confirmLink(dialog, windows.front, url)
      .then((yes) => (yes ? shell.openExternal(url) : undefined))
      .catch((error: unknown) => logger.error('Opening a link failed', error))
  })
  if (devServer === undefined) serveBundle(session.defaultSession, readBundle(path.join(built, 'renderer')))
  else watchDevServer(session.defaultSession, devServer)
}

function link(engine: Engine, windows: Windows, farewell: Farewell): Link<WebContents> {
  const { electron, chrome, node } = process.versions
  const about = { version: app.getVersion(), runtime: `Electron ${electron} · Chromium ${chrome} · Node ${node}`, dataFolder: app.getPath('userData'), platform: process.platform, systemLanguage: systemLanguage(app.getPreferredSystemLanguages()) }
  return linkPages({
    engine, clock, logger, serve, page, about, diary,
    machine: () => machineFacts({ app, screen, clock }),
    contents: () => windows.contents,
    dialogs: (contents) => fileDialogs({ dialog, shell, parent: () => windows.of(contents) }),
    openWindow: () => void windows.load(windows.open()),
    quit: (contents) => void farewell.wish(windows.of(contents)),
    restart: (contents) => void farewell.restart(windows.of(contents)),
  })
}

function followTheme(settings: Engine['settings'], windows: Windows): void {
  const apply = () => {
    const { theme } = settings.value
    nativeTheme.themeSource = theme === 'contrast' ? 'system' : theme
  }
  apply()
  settings.onChange(apply)
  nativeTheme.on('updated', () => windows.paint())
}

function giveUp(error: unknown): void {
  logger.error('Sockdeck could not start', error)
  dialog.showErrorBox('Sockdeck could not start', error instanceof Error ? error.message : String(error))
  void diary.written().then(() => app.exit(1))
}
