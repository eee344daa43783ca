/** The window: how it is made, and how it comes back where it was. */
import type { BrowserWindow, BrowserWindowConstructorOptions, NativeTheme } from 'electron'
import { limits } from '../../shared/limits'
import type { Settings as Saved } from '../../shared/settings'
import type { Clock } from '../lib/clock'
import type { Logger } from '../lib/logger'
import { smallest, type Placement } from './place'

/** Made before the desk is there; its page is on the way. */
export interface FirstWindow {
  window: BrowserWindow
  placement: Placement
  loaded: Promise<void>
}

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

/** What the system's own colours follow; high contrast is a look of the page. */
export function themeSource(theme: Saved['theme']): NativeTheme['themeSource'] {
  return theme === 'contrast' ? 'system' : theme
}

/** To be called before its page is loaded. */
export function showWhenPainted(window: BrowserWindow, maximized: boolean): void {
  window.once('ready-to-show', () => (maximized ? window.maximize() : window.show()))
}

/** Never rejects: a page that is closed or reloaded while it loads is nothing to give up for. */
export async function loadPage(window: BrowserWindow, page: string, logger: Logger): Promise<void> {
  try {
    await window.loadURL(page)
  } catch (error) {
    logger.warn('Showing the page failed', error)
  }
}

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
