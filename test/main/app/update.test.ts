import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Updates, type UpdateSource, type UpdatesOptions } from '../../../main/app/update'
import { silentLogger } from '../../../main/lib/logger'
import { limits } from '../../../shared/limits'
import type { NewVersion, UpdateMode, UpdateState } from '../../../shared/update'
import { FakeClock, settled } from '../../support/clock'

const found: NewVersion = { version: '0.2.0', notes: 'faster' }
let clock: FakeClock
let settings: { value: { updates: UpdateMode } }
let looks: { resolve: (found: NewVersion | null) => void; reject: (error: unknown) => void }[]
let takes: { resolve: () => void; reject: (error: unknown) => void; progress: (bytes: number, total: number) => void; signal: AbortSignal }[]
let installs: ((error: unknown) => void)[]
let opened: number
let updates: Updates
let seen: UpdateState['kind'][]

/** What a test lets come, fail or hang. */
const source: UpdateSource = {
  look: () => new Promise((resolve, reject) => looks.push({ resolve, reject })),
  take: (progress, signal) =>
    new Promise((resolve, reject) => {
      takes.push({ resolve, reject, progress, signal })
      signal.addEventListener('abort', () => reject(new DOMException('Aborted', 'AbortError')))
    }),
  install: (onFailed) => void installs.push(onFailed),
}

function make(about: Partial<UpdatesOptions> = {}): Updates {
  const open = () => {
    opened += 1
    return Promise.resolve(source)
  }
  return new Updates({ source: open, settings, failedBefore: false, clock, logger: silentLogger, ...about })
}

beforeEach(() => {
  clock = new FakeClock()
  settings = { value: { updates: 'ask' } }
  looks = []
  takes = []
  installs = []
  opened = 0
  updates = make()
  seen = []
  updates.onChange(() => seen.push(updates.state.kind))
})
afterEach(() => updates.close())

async function answer(what: NewVersion | null | Error): Promise<void> {
  await settled()
  const look = looks.at(-1)
  if (what instanceof Error) look?.reject(what)
  else look?.resolve(what)
  await settled()
}

async function find(): Promise<void> {
  void updates.look()
  await answer(found)
}

async function download(): Promise<(typeof takes)[number]> {
  void updates.download()
  await settled()
  const take = takes.at(-1)
  if (take === undefined) throw new Error('Nothing is taken')
  return take
}

describe('looking by hand', () => {
  it('shows that it looks, and what it finds', async () => {
    await find()
    expect(seen).toEqual(['checking', 'available'])
    expect(updates.state).toEqual({ kind: 'available', found })
  })

  it('says when there is nothing newer', async () => {
    void updates.look()
    await answer(null)
    expect(updates.state).toEqual({ kind: 'current', at: clock.now() })
  })

  it('says what went wrong, and looks again with a source of its own', async () => {
    void updates.look()
    await answer(Object.assign(new Error('no'), { code: 'ECONNREFUSED' }))
    expect(updates.state).toEqual({ kind: 'failed', during: 'check', problem: 'unreachable', found: null })
    await find()
    expect({ kind: updates.state.kind, opened }).toEqual({ kind: 'available', opened: 2 })
  })

  it('gives a server up that never answers, whatever comes of it later', async () => {
    void updates.look()
    await clock.advance(limits.updateLookMs)
    expect(updates.state).toMatchObject({ kind: 'failed', problem: 'slow' })
    await answer(found)
    expect({ kind: updates.state.kind, timers: clock.pending }).toEqual({ kind: 'failed', timers: 0 })
    await find()
    expect(updates.state.kind).toBe('available')
  })

  it('is one look, however often it is asked for', async () => {
    void updates.look()
    void updates.look()
    await answer(null)
    expect(looks).toHaveLength(1)
  })

  it('says so when the updater itself can not be loaded', async () => {
    updates = make({ source: () => Promise.reject(new Error('damaged')) })
    await updates.look()
    expect(updates.state).toMatchObject({ kind: 'failed', during: 'check', problem: 'unknown' })
  })
})

describe('looking by itself', () => {
  it('waits until the start is over, and looks once a day', async () => {
    updates.start()
    await clock.advance(limits.updateFirstMs - 1)
    expect(looks).toHaveLength(0)
    await clock.advance(1)
    await answer(null)
    await clock.advance(limits.updateEveryMs)
    expect(looks).toHaveLength(2)
  })

  it('does not look while it is switched off', async () => {
    settings.value.updates = 'off'
    updates.start()
    await clock.advance(limits.updateFirstMs + limits.updateEveryMs)
    expect(looks).toHaveLength(0)
    settings.value.updates = 'ask'
    await clock.advance(limits.updateEveryMs)
    expect(looks).toHaveLength(1)
  })

  it('keeps quiet about what goes wrong, unless somebody asks meanwhile', async () => {
    updates.start()
    await clock.advance(limits.updateFirstMs)
    await answer(new Error('net::ERR_INTERNET_DISCONNECTED'))
    expect({ state: updates.state, seen }).toEqual({ state: { kind: 'idle' }, seen: [] })
    await clock.advance(limits.updateEveryMs)
    void updates.look()
    await answer(new Error('net::ERR_INTERNET_DISCONNECTED'))
    expect({ kind: updates.state.kind, seen, looks: looks.length }).toEqual({ kind: 'failed', seen: ['checking', 'failed'], looks: 2 })
  })

  it('never changes what is on offer, and never takes it', async () => {
    updates.start()
    await clock.advance(limits.updateFirstMs)
    await answer(found)
    await clock.advance(3 * limits.updateEveryMs)
    expect({ state: updates.state, looks: looks.length, takes: takes.length }).toEqual({ state: { kind: 'available', found }, looks: 1, takes: 0 })
  })

  it('ends with the app, and leaves no timer', async () => {
    updates.start()
    updates.close()
    await clock.advance(limits.updateEveryMs)
    expect({ looks: looks.length, timers: clock.pending }).toEqual({ looks: 0, timers: 0 })
  })

  it.each(['channel', 'copy'] as const)('and by hand do nothing where there is no %s', async (why) => {
    updates = make({ source: why })
    updates.start()
    await updates.look()
    await updates.download()
    expect({ state: updates.state, install: updates.prepareInstall(), timers: clock.pending }).toEqual({ state: { kind: 'unable', why }, install: false, timers: 0 })
  })
})

describe('a download', () => {
  it('comes only when it is asked for, tells how far it is, and is ready then', async () => {
    await updates.download()
    expect(takes).toHaveLength(0)
    await find()
    const take = await download()
    expect(updates.state).toEqual({ kind: 'downloading', found, bytes: 0, total: 0 })
    take.progress(50, 200)
    expect(updates.state).toEqual({ kind: 'downloading', found, bytes: 50, total: 200 })
    take.resolve()
    await settled()
    expect({ state: updates.state, timers: clock.pending }).toEqual({ state: { kind: 'ready', found }, timers: 0 })
  })

  it('can be ended, and stays on offer', async () => {
    await find()
    const take = await download()
    updates.cancel()
    await settled()
    expect({ aborted: take.signal.aborted, state: updates.state, timers: clock.pending }).toEqual({ aborted: true, state: { kind: 'available', found }, timers: 0 })
  })

  it('that is not what was published is refused, and can be asked for again', async () => {
    await find()
    const take = await download()
    take.reject(Object.assign(new Error('sha512 checksum mismatch'), { code: 'ERR_CHECKSUM_MISMATCH' }))
    await settled()
    expect({ state: updates.state, install: updates.prepareInstall() }).toEqual({ state: { kind: 'failed', during: 'download', problem: 'checksum', found }, install: false })
    const again = await download()
    again.resolve()
    await settled()
    expect(updates.state.kind).toBe('ready')
  })

  it('that stands still is ended; one that goes on slowly is not', async () => {
    await find()
    const take = await download()
    for (let part = 1; part <= 5; part += 1) {
      await clock.advance(limits.updateStallMs - 1)
      take.progress(part, 100)
    }
    expect(updates.state.kind).toBe('downloading')
    await clock.advance(limits.updateStallMs)
    expect({ state: updates.state, timers: clock.pending }).toEqual({ state: { kind: 'failed', during: 'download', problem: 'slow', found }, timers: 0 })
  })

  it('and what is ready are not looked at again, and a download ends with the app', async () => {
    await find()
    const take = await download()
    await updates.look()
    expect(looks).toHaveLength(1)
    updates.close()
    await settled()
    expect(take.signal.aborted).toBe(true)
  })
})

describe('the end of the app', () => {
  const ends: string[] = []
  const leave = () => updates.leave(() => ends.push('quit'), () => ends.push('back'))
  beforeEach(() => {
    ends.length = 0
  })
  const makeReady = async () => {
    await find()
    const take = await download()
    take.resolve()
    await settled()
  }

  it('installs nothing that nobody wanted installed', async () => {
    await makeReady()
    await leave()
    expect({ ends, installs: installs.length }).toEqual({ ends: ['quit'], installs: 0 })
  })

  it('installs what the person restarts for, and leaves quitting to it', async () => {
    await makeReady()
    expect(updates.prepareInstall()).toBe(true)
    await leave()
    expect({ ends, installs: installs.length }).toEqual({ ends: [], installs: 1 })
  })

  it('comes back once where installing fails or takes too long, and says so at the next start', async () => {
    await makeReady()
    updates.prepareInstall()
    await leave()
    installs[0]?.(new Error('cancelled'))
    await clock.advance(limits.updateInstallMs)
    expect(ends).toEqual(['back'])
    expect(make({ failedBefore: true }).state).toEqual({ kind: 'failed', during: 'install', problem: 'unknown', found: null })
  })

  it('comes back where nothing happens at all', async () => {
    await makeReady()
    updates.prepareInstall()
    await leave()
    await clock.advance(limits.updateInstallMs)
    expect(ends).toEqual(['back'])
  })
})
