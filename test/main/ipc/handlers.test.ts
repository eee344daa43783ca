import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { buildEngine, stopEngine, type Engine } from '../../../main/app/engine'
import { createHandlers, type Rooms } from '../../../main/ipc/handlers'
import { Sends } from '../../../main/ipc/sends'
import { systemClock as clock } from '../../../main/lib/clock'
import { silentLogger as logger } from '../../../main/lib/logger'
import { AppError } from '../../../shared/errors'
import { limits } from '../../../shared/limits'
import { newProfile } from '../../../shared/profile'
import { tempDir } from '../../support/disk'

const all = { connectionIds: null, directions: null, kinds: null, text: '', caseSensitive: false }
const about = { version: '1.2.3', runtime: 'test', dataFolder: '/data' }
let engine: Engine
let handle: ReturnType<typeof createHandlers>
let file: { file: string; text: string } | null
let saved: { name: string; text: string }[]

beforeEach(() => {
  engine = buildEngine({ dir: tempDir(), clock, random: () => 0, logger })
  onTestFinished(() => stopEngine(engine, clock, logger))
  file = null
  saved = []
  const dialogs: Rooms['dialogs'] = {
    openText: () => Promise.resolve(file),
    saveText: (name, text) => {
      saved.push({ name, text })
      return Promise.resolve(file)
    },
  }
  handle = createHandlers({ ...engine, about, dialogs, sends: new Sends({ pool: engine.pool, clock, onSettled: () => undefined }) })
})

const states = () => engine.pool.snapshots().map((snapshot) => snapshot.state.kind)

describe('app.start', () => {
  it('gives the whole picture', () => {
    handle['connections.add']({ profileIds: ['hub-echo'], count: 1, open: false })
    const picture = handle['app.start']()
    expect(picture).toMatchObject({ ...about, hub: { kind: 'stopped' }, totals: { kept: 0 }, notices: [], settings: { theme: 'system' } })
    expect(picture.book.profiles.map((profile) => profile.name)).toEqual(['Lobby A', 'Lobby B', 'Echo'])
    expect(picture.connections.map((connection) => connection.name)).toEqual(['Echo'])
  })

  it('closes the views of the page before, so that reloading can not use them up', () => {
    for (let i = 0; i < limits.views * 2; i += 1) {
      handle['app.start']()
      handle['log.view']({ filter: all })
    }
    expect(engine.log.views()).toHaveLength(1)
  })
})

describe('profiles and folders', () => {
  it('saves, moves, removes and restores', () => {
    handle['folders.save']({ folder: { id: 'f1', name: 'New', collapsed: false } })
    handle['profiles.save']({ profile: newProfile('p1', { name: 'Mine', url: 'ws://h/' }) })
    handle['profiles.move']({ ids: ['p1'], folderId: 'f1', beforeId: null })
    expect(engine.profiles.find('p1')?.folderId).toBe('f1')
    const { removed } = handle['profiles.remove']({ ids: ['p1'] })
    expect(engine.profiles.find('p1')).toBeNull()
    handle['profiles.restore']({ removed })
    expect(engine.profiles.find('p1')?.name).toBe('Mine')
    expect(handle['profiles.duplicate']({ id: 'p1' }).id).not.toBe('p1')
    handle['folders.move']({ id: 'f1', beforeId: 'local-hub' })
    handle['folders.remove']({ id: 'f1' })
    expect(engine.profiles.book.folders.map((folder) => folder.id)).toEqual(['local-hub'])
  })

  it('shows edits of a profile on its connections at once', () => {
    handle['connections.add']({ profileIds: ['hub-echo'], count: 2, open: false })
    handle['folders.remove']({ id: 'local-hub' })
    expect(engine.pool.snapshots().map((snapshot) => snapshot.folderId)).toEqual([null, null])
    handle['profiles.save']({ profile: newProfile('hub-echo', { name: 'Mine', url: 'ws://h/', color: 'red' }) })
    expect(engine.pool.snapshots().map(({ name, color }) => [name, color])).toEqual([['Mine', 'red'], ['Mine #2', 'red']])
  })

  it('exports what was asked for and imports it again', async () => {
    file = { file: '/chosen.json', text: '' }
    expect(await handle['profiles.export']({ ids: ['hub-echo', 'missing'] })).toEqual({ file: '/chosen.json', count: 1 })
    expect(await handle['profiles.export']({ ids: null })).toEqual({ file: '/chosen.json', count: 3 })
    expect(saved.map(({ name }) => name)).toEqual(['sockdeck-profiles.json', 'sockdeck-profiles.json'])
    handle['profiles.remove']({ ids: ['hub-echo'] })
    file = { file: '/chosen.json', text: saved[1]?.text ?? '' }
    expect(await handle['profiles.import']()).toEqual({ file: '/chosen.json', added: 1, skipped: 2, folders: 0 })
  })

  it('changes nothing when a dialog is cancelled or a file refused', async () => {
    const before = engine.profiles.book
    expect(await handle['profiles.export']({ ids: null })).toEqual({ file: null, count: 0 })
    expect(await handle['profiles.import']()).toEqual({ file: null, added: 0, skipped: 0, folders: 0 })
    file = { file: '/chosen.json', text: '{"half": ' }
    await expect(handle['profiles.import']()).rejects.toMatchObject({ code: 'import-not-json' })
    expect(engine.profiles.book).toEqual(before)
  })
})

describe('connections', () => {
  it('tries all of a selection before it says that one is gone', async () => {
    const { ids } = handle['connections.add']({ profileIds: ['hub-echo'], count: 2, open: false })
    const [first = '', last = ''] = ids
    expect(() => handle['connections.open']({ ids: [first, 'c99', last] })).toThrow(expect.objectContaining({ code: 'not-found' }))
    expect(states()).toEqual(['connecting', 'connecting'])
    handle['connections.close']({ ids })
    await handle['connections.remove']({ ids })
    expect(engine.pool.ids()).toEqual([])
  })

  it('closes one that is named twice like one that is named once: politely', () => {
    const closed: string[] = []
    const pool = { close: (id: string) => closed.push(id) } as unknown as Rooms['pool']
    const sends = new Sends({ pool: engine.pool, clock, onSettled: () => undefined })
    createHandlers({ ...engine, pool, about, dialogs: { openText: () => Promise.resolve(null), saveText: () => Promise.resolve(null) }, sends })['connections.close']({ ids: ['c1', 'c2', 'c1'] })
    expect(closed).toEqual(['c1', 'c2'])
  })

  it('opens what it adds when asked to', () => {
    handle['connections.add']({ profileIds: ['hub-echo'], count: 3, open: true })
    expect(states()).toEqual(['connecting', 'connecting', 'connecting'])
  })

  it('answers for each of a broadcast', async () => {
    const { ids } = handle['connections.add']({ profileIds: ['hub-echo'], count: 1, open: false })
    const report = await handle['connections.send']({ ids: [...ids, 'c99'], message: { format: 'text', text: 'x' } })
    expect(report.results.map((result) => result.outcome)).toEqual([{ kind: 'refused', reason: 'not-open' }, { kind: 'refused', reason: 'not-found' }])
  })
})

describe('the hub', () => {
  it('is remembered as it was left', async () => {
    const { port } = await engine.hub.start(0)
    await engine.hub.stop()
    expect(await handle['hub.start']({ port })).toMatchObject({ kind: 'running', port })
    expect(engine.settings.value.hub).toEqual({ port, startWithApp: true })
    expect(await handle['hub.stop']()).toMatchObject({ kind: 'stopped' })
    expect(engine.settings.value.hub).toEqual({ port, startWithApp: false })
  })

  it('is remembered on its old port when the new one is taken', async () => {
    const other = buildEngine({ dir: tempDir(), clock, random: () => 0, logger })
    onTestFinished(() => stopEngine(other, clock, logger))
    const { port } = await other.hub.start(0)
    const before = engine.settings.value.hub
    await expect(handle['hub.start']({ port })).rejects.toBeInstanceOf(AppError)
    expect(engine.settings.value.hub).toEqual(before)
  })
})

describe('the log', () => {
  it('is read through views and cleared', () => {
    const [id = ''] = handle['connections.add']({ profileIds: ['hub-echo'], count: 1, open: false }).ids
    const seq = engine.log.append(id, 'in', 'text', Buffer.from('hello'))
    const { viewId } = handle['log.view']({ filter: all })
    expect(handle['log.rows']({ viewId, from: 0, count: 10 }).rows.map((row) => row.preview)).toEqual(['hello'])
    expect(Buffer.from(handle['log.payload']({ seq, offset: 1, length: 3 }).bytes).toString()).toBe('ell')
    handle['log.clear']()
    expect(engine.log.totals.kept).toBe(0)
    handle['log.close']({ viewId })
    expect(() => handle['log.rows']({ viewId, from: 0, count: 1 })).toThrow(expect.objectContaining({ code: 'not-found' }))
  })
})

describe('settings.save', () => {
  it('changes what the person set and nothing else', () => {
    const before = engine.settings.value
    expect(handle['settings.save']({ theme: 'dark' })).toEqual({ ...before, theme: 'dark' })
    expect(handle['settings.save']({ panes: { main: [20, 80] } })).toEqual({ ...before, theme: 'dark', panes: { main: [20, 80] } })
  })
})
