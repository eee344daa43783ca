/** The window: how it is made, and how it comes back where it was. */
import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron'
import { limits } from '../../shared/limits'
import type { Settings as Saved } from '../../shared/settings'
import type { Clock } from '../lib/clock'
import type { Logger } from '../lib/logger'
import { smallest, type Placement } from './place'

/** Calls `show` as soon as the window has something to show, at once if it has already. */
export type Painted = (show: () => void) => void

/** Made before anybody knows its place; its page is on the way. */
export interface FirstWindow {
  window: BrowserWindow
  painted: Painted
  loaded: Promise<void>
}

/** Where a window has not been yet. */
export const usualPlace: Placement = { width: 1280, height: 800 }

export interface WindowOptions {
  placement: Placement
  dark: boolean
  /** Absolute path of the built preload script. */
  preload: string
}

/** Security options are said in full, though most are Electron's defaults: a test compares them word by word. */
export function windowOptions({ placement, dark, preload }: WindowOptions): BrowserWindowConstructorOptions {
  return {
    ...placement,
    minWidth: smallest.width,
    minHeight: smallest.height,
    title: 'Sockdeck',
    show: false,
    backgroundColor: background(dark),
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  }
}

/** The page's own canvas colour, so that opening does not flash. */
export function background(dark: boolean): string {
  return dark ? '#0f1013' : '#f4f5f7'
}

/** To be called before its page is loaded. */
export function hearPainted(window: BrowserWindow): Painted {
  let painted = false
  let show = () => undefined as void
  window.once('ready-to-show', () => {
    painted = true
    show()
  })
  return (then) => {
    if (painted) then()
    else show = then
  }
}

export function showWhenPainted(window: BrowserWindow, painted: Painted, maximized: boolean): void {
  painted(() => (maximized ? window.maximize() : window.show()))
}

/** Never rejects: a page that is closed or reloaded while it loads is nothing to give up for. */
export async function loadPage(window: BrowserWindow, page: string, logger: Logger): Promise<void> {
  try {
    await window.loadURL(page)
  } catch (error) {
    logger.warn('Showing the page failed', error)
  }
}

/** For a window that is not shown yet. */
export function putInPlace(window: BrowserWindow, { x, y, width, height }: Placement): void {
  if (x !== undefined) return window.setBounds({ x, y, width, height })
  const is = window.getBounds()
  if (is.width === width && is.height === height) return
  window.setSize(width, height)
  window.center()
}

/** Remembers where the window is, once it has stayed there for `limits.rememberMs`, and when it closes. */
export function keepPlace(window: BrowserWindow, clock: Clock, save: (place: Saved['window']) => void): void {
  let cancel: (() => void) | null = null
  const saveNow = () => {
    cancel?.()
    cancel = null
    save({ ...window.getNormalBounds(), maximized: window.isMaximized() })
  }
  const saveSoon = () => {
    cancel?.()
    cancel = clock.after(limits.rememberMs, saveNow)
  }
  window.on('resize', saveSoon)
  window.on('move', saveSoon)
  window.on('maximize', saveSoon)
  window.on('unmaximize', saveSoon)
  window.on('close', saveNow)
}
