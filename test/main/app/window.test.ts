import { EventEmitter } from 'node:events'
import type { BrowserWindow } from 'electron'
import { beforeEach, describe, expect, it } from 'vitest'
import { background, keepPlace, putInPlace, showWhenPainted, windowOptions } from '../../../main/app/window'
import { limits } from '../../../shared/limits'
import { FakeClock } from '../../support/clock'

describe('windowOptions', () => {
  it('are these, word by word', () => {
    expect(windowOptions({ placement: { x: 1, y: 2, width: 1280, height: 800 }, dark: true, preload: '/app/preload.cjs' })).toEqual({
      x: 1,
      y: 2,
      width: 1280,
      height: 800,
      minWidth: 880,
      minHeight: 560,
      title: 'Sockdeck',
      show: false,
      backgroundColor: '#0f1013',
      autoHideMenuBar: true,
      webPreferences: {
        preload: '/app/preload.cjs',
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
    })
  })

  it('have a background for each theme', () => {
    expect(background(false)).not.toBe(background(true))
  })
})

describe('a window', () => {
  let clock: FakeClock
  let done: string[]
  let bounds: { x: number; y: number; width: number; height: number }
  let window: EventEmitter
  const asWindow = () => window as unknown as BrowserWindow

  beforeEach(() => {
    clock = new FakeClock()
    done = []
    bounds = { x: 1, y: 2, width: 900, height: 600 }
    window = Object.assign(new EventEmitter(), {
      show: () => done.push('show'),
      maximize: () => done.push('maximize'),
      isMaximized: () => false,
      getNormalBounds: () => bounds,
    })
  })

  it('is shown when it has something to show, as large as it was left', () => {
    showWhenPainted(asWindow(), false)
    expect(done).toEqual([])
    window.emit('ready-to-show')
    expect(done).toEqual(['show'])
    showWhenPainted(asWindow(), true)
    window.emit('ready-to-show')
    expect(done).toEqual(['show', 'maximize'])
  })

  it('made ahead goes to where it was left; without a place it keeps the middle', () => {
    const putTo: unknown[] = []
    Object.assign(window, {
      getBounds: () => ({ x: 60, y: 40, width: 1280, height: 800 }),
      setBounds: (to: unknown) => putTo.push(to),
      setSize: (...to: number[]) => putTo.push(to),
      center: () => putTo.push('centre'),
    })
    putInPlace(asWindow(), { x: 1, y: 2, width: 900, height: 600 })
    putInPlace(asWindow(), { width: 1280, height: 800 })
    putInPlace(asWindow(), { width: 1024, height: 700 })
    expect(putTo).toEqual([{ x: 1, y: 2, width: 900, height: 600 }, [1024, 700], 'centre'])
  })

  it('writes its place down once it has come to rest', async () => {
    const saved: unknown[] = []
    keepPlace(asWindow(), clock, (place) => saved.push(place))
    for (let x = 10; x < 30; x += 1) {
      bounds = { ...bounds, x }
      window.emit('move')
      await clock.advance(20)
    }
    expect(saved).toEqual([])
    await clock.advance(limits.rememberMs)
    expect(saved).toEqual([{ x: 29, y: 2, width: 900, height: 600, maximized: false }])
    expect(clock.pending).toBe(0)
  })

  it('writes its place down when it closes, and leaves no timer', () => {
    const saved: unknown[] = []
    keepPlace(asWindow(), clock, (place) => saved.push(place))
    window.emit('resize')
    window.emit('close')
    expect(saved).toEqual([{ ...bounds, maximized: false }])
    expect(clock.pending).toBe(0)
  })
})
