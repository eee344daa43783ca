import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FakeClock } from '../../support/clock'
import { readJson, tempDir } from '../../support/disk'
import { silentLogger } from '../../../main/lib/logger'
import { plainDeckView } from '../../../shared/deck-view'
import { Settings } from '../../../main/store/settings'

/** What a settings file had, and what each later version added. */
const since = [['theme', 'window', 'hub', 'deck', 'panes'], ['log'], ['defaults', 'weakSecrets'], ['language', 'density', 'monoFont', 'motion', 'askBeforeQuit', 'shortcuts', 'seen', 'deckView', 'hidden'], ['updates']]

const open = (dir: string) => Settings.open({ dir, clock: new FakeClock(), logger: silentLogger })

describe('Settings', () => {
  it('starts with the defaults', () => {
    const settings = open(tempDir())
    expect(settings.recovered).toBeNull()
    expect(settings.value).toEqual({
      theme: 'system',
      window: { x: null, y: null, width: 1280, height: 800, maximized: false },
      hub: { port: 7625, startWithApp: true },
      deck: [],
      panes: {},
      log: { captures: 20, mebibytes: 2048, time: 'clock', hiddenColumns: [], filters: [] },
      defaults: {},
      weakSecrets: false,
      language: 'system',
      density: 'comfortable',
      monoFont: '',
      motion: 'system',
      askBeforeQuit: true,
      updates: 'ask',
      shortcuts: {},
      seen: { tour: false, version: '' },
      deckView: plainDeckView,
      hidden: [],
    })
  })

  it.each([1, 2, 3, 4, 5])('brings a file of version %i up to date: everything stays, what came later has its defaults', (version) => {
    const dir = tempDir()
    const fresh = open(tempDir()).value
    const keys = since.slice(0, version).flat()
    const { hiddenColumns: _later, ...log } = { ...fresh.log, captures: 7 }
    const old = { ...Object.fromEntries(Object.entries({ ...fresh, log }).filter(([key]) => keys.includes(key))), theme: 'dark', deck: ['a'] }
    writeFileSync(join(dir, 'settings.json'), JSON.stringify({ version, data: old }))
    const settings = open(dir)
    expect(settings.recovered).toBeNull()
    expect(settings.value).toEqual({ ...fresh, log: { ...fresh.log, captures: version === 1 ? 20 : 7 }, theme: 'dark', deck: ['a'] })
    settings.patch({ log: { ...fresh.log, captures: 3 } })
    expect(readJson(dir, 'settings.json')).toMatchObject({ version: 6, data: { theme: 'dark', log: { captures: 3 } } })
  })

  it('changes what is named and keeps the rest, over a restart too', () => {
    const dir = tempDir()
    const settings = open(dir)
    settings.patch({ theme: 'dark', panes: undefined })
    settings.patch({ deck: ['a', 'b', 'a'], panes: { main: [20, 80] } })
    expect(open(dir).value).toEqual({ ...open(tempDir()).value, theme: 'dark', deck: ['a', 'b', 'a'], panes: { main: [20, 80] } })
  })

  it('writes and tells only what differs', () => {
    const dir = tempDir()
    const settings = open(dir)
    const heard: string[] = []
    settings.onChange(({ theme }) => heard.push(theme))
    settings.patch({ theme: 'light' })
    const { ino } = statSync(join(dir, 'settings.json'))
    expect(settings.patch({ theme: 'light', deck: [] }).theme).toBe('light')
    expect(heard).toEqual(['light'])
    expect(statSync(join(dir, 'settings.json')).ino).toBe(ino)
  })

  it('refuses what could not be read back', () => {
    const settings = open(tempDir())
    expect(() => settings.patch({ hub: { port: 70_000, startWithApp: true } })).toThrow(expect.objectContaining({ code: 'store-write' }))
    expect(settings.value.hub.port).toBe(7625)
  })

  it('starts with the defaults and says so when the file is damaged and has no copy', () => {
    const dir = tempDir()
    writeFileSync(join(dir, 'settings.json'), '{')
    const settings = open(dir)
    expect(settings.value.theme).toBe('system')
    expect(settings.recovered?.title).toBe('Settings could not be read')
  })
})
