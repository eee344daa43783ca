import { existsSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { buildEngine, startHub, stopEngine, type Engine } from '../../../main/app/engine'
import { systemClock as clock } from '../../../main/lib/clock'
import { silentLogger as logger } from '../../../main/lib/logger'
import { manifestName } from '../../../main/log/format/manifest'
import { Settings } from '../../../main/store/settings'
import { everything } from '../../../shared/entry'
import { limits } from '../../../shared/limits'
import { newProfile } from '../../../shared/profile'
import { FakeClock } from '../../support/clock'
import { tempDir } from '../../support/disk'
import { until } from '../../support/until'
import { workers } from '../../support/workers'

function build(dir: string): Engine {
  const engine = buildEngine({ dir, clock, random: () => 0, logger, workers })
  onTestFinished(() => stopEngine(engine, clock, logger))
  return engine
}

/** A port that another program has. */
async function takenPort(): Promise<number> {
  const server = net.createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as net.AddressInfo).port
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = net.createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as net.AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** A data folder whose settings name this port for the hub. */
function dirWithPort(port: number, startWithApp = true): string {
  const dir = tempDir()
  Settings.open({ dir, clock, logger }).patch({ hub: { port, startWithApp } })
  return dir
}

const urls = (engine: Engine) => engine.profiles.book.profiles.map((profile) => profile.url)
const opened = async (engine: Engine) => {
  while (!engine.pool.snapshots().every((snapshot) => snapshot.state.kind === 'open')) await new Promise<void>((resolve) => { const stop = engine.pool.onChange(() => (stop(), resolve())) })
}

describe('the first start', () => {
  it('has the hub running and three profiles that point at it', async () => {
    const port = await freePort()
    const engine = build(dirWithPort(port))
    await startHub(engine)
    expect(engine.hub.state).toMatchObject({ kind: 'running', port })
    expect(urls(engine)).toEqual([`ws://127.0.0.1:${port}/room/lobby`, `ws://127.0.0.1:${port}/room/lobby`, `ws://127.0.0.1:${port}/echo`])
    expect(engine.pool.ids()).toEqual([])
    expect(engine.notices.list).toEqual([])
  })

  it('moves hub and profiles together when the usual port is taken', async () => {
    const taken = await takenPort()
    const dir = dirWithPort(taken)
    const engine = build(dir)
    await startHub(engine)
    const { kind, port } = engine.hub.state
    expect(kind).toBe('running')
    expect(port).not.toBe(taken)
    expect(urls(engine).every((url) => url.startsWith(`ws://127.0.0.1:${port}/`))).toBe(true)
    expect(engine.profiles.book.profiles).toHaveLength(3)
    expect(Settings.open({ dir, clock, logger }).value.hub).toEqual({ port, startWithApp: true })
    expect(engine.notices.list).toEqual([])
  })

  it('moves nothing that a person has made their own, and tells them', async () => {
    const taken = await takenPort()
    const engine = build(dirWithPort(taken))
    engine.profiles.save(newProfile('mine', { name: 'Mine', url: 'ws://h/' }))
    await startHub(engine)
    expect(engine.hub.state.kind).toBe('failed')
    expect(engine.settings.value.hub.port).toBe(taken)
    expect(urls(engine)[0]).toContain(`:${taken}/`)
    expect(engine.notices.list).toMatchObject([{ level: 'error', title: 'The built-in hub did not start' }])
    expect(engine.notices.list[0]?.text).toContain(`${taken}`)
  })

  it('leaves the hub alone when it was stopped last time', async () => {
    const engine = build(dirWithPort(await freePort(), false))
    await startHub(engine)
    expect(engine.hub.state.kind).toBe('stopped')
  })
})

describe('another start', () => {
  it('brings profiles and deck back, as idle connections', async () => {
    const dir = dirWithPort(await freePort())
    const first = build(dir)
    first.deck.add(['hub-echo', 'hub-lobby-a'], 2)
    await stopEngine(first, clock, logger)
    const second = build(dir)
    expect(second.pool.snapshots().map(({ name, state }) => [name, state.kind])).toEqual([['Echo', 'idle'], ['Echo #2', 'idle'], ['Lobby A', 'idle'], ['Lobby A #2', 'idle']])
  })

  it('says what it had to do to a damaged store', () => {
    const dir = tempDir()
    writeFileSync(path.join(dir, 'profiles.json'), '{"half')
    const engine = build(dir)
    expect(engine.notices.list).toHaveLength(1)
    expect(engine.notices.list[0]?.title).not.toBe('')
  })
})

describe('the log', () => {
  it('is recorded beside the stores, and has the goodbyes in it when the engine has stopped', async () => {
    const dir = dirWithPort(await freePort())
    const first = build(dir)
    await startHub(first)
    for (const id of first.deck.add(['hub-echo'], 3)) first.pool.open(id)
    await opened(first)
    const { captureId } = first.log.totals
    await stopEngine(first, clock, logger)
    const second = build(dir)
    const { viewId } = await second.log.openView(captureId, everything, null)
    const { rows } = await second.log.views.rows(viewId, 0, 100)
    expect(rows.filter((row) => row.event === 'closed').map((row) => row.source.name).sort()).toEqual(['Echo', 'Echo #2', 'Echo #3'])
    await second.log.damageBefore
    expect(second.notices.list).toEqual([])
  })

  it('keeps the bounds that a person sets, soon after', async () => {
    const dir = tempDir()
    const engine = build(dir)
    const folders = () => readdirSync(path.join(dir, 'captures'))
    for (let i = 0; i < 3; i += 1) {
      engine.log.mark('x')
      await engine.log.begin()
    }
    await until(() => folders().length === 4 && folders().every((folder) => existsSync(path.join(dir, 'captures', folder, manifestName))), 'four captures are there')
    engine.settings.patch({ log: { ...engine.settings.value.log, captures: 2 } })
    await until(() => folders().length === 2, 'two captures are left')
  })

  it('tells a person who comes back later that the recording stopped', async () => {
    const dir = tempDir()
    writeFileSync(path.join(dir, 'captures'), 'a file in the place of the folder')
    const engine = build(dir)
    engine.log.mark('x')
    await until(() => engine.notices.list.length > 0, 'a notice is there')
    expect(engine.notices.list).toMatchObject([{ level: 'error', title: 'Recording stopped' }])
    expect(engine.pool.ids()).toEqual([])
  })

  it('says that the capture of the last start is damaged, and no more of it once there is a newer one', async () => {
    const dir = tempDir()
    const first = build(dir)
    first.log.mark('x'.repeat(500))
    const { captureId } = first.log.totals
    await stopEngine(first, clock, logger)
    const segment = path.join(dir, 'captures', captureId, '000001.seg')
    truncateSync(segment, statSync(segment).size - 400)
    writeFileSync(segment, 'not what was there'.repeat(40), { flag: 'a' })
    const second = build(dir)
    await until(() => second.notices.list.length > 0, 'a notice is there')
    expect(second.notices.list).toMatchObject([{ level: 'warning', title: 'The capture before this one is damaged' }])
    expect(second.notices.list[0]?.text).toContain('000001.seg')
    second.log.mark('y')
    await stopEngine(second, clock, logger)
    const third = build(dir)
    expect(await third.log.damageBefore).toBe('')
  })
})

describe('stopEngine', () => {
  it('says goodbye with 1001 to every peer, stops the hub and leaves no connection', async () => {
    const engine = build(dirWithPort(await freePort()))
    await startHub(engine)
    for (const id of engine.deck.add(['hub-echo', 'hub-lobby-a'], 5)) engine.pool.open(id)
    await opened(engine)
    await stopEngine(engine, clock, logger)
    expect(engine.hub.state).toMatchObject({ kind: 'stopped', clients: [] })
    for (const { state } of engine.pool.snapshots()) expect(state).toMatchObject({ kind: 'closed' })
    expect(engine.settings.value.deck).toHaveLength(10)
  })

  it('has the last word: what is asked for later opens nothing', async () => {
    const engine = build(dirWithPort(await freePort()))
    await stopEngine(engine, clock, logger)
    await startHub(engine)
    expect(engine.hub.state.kind).toBe('stopped')
    expect(engine.notices.list).toEqual([])
  })

  it('writes down how folders were folded', async () => {
    const dir = tempDir()
    const engine = build(dir)
    const [folder] = engine.profiles.book.folders
    if (folder) engine.profiles.saveFolder({ ...folder, collapsed: true })
    await stopEngine(engine, clock, logger)
    expect(build(dir).profiles.book.folders).toEqual([{ ...folder, collapsed: true }])
  })

  it('does not wait longer than its limit, and leaves no timer', async () => {
    const time = new FakeClock()
    const engine = build(tempDir())
    const never = { ...engine, pool: { closeAll: () => new Promise(() => undefined) } } as unknown as Engine
    let stopped = false
    const stopping = stopEngine(never, time, logger).then(() => (stopped = true))
    await time.advance(limits.quitMs - 1)
    expect(stopped).toBe(false)
    await time.advance(1)
    await stopping
    expect(time.pending).toBe(0)
  })

  it('gives the log its last writes even when the goodbyes took all the time, but no more', async () => {
    const time = new FakeClock()
    const engine = build(tempDir())
    const pending = () => new Promise(() => undefined)
    const never = { ...engine, pool: { closeAll: pending }, log: { close: pending } } as unknown as Engine
    let stopped = false
    const stopping = stopEngine(never, time, logger).then(() => (stopped = true))
    await time.advance(limits.quitMs + 499)
    expect(stopped).toBe(false)
    await time.advance(1)
    await stopping
    expect(time.pending).toBe(0)
  })

  it('goes on when a goodbye fails', async () => {
    const engine = build(tempDir())
    const broken = { ...engine, pool: { closeAll: () => Promise.reject(new Error('broken')) } } as unknown as Engine
    const time = new FakeClock()
    await stopEngine(broken, time, logger)
    expect(time.pending).toBe(0)
  })
})
