/** Composition root: builds the engine, opens a window onto it, and takes both down when the app quits. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { app, BrowserWindow, dialog, Menu, nativeTheme, protocol, safeStorage, screen, session, shell } from 'electron'
import { systemCipher } from './app/cipher'
import { confirmLink, fileDialogs } from './app/dialogs'
import { buildEngine, startHub, stopEngine, type Engine } from './app/engine'
import { keepRunning } from './app/last-resort'
import { linkPage } from './app/link'
import { menuTemplate } from './app/menu'
import { fitPlace } from './app/place'
import { bundlePage, bundleScheme, readBundle, serveBundle, watchDevServer } from './app/protocol'
import { quitCleanly } from './app/quit'
import { saveScreenshot } from './app/screenshot'
import { guardContents, guardSession } from './app/security'
import { background, keepPlace, reviveWhenGone, showWhenReady, windowOptions } from './app/window'
import type { Publisher } from './ipc/publish'
import { systemClock as clock } from './lib/clock'
import { loggerTo, toFile, toStderr } from './lib/logger'

moveData()
const logger = loggerTo(toStderr(), toFile(path.join(app.getPath('userData'), 'sockdeck.log')))
const built = path.join(import.meta.dirname, '..')
const devServer = app.isPackaged ? undefined : process.env['VITE_DEV_SERVER_URL']
const page = devServer === undefined ? bundlePage : new URL(devServer).href
let window: BrowserWindow | null = null
const contents = () => window?.webContents ?? null

// Where the system has no sandbox to give (root in a container), Electron was told so; enabling it here would take that back.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
protocol.registerSchemesAsPrivileged([bundleScheme])
// Not awaited here: Electron becomes ready only after this module was evaluated.
if (app.requestSingleInstanceLock()) app.whenReady().then(start).catch(giveUp)
else app.quit()

/** Another data folder is another app: it has a single-instance lock of its own, so this comes before the lock. */
function moveData(): void {
  const folder = app.commandLine.getSwitchValue('user-data-dir') || process.env['SOCKDECK_DATA']
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  app.setPath('userData', path.resolve(folder))
}

async function start(): Promise<void> {
  const workers = { scan: new URL('./scan-worker.js', import.meta.url), job: new URL('./job-worker.js', import.meta.url) }
  const cipher = systemCipher(safeStorage, process.platform)
  const systemProxy = (url: string) => session.defaultSession.resolveProxy(url)
  const engine = buildEngine({ dir: app.getPath('userData'), clock, random: Math.random, logger, workers, cipher, systemProxy })
  keepRunning(process, { tell: engine.report, logger })
  quitCleanly(app, () => {
    window?.close()
    return stopEngine(engine, clock, logger)
  })
  await startHub(engine)
  servePage()
  const publisher = link(engine)
  const menu = menuTemplate({ platform: process.platform, developing: !app.isPackaged, choose: (action) => publisher.chosen(action) })
  Menu.setApplicationMenu(Menu.buildFromTemplate(menu))
  followTheme(engine)
  const show = () => {
    if (window === null) return openWindow(engine)
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  }
  app.on('second-instance', show)
  app.on('activate', show)
  app.on('window-all-closed', () => {
    // On macOS an app without a window lives on, and so do its sockets.
    if (process.platform !== 'darwin') app.quit()
  })
  show()
}

function servePage(): void {
  guardSession(session.defaultSession)
  guardContents(app, page, (url) => {
    confirmLink(dialog, window, url)
      .then((yes) => (yes ? shell.openExternal(url) : undefined))
      .catch((error: unknown) => logger.error('Opening a link failed', error))
  })
  if (devServer === undefined) serveBundle(session.defaultSession, readBundle(path.join(built, 'renderer')))
  else watchDevServer(session.defaultSession, devServer)
}

function link(engine: Engine): Publisher {
  const { electron, chrome, node } = process.versions
  const about = { version: app.getVersion(), runtime: `Electron ${electron} · Chromium ${chrome} · Node ${node}`, dataFolder: app.getPath('userData') }
  const dialogs = fileDialogs({ dialog, shell, parent: () => window })
  return linkPage({ engine, clock, logger, page, contents, about, dialogs })
}

function followTheme({ settings }: Engine): void {
  const apply = () => {
    nativeTheme.themeSource = settings.value.theme
  }
  apply()
  settings.onChange(apply)
  nativeTheme.on('updated', () => window?.setBackgroundColor(background(nativeTheme.shouldUseDarkColors)))
}

function openWindow({ settings, report }: Engine): void {
  const saved = settings.value.window
  const placement = fitPlace(saved, screen.getAllDisplays().map((display) => display.workArea))
  const opened = new BrowserWindow(windowOptions({ placement, dark: nativeTheme.shouldUseDarkColors, preload: path.join(built, 'preload/index.cjs') }))
  window = opened
  showWhenReady(opened, saved.maximized)
  reviveWhenGone(opened, clock, logger)
  keepPlace(opened, clock, (place) => {
    try {
      settings.patch({ window: place })
    } catch (error) {
      report("The window's place was not saved", error)
    }
  })
  opened.on('closed', () => {
    window = null
  })
  // Rejects as well when the window is closed or reloaded while it loads: nothing to give up for.
  opened
    .loadURL(page)
    .then(takePicture)
    .catch((error: unknown) => logger.warn('Showing the page failed', error))
}

/** For machines without a display: SOCKDECK_SCREENSHOT names the file, SOCKDECK_SCREENSHOT_EXIT=1 ends the app after it. */
async function takePicture(): Promise<void> {
  const file = process.env['SOCKDECK_SCREENSHOT']
  const opened = contents()
  if (!file || opened === null) return
  try {
    await saveScreenshot(opened, file, clock)
  } finally {
    if (process.env['SOCKDECK_SCREENSHOT_EXIT'] === '1') app.quit()
  }
}

function giveUp(error: unknown): void {
  logger.error('Sockdeck could not start', error)
  dialog.showErrorBox('Sockdeck could not start', error instanceof Error ? error.message : String(error))
  app.exit(1)
}
