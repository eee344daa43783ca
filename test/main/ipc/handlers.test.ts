import path from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { buildEngine, stopEngine, type Engine } from '../../../main/app/engine'
import { createHandlers, type Rooms } from '../../../main/ipc/handlers'
import { Sends } from '../../../main/ipc/sends'
import { systemClock as clock } from '../../../main/lib/clock'
import { silentLogger as logger } from '../../../main/lib/logger'
import { nothingImported } from '../../../shared/imported'
import { everything } from '../../../shared/entry'
import { AppError } from '../../../shared/errors'
import { plainDeckView } from '../../../shared/deck-view'
import { limits } from '../../../shared/limits'
import { newFolder, newProfile } from '../../../shared/profile'
import { tempDir } from '../../support/disk'
import { until } from '../../support/until'
import { workers } from '../../support/workers'

const about = { version: '1.2.3', runtime: 'test', dataFolder: '/data', platform: 'linux', systemLanguage: 'en' as const }
/** What is the window's own, of the first of them. */
const reports = { make: () => Promise.resolve({ parts: [], bytes: 0 }), save: () => Promise.resolve({ file: null }) }
const window = { owner: 1, openWindow: () => undefined, quit: () => undefined, restart: () => undefined, reports }
let engine: Engine
let handle: ReturnType<typeof createHandlers>
let dialogs: Rooms['dialogs']
let file: { file: string; text: string } | null
let saved: { name: string; text: string }[]
/** What the person chooses in dialogs of the log; null: cancel. */
let chosen: string | null
let suggested: string[]
let revealed: string[]

beforeEach(() => {
  engine = buildEngine({ dir: tempDir(), clock, random: () => 0, logger, workers })
  onTestFinished(() => stopEngine(engine, clock, logger))
  file = null
  saved = []
  chosen = null
  suggested = []
  revealed = []
  dialogs = {
    openText: () => Promise.resolve(file),
    saveText: (name, text) => {
      saved.push({ name, text })
      return Promise.resolve(file)
    },
    placeExport: (name, format) => (suggested.push(`${name}.${format}`), Promise.resolve(chosen)),
    saveMade: (name, kind, bytes) => {
      saved.push({ name: `${name}.${kind}`, text: Buffer.from(bytes).toString() })
      return Promise.resolve(file)
    },
    chooseImport: () => Promise.resolve(chosen),
    openConnections: () => Promise.resolve(file),
    chooseKeyFile: () => Promise.resolve(chosen),
    reveal: (path) => void revealed.push(path),
  }
  handle = createHandlers({ ...engine, ...window, about, dialogs, sends: new Sends({ pool: engine.pool, clock, onSettled: () => undefined }) })
})

const states = () => engine.pool.snapshots().map((snapshot) => snapshot.state.kind)

describe('app.start', () => {
  it('gives the whole picture', () => {
    handle['connections.add']({ profileIds: ['hub-echo'], count: 1, open: false, overrides: {}, rampMs: 0 })
    const picture = handle['app.start']()
    expect(picture).toMatchObject({ ...about, hub: { kind: 'stopped' }, totals: { kept: 0 }, notices: [], settings: { theme: 'system' } })
    expect(picture.book.profiles.map((profile) => profile.name)).toEqual(['Lobby A', 'Lobby B', 'Echo'])
    expect(picture.connections.map((connection) => connection.name)).toEqual(['Echo'])
  })

  it('closes the views of the page before, so that reloading can not use them up', async () => {
    for (let i = 0; i < limits.views * 2; i += 1) {
      handle['app.start']()
      await handle['log.view']({ captureId: null, filter: everything, find: null })
    }
    expect(engine.log.views.progress()).toHaveLength(1)
  })

  it('leaves the views of other windows alone', async () => {
    const other = createHandlers({ ...engine, ...window, owner: 2, about, dialogs, sends: new Sends({ pool: engine.pool, clock, onSettled: () => undefined }) })
    const ask = { captureId: null, filter: everything, find: null }
    const { viewId } = await other['log.view'](ask)
    await handle['log.view'](ask)
    handle['app.start']()
    expect(engine.log.views.progress().map((view) => view.viewId)).toEqual([viewId])
  })
})

describe('the app', () => {
  it('opens windows and quits by what it was given', () => {
    const done: string[] = []
    const mine = createHandlers({ ...engine, ...window, openWindow: () => done.push('window'), quit: () => done.push('quit'), restart: () => done.push('restart'), about, dialogs, sends: new Sends({ pool: engine.pool, clock, onSettled: () => undefined }) })
    expect([mine['windows.open'](), mine['app.quit'](), mine['update.install']()]).toEqual([null, null, null])
    expect(done).toEqual(['window', 'quit', 'restart'])
  })
})

describe('profiles and folders', () => {
  it('saves, moves, removes and restores', () => {
    handle['folders.save']({ folder: newFolder('f1', { name: 'New' }) })
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
    handle['connections.add']({ profileIds: ['hub-echo'], count: 2, open: false, overrides: {}, rampMs: 0 })
    handle['folders.remove']({ id: 'local-hub' })
    expect(engine.pool.snapshots().map((snapshot) => snapshot.folderId)).toEqual([null, null])
    handle['profiles.save']({ profile: newProfile('hub-echo', { name: 'Mine', url: 'ws://h/', color: 'red' }) })
    expect(engine.pool.snapshots().map(({ name, color }) => [name, color])).toEqual([['Mine', 'red'], ['Mine #2', 'red']])
  })

  it('exports what was asked for and imports it again', async () => {
    file = { file: '/chosen.json', text: '' }
    expect(await handle['profiles.export']({ ids: ['hub-echo', 'missing'] })).toEqual({ file: '/chosen.json', count: 1, secretsLeft: 0 })
    expect(await handle['profiles.export']({ ids: null })).toEqual({ file: '/chosen.json', count: 3, secretsLeft: 0 })
    expect(saved.map(({ name }) => name)).toEqual(['sockdeck-profiles.sockdeck', 'sockdeck-profiles.sockdeck'])
    handle['profiles.remove']({ ids: ['hub-echo'] })
    file = { file: '/chosen.json', text: saved[1]?.text ?? '' }
    expect(await handle['profiles.import']()).toMatchObject({ file: '/chosen.json', added: 1, skipped: 2, folders: 0, decks: 0 })
  })

  it('shares a saved deck with its profiles, and takes both in again', async () => {
    const deck = { id: 'd', name: 'Night: <b>', items: [{ profileId: 'hub-echo', count: 2, ticked: [1] }, { profileId: 'gone', count: 1, ticked: [] }], view: plainDeckView, panes: {}, hidden: [] }
    handle['decks.save']({ deck })
    file = { file: '/chosen.sockdeck', text: '' }
    expect(await handle['decks.export']({ id: 'd' })).toEqual({ file: '/chosen.sockdeck', count: 1, secretsLeft: 0 })
    expect(saved[0]?.name).toBe('Night- -b.sockdeck')
    handle['decks.remove']({ id: 'd' })
    handle['profiles.remove']({ ids: ['hub-echo'] })
    file = { file: '/chosen.sockdeck', text: saved[0]?.text ?? '' }
    expect(await handle['profiles.import']()).toMatchObject({ file: '/chosen.sockdeck', added: 1, skipped: 0, folders: 0, decks: 1 })
    expect(engine.savedDecks.list).toEqual([{ ...deck, items: deck.items.slice(0, 1) }])
    await expect(async () => handle['decks.export']({ id: 'nowhere' })).rejects.toMatchObject({ code: 'not-found' })
  })

  it('asks about a link from outside in the window that starts, until it is dismissed', async () => {
    await engine.openings.take([{ kind: 'link', text: 'sockdeck://open?url=wss://h' }])
    expect(handle['app.start']().openings).toMatchObject({ shownIn: window.owner, list: [{ id: 1, url: 'wss://h/' }] })
    handle['openings.dismiss']({ id: 1 })
    expect(handle['app.start']().openings.list).toEqual([])
    expect(() => handle['openings.import']({ id: 1 })).toThrow(expect.objectContaining({ code: 'not-found' }))
  })

  it('changes nothing when a dialog is cancelled or a file refused', async () => {
    const before = engine.profiles.book
    expect(await handle['profiles.export']({ ids: null })).toEqual({ file: null, count: 0, secretsLeft: 0 })
    expect(await handle['profiles.import']()).toEqual({ file: null, added: 0, skipped: 0, folders: 0, decks: 0, imported: nothingImported })
    file = { file: '/chosen.json', text: '{"half": ' }
    await expect(handle['profiles.import']()).rejects.toMatchObject({ code: 'import-not-json' })
    expect(engine.profiles.book).toEqual(before)
  })
})

describe('connections', () => {
  it('tries all of a selection before it says that one is gone', () => {
    const { ids } = handle['connections.add']({ profileIds: ['hub-echo'], count: 2, open: false, overrides: {}, rampMs: 0 })
    const [first = '', last = ''] = ids
    expect(() => handle['connections.open']({ ids: [first, 'c99', last] })).toThrow(expect.objectContaining({ code: 'not-found' }))
    expect(states()).toEqual(['connecting', 'connecting'])
    handle['connections.close']({ ids })
    handle['connections.remove']({ ids })
    expect(engine.pool.ids()).toEqual([])
  })

  it('closes one that is named twice like one that is named once: politely', () => {
    const closed: string[] = []
    const pool = { close: (id: string) => closed.push(id) } as unknown as Rooms['pool']
    const sends = new Sends({ pool: engine.pool, clock, onSettled: () => undefined })
    createHandlers({ ...engine, ...window, pool, about, dialogs, sends })['connections.close']({ ids: ['c1', 'c2', 'c1'] })
    expect(closed).toEqual(['c1', 'c2'])
  })

  it('opens what it adds when asked to', () => {
    handle['connections.add']({ profileIds: ['hub-echo'], count: 3, open: true, overrides: {}, rampMs: 0 })
    expect(states()).toEqual(['connecting', 'connecting', 'connecting'])
  })

  it('answers for each of a broadcast', async () => {
    const { ids } = handle['connections.add']({ profileIds: ['hub-echo'], count: 1, open: false, overrides: {}, rampMs: 0 })
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
    const other = buildEngine({ dir: tempDir(), clock, random: () => 0, logger, workers })
    onTestFinished(() => stopEngine(other, clock, logger))
    const { port } = await other.hub.start(0)
    const before = engine.settings.value.hub
    await expect(handle['hub.start']({ port })).rejects.toBeInstanceOf(AppError)
    expect(engine.settings.value.hub).toEqual(before)
  })
})

describe('the log', () => {
  const view = () => handle['log.view']({ captureId: null, filter: everything, find: null })
  /** On disk, where views find it. */
  const say = async (text: string) => {
    engine.log.sink.append('c1', 'in', 'text', Buffer.from(text))
    await until(() => engine.log.totals.onDisk === engine.log.totals.head, 'all is on disk')
  }
  const previews = async (viewId: number) => (await handle['log.rows']({ viewId, from: 0, count: 10 })).rows.map((row) => row.preview)
  const jobOver = (jobId: number | null) => until(() => engine.log.jobs.list.find((job) => job.id === jobId && job.state !== 'running'), 'the job is over')

  it('is read through views until they are closed', async () => {
    await say('hello')
    const { viewId } = await view()
    expect(await previews(viewId)).toEqual(['hello'])
    expect(handle['log.locate']({ viewId, seq: 1 })).toEqual({ position: 0 })
    const { bytes } = await handle['log.payload']({ captureId: null, seq: 1, offset: 1, length: 3 })
    expect(Buffer.from(bytes).toString()).toBe('ell')
    handle['log.close']({ viewId })
    await expect(handle['log.rows']({ viewId, from: 0, count: 1 })).rejects.toMatchObject({ code: 'not-found' })
  })

  it('refuses a bad expression with what is wrong in it', async () => {
    await expect(handle['log.view']({ captureId: null, filter: { ...everything, text: '(', regex: true }, find: null })).rejects.toMatchObject({ code: 'bad-regex' })
    await expect(handle['log.view']({ captureId: null, filter: { ...everything, field: '$[' }, find: null })).rejects.toMatchObject({ code: 'bad-field' })
  })

  it('takes marks', async () => {
    const { seq } = handle['log.mark']({ note: 'here' })
    await say('after it')
    const { rows } = await handle['log.rows']({ viewId: (await view()).viewId, from: 0, count: 10 })
    expect(rows).toMatchObject([{ seq, kind: 'mark', preview: 'here' }, { kind: 'text' }])
  })

  it('keeps the captures before this one: lists, opens, names, shows and removes them', async () => {
    await say('first')
    const before = engine.log.totals.captureId
    const begun = await handle['captures.begin']()
    expect(begun).toMatchObject({ live: true, entries: 0 })
    await handle['captures.rename']({ id: before, name: 'Morning' })
    const { captures } = await handle['captures.list']()
    expect(captures).toEqual(expect.arrayContaining([expect.objectContaining({ id: before, name: 'Morning', live: false, entries: 1 }), expect.objectContaining({ id: begun.id })]))
    expect(await handle['captures.open']({ id: before })).toMatchObject({ info: { id: before, name: 'Morning' }, totals: { captureId: before, kept: 1 } })
    const { viewId } = await handle['log.view']({ captureId: before, filter: everything, find: null })
    expect(await previews(viewId)).toEqual(['first'])
    handle['captures.reveal']({ id: before })
    expect(revealed).toEqual([expect.stringContaining(before)])
    await handle['captures.close']({ id: before })
    await expect(handle['captures.remove']({ ids: [begun.id] })).rejects.toMatchObject({ code: 'capture-live' })
    await handle['captures.remove']({ ids: [before] })
    expect((await handle['captures.list']()).captures.map(({ id }) => id)).toEqual([begun.id])
    await expect(handle['captures.open']({ id: before })).rejects.toMatchObject({ code: 'not-found' })
  })

  it('goes out to a file that the person chooses, and comes in as a capture of its own', async () => {
    await say('hello')
    chosen = path.join(tempDir(), 'mine.ndjson')
    const { jobId } = await handle['log.export']({ scope: { kind: 'capture', captureId: engine.log.totals.captureId }, format: 'ndjson', redact: true })
    expect(await jobOver(jobId)).toMatchObject({ kind: 'export', title: 'mine.ndjson', state: 'done', entries: 1, problem: '' })
    expect(suggested).toEqual([expect.stringMatching(/^Sockdeck \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\.ndjson$/)])
    handle['jobs.reveal']({ id: jobId ?? 0 })
    expect(revealed).toEqual([chosen])
    const imported = await jobOver((await handle['captures.import']()).jobId)
    expect(imported).toMatchObject({ kind: 'import', state: 'done', problem: '' })
    const { viewId } = await handle['log.view']({ captureId: imported.captureId, filter: everything, find: null })
    expect(await previews(viewId)).toEqual(['hello'])
    for (const { id } of handle['app.start']().jobs) handle['jobs.dismiss']({ id })
    expect(engine.log.jobs.list).toEqual([])
  })

  it('starts no job when a dialog is cancelled', async () => {
    const { captureId } = engine.log.totals
    expect(await handle['log.export']({ scope: { kind: 'rows', captureId, seqs: [1] }, format: 'csv', redact: true })).toEqual({ jobId: null })
    expect(await handle['captures.import']()).toEqual({ jobId: null })
    expect(engine.log.jobs.list).toEqual([])
    await expect(handle['jobs.cancel']({ id: 1 })).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('settings.save', () => {
  it('changes what the person set and nothing else', () => {
    const before = engine.settings.value
    expect(handle['settings.save']({ theme: 'dark' })).toEqual({ ...before, theme: 'dark' })
    expect(handle['settings.save']({ panes: { main: [20, 80] } })).toEqual({ ...before, theme: 'dark', panes: { main: [20, 80] } })
  })
})
