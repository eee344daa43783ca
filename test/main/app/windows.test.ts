import { EventEmitter } from 'node:events'
import type { BrowserWindow, BrowserWindowConstructorOptions, WebContents } from 'electron'
import { beforeEach, describe, expect, it } from 'vitest'
import { Windows } from '../../../main/app/windows'
import { silentLogger } from '../../../main/lib/logger'
import { limits } from '../../../shared/limits'
import type { Settings } from '../../../shared/settings'
import { FakeClock } from '../../support/clock'

class FakeWindow extends EventEmitter {
  readonly webContents = Object.assign(new EventEmitter(), { reload: () => this.done.push('reload'), isCrashed: () => this.crashed, getURL: () => this.url })
  readonly done: string[] = []
  bounds: { x: number; y: number; width: number; height: number }
  minimized = false
  failing = false
  crashed = false
  url = 'app://bundle/index.html'

  readonly options: BrowserWindowConstructorOptions

  constructor(options: BrowserWindowConstructorOptions) {
    super()
    this.options = options
    this.bounds = { x: options.x ?? 0, y: options.y ?? 0, width: options.width ?? 0, height: options.height ?? 0 }
  }

  getNormalBounds = () => this.bounds
  setBounds = (bounds: FakeWindow['bounds']) => (this.bounds = bounds)
  isMaximized = () => false
  isMinimized = () => this.minimized
  restore = () => this.done.push('restore')
  show = () => this.done.push('show')
  maximize = () => this.done.push('maximize')
  focus = () => this.emit('focus')
  setBackgroundColor = (color: string) => this.done.push(color)
  loadURL = (url: string) => {
    this.done.push(url)
    return this.failing ? Promise.reject(new Error('ERR_ABORTED')) : Promise.resolve()
  }
  close(): void {
    let held = false
    this.emit('close', { preventDefault: () => (held = true) })
    if (!held) this.emit('closed')
  }
}

let clock: FakeClock
let made: FakeWindow[]
let saved: { x: number | null; y: number | null; width: number; height: number; maximized: boolean }
let pages: WebContents[]
let holding: boolean
let dark: boolean
let revived: number
let windows: Windows

const fake = (window: BrowserWindow) => window as unknown as FakeWindow

beforeEach(() => {
  clock = new FakeClock()
  made = []
  saved = { x: 100, y: 50, width: 1000, height: 700, maximized: true }
  pages = []
  holding = false
  dark = false
  revived = 0
  windows = new Windows({
    make: (options) => {
      const window = new FakeWindow(options)
      made.push(window)
      return window as unknown as BrowserWindow
    },
    page: 'app://bundle/index.html',
    preload: '/preload.cjs',
    clock,
    logger: silentLogger,
    settings: {
      get value() { return { window: saved } as Settings },
      patch: (patch) => {
        saved = patch.window ?? saved
        return { window: saved } as Settings
      },
    },
    report: () => undefined,
    revival: {
      ask: () => Promise.resolve({ response: 0, checkboxChecked: false }),
      sockets: () => 0,
      revived: () => (revived += 1),
      quit: () => Promise.resolve(false),
    },
    workAreas: () => [{ x: 0, y: 0, width: 1440, height: 900 }],
    dark: () => dark,
    onPage: (contents) => pages.push(contents),
    holdsLast: () => holding,
  })
})

describe('windows', () => {
  it('open where the first one was left, and each other a step further', () => {
    for (let i = 0; i < 3; i += 1) windows.open()
    expect(made.map(({ options: { x, y, width, height } }) => ({ x, y, width, height }))).toEqual([
      { x: 100, y: 50, width: 1000, height: 700 },
      { x: 128, y: 78, width: 1000, height: 700 },
      { x: 156, y: 106, width: 1000, height: 700 },
    ])
    for (const window of made) window.emit('ready-to-show')
    expect(made.map(({ done }) => done)).toEqual([['maximize'], ['show'], ['show']])
    expect(pages).toEqual(made.map(({ webContents }) => webContents))
  })

  it('take over one that was made ahead and stands where it was left: untouched, and known as any other', () => {
    const placement = { x: 100, y: 50, width: 1000, height: 700 }
    const ahead = new FakeWindow(placement)
    ahead.setBounds = () => expect.unreachable('it stands right')
    windows.adopt({ window: ahead as unknown as BrowserWindow, placement })
    expect([ahead.done, windows.front, pages]).toEqual([[], ahead, [ahead.webContents]])
    expect(fake(windows.open()).options).toMatchObject({ x: 128, y: 78 })
  })

  it('put one right that was made by settings that proved wrong', () => {
    const placement = { width: 1280, height: 800 }
    const ahead = new FakeWindow(placement)
    windows.adopt({ window: ahead as unknown as BrowserWindow, placement })
    expect(ahead.bounds).toEqual({ x: 100, y: 50, width: 1000, height: 700 })
  })

  it('take over one whose page died before anybody looked, and load it again once it is known', () => {
    const ahead = new FakeWindow({ width: 1280, height: 800 })
    ahead.crashed = true
    const known: unknown[] = []
    ahead.webContents.reload = () => known.push(...pages)
    windows.adopt({ window: ahead as unknown as BrowserWindow, placement: { width: 1280, height: 800 } })
    expect([known, revived]).toEqual([[ahead.webContents], 1])
    ahead.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 })
    expect([known.length, revived]).toEqual([2, 2])
  })

  it('remember the place of the first one alone', async () => {
    windows.open()
    windows.open()
    for (const [index, window] of made.entries()) {
      window.bounds = { ...window.bounds, x: 500 + index }
      window.emit('move')
    }
    await clock.advance(limits.rememberMs)
    made[1]?.close()
    expect(saved.x).toBe(500)
    made[0]?.close()
    expect(saved).toEqual({ x: 500, y: 50, width: 1000, height: 700, maximized: false })
  })

  it('are at most so many, in words', () => {
    for (let i = 0; i < limits.windows; i += 1) windows.open()
    expect(() => windows.open()).toThrow(expect.objectContaining({ code: 'too-many', message: `At most ${limits.windows} windows can be open` }) as Error)
    made[3]?.close()
    expect(() => windows.open()).not.toThrow()
  })

  it('know which one was used last, also when that one is closed', () => {
    const [one, two, three] = [windows.open(), windows.open(), windows.open()]
    expect(windows.front).toBe(three)
    fake(one).emit('focus')
    expect(windows.front).toBe(one)
    expect(windows.contents.at(-1)).toBe(one.webContents)
    fake(one).close()
    expect([windows.front, windows.of(one.webContents), windows.of(two.webContents)]).toEqual([three, null, two])
  })

  it('come to the front when the app is started again, and one opens where there is none', () => {
    windows.show()
    const [first] = made
    expect(first?.done).toEqual(['app://bundle/index.html'])
    if (first !== undefined) first.minimized = true
    windows.show()
    expect(made).toHaveLength(1)
    expect(first?.done.slice(1)).toEqual(['restore', 'show'])
  })

  it('close freely but for the last one, which may be held', () => {
    const [one, two] = [windows.open(), windows.open()]
    holding = true
    fake(one).close()
    fake(two).close()
    expect(windows.front).toBe(two)
    holding = false
    windows.closeAll()
    expect(windows.contents).toEqual([])
  })

  it('are loaded again one by one when a page dies', () => {
    windows.open()
    windows.open()
    made[1]?.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 })
    expect(made.map(({ done }) => done)).toEqual([[], ['reload']])
  })

  it('are loaded as at first where a page dies before it came', () => {
    windows.open()
    const [window] = made
    if (window !== undefined) window.url = ''
    window?.webContents.emit('render-process-gone', {}, { reason: 'launch-failed', exitCode: 1 })
    expect(window?.done).toEqual(['app://bundle/index.html'])
  })

  it('get the colour of the theme, all of them', () => {
    windows.open()
    windows.open()
    dark = true
    windows.paint()
    expect(made.map(({ done }) => done)).toEqual([['#0f1013'], ['#0f1013']])
  })

  it('survive a page that is closed while it loads', async () => {
    const window = windows.open()
    fake(window).failing = true
    await expect(windows.load(window)).resolves.toBeUndefined()
  })
})
