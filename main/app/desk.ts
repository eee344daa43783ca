/** The desk: builds the engine, puts the first window and its page before it, and takes both down when the app quits. */
import path from 'node:path'
import { app, BrowserWindow, dialog, Menu, nativeTheme, powerMonitor, safeStorage, screen, session, shell, type WebContents } from 'electron'
import type { ActionId } from '../../shared/actions'
import { systemLanguage } from '../../shared/words/system-language'
import type { Answering } from '../ipc/answer'
import { systemClock as clock } from '../lib/clock'
import { loggerTo, type Logger, type Sink } from '../lib/logger'
import type { LogOptions } from '../log/log'
import { watchSleep } from './awake'
import { systemCipher } from './cipher'
import { confirmLink, fileDialogs } from './dialogs'
import { openDiary, type Diary } from './diary'
import { buildEngine, openSettings, startHub, stopEngine, type Engine } from './engine'
import { Farewell, type FarewellOptions } from './farewell'
import { keepRunning } from './last-resort'
import { linkPages, type Link } from './link'
import { followMenu, type FollowOptions } from './menu'
import type { Outside } from './openings'
import { quitCleanly } from './quit'
import { machineFacts } from './report-machine'
import { revivalOn } from './revive'
import { takePicture } from './screenshot'
import { leave, openUpdates } from './update-channel'
import { themeSource, type FirstWindow } from './window'
import { Windows } from './windows'

/** What was begun before the desk was there. */
export interface Begun {
  outside: Outside
  first: FirstWindow
  /** The door of main/ipc/serve.ts. */
  door: (answering: Answering) => void
  page: string
  preload: string
  workers: LogOptions['workers']
  stderr: Sink
  /** Links that the page wants opened go to `open`. */
  onLink: (open: (url: string) => void) => void
}

/** What everything here is told by. */
interface Tools extends Begun {
  diary: Diary
  logger: Logger
}

const ask: FarewellOptions['ask'] = (options, parent) => (parent === null ? dialog.showMessageBox(options) : dialog.showMessageBox(parent, options))

export async function openDesk(begun: Begun): Promise<void> {
  const diary = openDiary(path.join(app.getPath('userData'), 'sockdeck.log'), loggerTo(begun.stderr))
  const logger = loggerTo(begun.stderr, diary.sink)
  try {
    await open({ ...begun, diary, logger })
  } catch (error) {
    loggerTo(diary.sink).error('Sockdeck could not start', error)
    await diary.written()
    throw error
  }
}

async function open(tools: Tools): Promise<void> {
  const { first, outside, diary, logger, workers } = tools
  const cipher = systemCipher(safeStorage, process.platform)
  const systemProxy = (url: string) => session.defaultSession.resolveProxy(url)
  const base = { dir: app.getPath('userData'), clock, logger, systemLanguage: systemLanguage(app.getPreferredSystemLanguages()) }
  const settings = openSettings(base)
  const updates = openUpdates({ app, settings, clock, logger })
  const engine = buildEngine({ ...base, settings, updates, random: Math.random, workers, cipher, systemProxy })
  keepRunning(process, { tell: engine.report, logger })
  watchSleep({ power: powerMonitor, clock, logger, onWake: () => engine.pool.probe() })
  const leaving = quitCleanly(app, () => {
    windows.closeAll()
    return stopEngine(engine, clock, logger).then(diary.written)
  }, () => leave(app, updates))
  const farewell = new Farewell({ ...engine, ask, quit: () => app.quit(), leaving, platform: process.platform })
  const windows = openWindows(tools, { engine, farewell, leaving, admit: (contents) => pages.admit(contents) })
  const pages = link(tools, { engine, windows, farewell })
  followTheme(settings, windows)
  windows.adopt(first)
  const choose = (action: ActionId) => {
    if (action === 'quit') void farewell.wish(windows.front)
    else if (windows.front === null) windows.show()
    else pages.publisher.chosen(action)
  }
  outside.deliver((requests) => engine.openings.take(requests), () => windows.show())
  outliveWindows(windows)
  await startHub(engine)
  // Not before: the page may wait for its first answer.
  const set: FollowOptions['set'] = (template) => Menu.setApplicationMenu(Menu.buildFromTemplate(template))
  followMenu({ platform: process.platform, developing: !app.isPackaged, choose, settings, set })
  await first.loaded
  engine.updates.start()
  await takePicture(app, first.window.webContents, { clock, logger })
}

/** On macOS an app stays when its last window goes. */
function outliveWindows(windows: Windows): void {
  app.on('activate', () => windows.show())
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
}

interface Behind {
  engine: Engine
  farewell: Farewell
  leaving: () => boolean
  admit: (contents: WebContents) => void
}

function openWindows({ page, preload, logger, onLink }: Tools, { admit, ...behind }: Behind): Windows {
  const { engine, farewell } = behind
  const windows = new Windows({
    make: (options) => new BrowserWindow(options),
    page, preload, clock, logger,
    settings: engine.settings,
    report: engine.report,
    revival: revivalOn(behind, ask),
    workAreas: () => screen.getAllDisplays().map((display) => display.workArea),
    dark: () => nativeTheme.shouldUseDarkColors,
    onPage: admit,
    holdsLast: (window) => farewell.holds(window),
  })
  onLink((url) => {
    confirmLink(dialog, windows.front, url)
      .then((yes) => (yes ? shell.openExternal(url) : undefined))
      .catch((error: unknown) => logger.error('Opening a link failed', error))
  })
  return windows
}

function link({ page, diary, logger, door }: Tools, { engine, windows, farewell }: Pick<Behind, 'engine' | 'farewell'> & { windows: Windows }): Link<WebContents> {
  const { electron, chrome, node } = process.versions
  const about = { version: app.getVersion(), runtime: `Electron ${electron} · Chromium ${chrome} · Node ${node}`, dataFolder: app.getPath('userData'), platform: process.platform, systemLanguage: systemLanguage(app.getPreferredSystemLanguages()) }
  return linkPages({
    engine, clock, logger, page, about, diary,
    serve: door,
    machine: () => machineFacts({ app, screen, clock }),
    contents: () => windows.contents,
    dialogs: (contents) => fileDialogs({ dialog, shell, parent: () => windows.of(contents) }),
    openWindow: () => void windows.load(windows.open()),
    quit: (contents) => void farewell.wish(windows.of(contents)),
    restart: (contents) => void farewell.restart(windows.of(contents)),
  })
}

function followTheme(settings: Engine['settings'], windows: Windows): void {
  const apply = () => (nativeTheme.themeSource = themeSource(settings.value.theme))
  apply()
  settings.onChange(apply)
  nativeTheme.on('updated', () => windows.paint())
}
