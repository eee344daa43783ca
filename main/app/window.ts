/** The window: how it is made, and how it comes back where it was. */
import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron'
import { limits } from '../../shared/limits'
import type { Settings as Saved } from '../../shared/settings'
import type { Clock } from '../lib/clock'
import { smallest, type Placement } from './place'

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

/** Shows the window as soon as it has something to show. */
export function showWhenReady(window: BrowserWindow, maximized: boolean): void {
  window.once('ready-to-show', () => (maximized ? window.maximize() : window.show()))
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
