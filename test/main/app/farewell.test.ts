import type { BrowserWindow, MessageBoxOptions } from 'electron'
import { beforeEach, describe, expect, it } from 'vitest'
import { Farewell, type FarewellOptions } from '../../../main/app/farewell'
import type { ConnectionSnapshot } from '../../../shared/connection'
import type { Settings } from '../../../shared/settings'
import { turns } from '../../support/turns'

const parent = {} as BrowserWindow
let states: ConnectionSnapshot['state']['kind'][]
let schedules: ('running' | 'paused' | 'ended')[]
let settings: { askBeforeQuit: boolean }
let asked: { options: MessageBoxOptions; parent: BrowserWindow | null }[]
let answer: (value: { response: number; checkboxChecked: boolean }) => void
let quits: number
let leaving: boolean
let update: 'ready' | 'current'
let prepared: number
let broken: Error | null
let complaints: string[]

beforeEach(() => {
  states = []
  schedules = []
  settings = { askBeforeQuit: true }
  asked = []
  quits = 0
  leaving = false
  update = 'ready'
  prepared = 0
  broken = null
  complaints = []
})

function farewell(about: Partial<FarewellOptions> = {}): Farewell {
  return new Farewell({
    pool: { snapshots: () => states.map((kind) => ({ state: { kind } as ConnectionSnapshot['state'] })) },
    schedules: { get list() { return schedules.map((state) => ({ state })) } },
    settings: {
      get value() { return settings as Settings },
      patch: (patch) => {
        if (broken !== null) throw broken
        settings = { askBeforeQuit: patch.askBeforeQuit ?? settings.askBeforeQuit }
        return settings as Settings
      },
    },
    updates: { get state() { return { kind: update } }, prepareInstall: () => (prepared += 1) > 0 },
    report: (title) => complaints.push(title),
    ask: (options, window) => {
      asked.push({ options, parent: window })
      return new Promise((resolve) => (answer = resolve))
    },
    quit: () => (quits += 1),
    leaving: () => leaving,
    platform: 'linux',
    ...about,
  })
}

describe('the wish to quit', () => {
  it('is granted at once while nothing runs, or when nobody wants to be asked', async () => {
    states = ['idle', 'closed', 'failed', 'closing']
    schedules = ['paused', 'ended']
    await farewell().wish(parent)
    states = ['open']
    settings.askBeforeQuit = false
    await farewell().wish(null)
    expect({ quits, asked }).toEqual({ quits: 2, asked: [] })
  })

  it('asks under live sockets and running schedules, and says how many there are', async () => {
    states = ['open', 'connecting', 'waiting', 'closed']
    schedules = ['running', 'paused']
    const wish = farewell().wish(parent)
    answer({ response: 0, checkboxChecked: false })
    await wish
    expect(asked).toMatchObject([{ parent, options: { message: 'Quit and close 3 connections?', detail: '1 schedule is running and will stop.', buttons: ['Quit', 'Cancel'], cancelId: 1 } }])
    expect({ quits, again: settings.askBeforeQuit }).toEqual({ quits: 1, again: true })
    states = []
    void farewell().wish(null)
    expect(asked.at(-1)).toMatchObject({ parent: null, options: { message: 'Quit and stop 1 schedule?', detail: '' } })
  })

  it('asks once at a time, stays when the person cancels, and asks again the next time', async () => {
    states = ['open']
    const one = farewell()
    const wish = one.wish(parent)
    await one.wish(parent)
    answer({ response: 1, checkboxChecked: true })
    await wish
    expect({ quits, asked: asked.length, again: settings.askBeforeQuit }).toEqual({ quits: 0, asked: 1, again: true })
    void one.wish(parent)
    expect(asked).toHaveLength(2)
  })

  it('remembers not to ask, and quits even where that can not be saved', async () => {
    states = ['open']
    const quitting = async () => {
      const wish = farewell().wish(parent)
      answer({ response: 0, checkboxChecked: true })
      await wish
    }
    await quitting()
    expect({ quits, again: settings.askBeforeQuit }).toEqual({ quits: 1, again: false })
    settings.askBeforeQuit = true
    broken = new Error('full')
    await quitting()
    expect({ quits, complaints }).toEqual({ quits: 2, complaints: ['Sockdeck will ask again: the choice was not saved'] })
  })

  it('says so when it could not ask, and can ask again', async () => {
    states = ['open']
    const one = farewell({ ask: () => Promise.reject(new Error('no display')) })
    await one.wish(parent)
    await one.wish(parent)
    expect({ quits, complaints: complaints.length }).toEqual({ quits: 0, complaints: 2 })
  })
})

describe('the wish to restart into a new version', () => {
  it('is granted at once while nothing is open, and means nothing while no version is ready', async () => {
    await farewell().restart(parent)
    expect({ quits, prepared, asked }).toEqual({ quits: 1, prepared: 1, asked: [] })
    update = 'current'
    await farewell().restart(parent)
    expect({ quits, prepared }).toEqual({ quits: 1, prepared: 1 })
  })

  it('asks under live sockets even where nobody wants to be asked before quitting, and says how many there are', async () => {
    settings.askBeforeQuit = false
    states = ['open', 'waiting', 'closed']
    schedules = ['running']
    const one = farewell()
    const no = one.restart(parent)
    expect(asked).toMatchObject([{ parent, options: { message: 'Restart and close 2 connections?', detail: '1 schedule is running and will stop.', buttons: ['Restart and update', 'Cancel'], cancelId: 1 } }])
    await one.restart(parent)
    answer({ response: 1, checkboxChecked: false })
    await no
    expect({ quits, prepared, asked: asked.length }).toEqual({ quits: 0, prepared: 0, asked: 1 })
    const yes = one.restart(parent)
    answer({ response: 0, checkboxChecked: false })
    await yes
    expect({ quits, prepared }).toEqual({ quits: 1, prepared: 1 })
  })

  it('asks under schedules alone, and says so when it could not ask', async () => {
    schedules = ['running', 'running']
    void farewell().restart(null)
    expect(asked).toMatchObject([{ parent: null, options: { message: 'Restart and stop 2 schedules?', detail: '' } }])
    await farewell({ ask: () => Promise.reject(new Error('no display')) }).restart(parent)
    expect({ quits, complaints }).toEqual({ quits: 0, complaints: ['Sockdeck could not ask before restarting'] })
  })
})

describe('the last window', () => {
  it('is held until the person has answered, and goes when there is nothing to ask', async () => {
    expect(farewell().holds(parent)).toBe(false)
    states = ['open']
    expect(farewell().holds(parent)).toBe(true)
    await turns(1)
    expect(asked).toHaveLength(1)
  })

  it('goes while the app is quitting anyway, and on a Mac, where the app lives on', () => {
    states = ['open']
    leaving = true
    expect(farewell().holds(parent)).toBe(false)
    leaving = false
    expect(farewell({ platform: 'darwin' }).holds(parent)).toBe(false)
    expect(asked).toEqual([])
  })
})
