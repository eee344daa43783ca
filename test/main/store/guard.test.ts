import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import * as v from 'valibot'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { FakeClock } from '../../support/clock'
import { readJson, tempDir } from '../../support/disk'
import type { Logger } from '../../../main/lib/logger'
import { flush } from '../../../main/store/disk'
import { readDocument, sealDocument } from '../../../main/store/document'
import { StoreFiles } from '../../../main/store/files'
import { DurableStore, openGuarded, type GuardOptions } from '../../../main/store/guard'

type Names = { names: string[] }

function optionsOf(dir: string, version = 1, lines: string[] = []): GuardOptions<Names> {
  const note = (text: string) => void lines.push(text)
  const logger: Logger = { info: note, warn: note, error: note }
  return {
    dir,
    name: 'names',
    shape: { version, schema: v.strictObject({ names: v.array(v.pipe(v.string(), v.minLength(1, 'Enter a name'))) }), migrations: { 0: (data) => ({ names: [(data as { name: string }).name] }) } },
    defaults: () => ({ names: [] }),
    noun: 'Names',
    count: ({ names }) => `${names.length} names`,
    clock: new FakeClock(Date.UTC(2025, 10, 21, 18, 2)),
    logger,
  }
}

const open = (...about: Parameters<typeof optionsOf>) => openGuarded(optionsOf(...about))

/** What the current file holds. */
function names(dir: string): string {
  const found = readDocument(join(dir, 'names.json'), optionsOf(dir).shape)
  return found.kind === 'good' ? `has ${found.value.names.join(', ')}` : `is ${found.kind}`
}

const named = (...names: string[]): Names => ({ names })

describe('a guarded store', () => {
  it('starts with the defaults in a folder that is not there yet, and writes nothing', () => {
    const dir = join(tempDir(), 'not', 'yet')
    const store = open(dir)
    expect([store.value, store.fresh, store.recovered]).toEqual([named(), true, null])
    expect(readdirSync(dir)).toEqual([])
  })

  it('brings back what was saved', () => {
    const dir = tempDir()
    open(dir).save(named('Ada', 'Zoë 🦦'))
    const store = open(dir)
    expect([store.value, store.fresh, store.recovered]).toEqual([named('Ada', 'Zoë 🦦'), false, null])
    expect(readJson(dir, 'names.json')).toEqual(sealDocument(1, named('Ada', 'Zoë 🦦')))
  })

  it('holds a copy of its own: changing what was given changes nothing', () => {
    const store = open(tempDir())
    const given = named('Ada')
    store.save(given)
    given.names.push('Eve')
    expect(store.value).toEqual(named('Ada'))
  })

  it.skipIf(process.platform === 'win32')('is readable by nobody else', () => {
    const dir = tempDir()
    open(dir).save(named('Ada'))
    open(dir).save(named('Ben'))
    for (const file of readdirSync(dir)) expect(statSync(join(dir, file)).mode & 0o777).toBe(0o600)
  })

  it('tells its listeners after each save until they stop', () => {
    const store = open(tempDir())
    const heard: Names[] = []
    const stop = store.onChange((value) => heard.push(value))
    store.save(named('Ada'))
    stop()
    store.save(named('Ben'))
    expect(heard).toEqual([named('Ada')])
  })

  it('has saved although a listener fails, and tells the others', () => {
    const dir = tempDir()
    const lines: string[] = []
    const store = open(dir, 1, lines)
    const heard: Names[] = []
    store.onChange(() => {
      throw new Error('no screen')
    })
    store.onChange((value) => heard.push(value))
    store.save(named('Ada'))
    expect([heard, lines, open(dir).value]).toEqual([[named('Ada')], ['A listener of names failed'], named('Ada')])
  })

  it('refuses a value that it could not read back, and changes nothing', () => {
    const dir = tempDir()
    const store = open(dir)
    store.save(named('Ada'))
    const heard: Names[] = []
    store.onChange((value) => heard.push(value))
    const why: unknown = expect.objectContaining({ message: expect.stringContaining('names.0: Enter a name') as string })
    expect(() => store.save(named(''))).toThrow(expect.objectContaining({ code: 'store-write', cause: why }))
    expect([store.value, heard, readdirSync(dir)]).toEqual([named('Ada'), [], ['names.json']])
    expect(open(dir).value).toEqual(named('Ada'))
  })

  it('migrates an older file in memory, and keeps it as a generation when it saves', () => {
    const dir = tempDir()
    writeFileSync(join(dir, 'names.json'), JSON.stringify(sealDocument(0, { name: 'Ada' })))
    const store = open(dir)
    expect([store.value, store.recovered]).toEqual([named('Ada'), null])
    store.save(named('Ada', 'Ben'))
    expect(readJson(dir, 'names.json')).toEqual(sealDocument(1, named('Ada', 'Ben')))
    expect(readJson(dir, 'names.1.json')).toEqual(sealDocument(0, { name: 'Ada' }))
  })

  it('leaves a newer file alone until something is saved, and then keeps it beside', () => {
    const dir = tempDir()
    open(dir).save(named('old'))
    open(dir).save(named('newer'))
    utimesSync(join(dir, 'names.1.json'), 1_763_740_800, 1_763_740_800)
    const newer = JSON.stringify({ version: 7, checksum: 'other', data: { people: ['Ada'] } })
    writeFileSync(join(dir, 'names.json'), newer)
    const store = open(dir)
    expect(store.value).toEqual(named('old'))
    expect(store.recovered?.title).toBe('Names are from a newer Sockdeck')
    expect(store.recovered?.text).toMatch(/^names\.json has format 7 and this Sockdeck reads up to 1\. Sockdeck uses the copy of 21 Nov 2025, \d\d:\d\d \(1 names\)\. Update/)
    expect(readFileSync(join(dir, 'names.json'), 'utf8')).toBe(newer)
    store.save(named('mine'))
    expect(open(dir).value).toEqual(named('mine'))
    expect(readFileSync(join(dir, 'names.newer-2025-11-21T18-02-00-000.json'), 'utf8')).toBe(newer)
    expect(readJson(dir, 'names.1.json')).toEqual(sealDocument(1, named('old')))
  })

  it('keeps what another program wrote beside its own, and says so in the log', () => {
    const dir = tempDir()
    const lines: string[] = []
    const mine = open(dir, 1, lines)
    mine.save(named('mine'))
    open(dir).save(named('theirs'))
    mine.save(named('mine again'))
    expect(open(dir).value).toEqual(named('mine again'))
    expect(readJson(dir, 'names.changed-2025-11-21T18-02-00-000.json')).toEqual(sealDocument(1, named('theirs')))
    expect(lines).toEqual([expect.stringContaining('names.json is not as it was left here, and is kept as names.changed-')])
  })

  it('saves again after its file was damaged while it ran', () => {
    const dir = tempDir()
    const store = open(dir)
    store.save(named('Ada'))
    writeFileSync(join(dir, 'names.json'), 'rubbish')
    store.save(named('Ben'))
    expect(open(dir).value).toEqual(named('Ben'))
    expect(readFileSync(join(dir, 'names.corrupt-2025-11-21T18-02-00-000.json'), 'utf8')).toBe('rubbish')
  })

  it('says what was restored, from when, and where the damaged file is', () => {
    const dir = tempDir()
    const store = open(dir)
    store.save(named('Ada'))
    store.save(named('Ada', 'Ben'))
    utimesSync(join(dir, 'names.1.json'), 1_763_740_800, 1_763_740_800)
    writeFileSync(join(dir, 'names.json'), '')
    const { recovered } = open(dir)
    expect(recovered?.level).toBe('warning')
    expect(recovered?.text).toMatch(
      /^names\.json was damaged \(it is empty\)\. It has been restored from the copy of 21 Nov 2025, \d\d:\d\d \(1 names\); what was changed after that is not in it\. The damaged file was kept as names\.corrupt-2025-11-21T18-02-00-000\.json\.$/,
    )
    expect(open(dir).recovered).toBeNull()
  })

  it('removes what a killed save left, its temporary files too', () => {
    const dir = tempDir()
    open(dir).save(named('Ada'))
    for (const file of ['names.new.json', 'names.new.json.tmp-1763748000a1b2c3', 'names.interim.json']) writeFileSync(join(dir, file), '{"half')
    expect(open(dir).value).toEqual(named('Ada'))
    expect(readdirSync(dir)).toEqual(['names.json'])
  })
})

describe('the way of a save to the disk', () => {
  it.skipIf(process.platform === 'win32')('is: the new file, then its name, then the folder', () => {
    const dir = tempDir()
    const steps: string[] = []
    const files = new StoreFiles(dir, 'names', (path) => {
      steps.push(`${path === dir ? 'folder' : basename(path)} while names.json ${names(dir)}`)
      flush(path)
    })
    const store = new DurableStore(optionsOf(dir), { files, opened: { value: named(), stamp: null, recovered: null, fresh: true, version: null } })
    store.save(named('Ada'))
    store.save(named('Ben'))
    expect(steps).toEqual([
      'names.new.json while names.json is missing', 'folder while names.json has Ada',
      'names.new.json while names.json has Ada', 'folder while names.json has Ben',
    ])
  })
})

describe('what may be saved soon', () => {
  const clock = new FakeClock()
  const openWith = (dir: string) => openGuarded({ ...optionsOf(dir), clock })

  it('counts at once and is one save when the time has come', async () => {
    const dir = tempDir()
    const store = openWith(dir)
    store.save(named('Ada'))
    const heard: Names[] = []
    store.onChange((value) => heard.push(value))
    store.saveSoon(named('Ben'), 1_000)
    await clock.advance(900)
    store.saveSoon(named('Cleo'), 1_000)
    expect([store.value, names(dir)]).toEqual([named('Cleo'), 'has Ada'])
    expect(heard).toEqual([named('Ben'), named('Cleo')])
    await clock.advance(100)
    expect(names(dir)).toBe('has Cleo')
    expect(clock.pending).toBe(0)
  })

  it('goes with the next save, or with a flush', async () => {
    const dir = tempDir()
    const store = openWith(dir)
    store.saveSoon(named('Ada'), 1_000)
    store.save(named('Ada', 'Ben'))
    expect(clock.pending).toBe(0)
    store.saveSoon(named('Cleo'), 1_000)
    store.flush()
    expect([names(dir), clock.pending]).toEqual(['has Cleo', 0])
    const { ino } = statSync(join(dir, 'names.json'))
    store.flush()
    await clock.advance(10_000)
    expect(statSync(join(dir, 'names.json')).ino).toBe(ino)
  })

  it('stays in effect when it can not be written, and goes with the save after that', async () => {
    const dir = tempDir()
    const lines: string[] = []
    const note = (text: string) => void lines.push(text)
    const store = openGuarded({ ...optionsOf(dir), clock, logger: { info: note, warn: note, error: note } })
    mkdirSync(join(dir, 'names.new.json'))
    store.saveSoon(named('Ada'), 1_000)
    await clock.advance(1_000)
    expect([store.value, names(dir), lines[0]]).toEqual([named('Ada'), 'is missing', 'Saving names failed'])
    rmSync(join(dir, 'names.new.json'), { recursive: true, force: true })
    store.save(named(...store.value.names, 'Ben'))
    expect(names(dir)).toBe('has Ada, Ben')
  })
})

describe('a folder that can not be written', () => {
  it('starts, and says at the first save what is wrong', () => {
    const dir = join(tempDir(), 'file')
    writeFileSync(dir, 'in the way')
    const store = open(dir)
    expect(store.value).toEqual(named())
    expect(() => store.save(named('Ada'))).toThrow(expect.objectContaining({ code: 'store-write' }))
    expect(store.value).toEqual(named())
  })

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('names the rights of the folder', () => {
    const dir = tempDir()
    const store = open(dir)
    chmodSync(dir, 0o500)
    expect(() => store.save(named('Ada'))).toThrow('Names were not saved: permission denied. Check the rights of the data folder and try again.')
    chmodSync(dir, 0o700)
    store.save(named('Ada'))
  })

  it.skipIf(process.platform === 'win32')('follows a folder that is a link', () => {
    const dir = tempDir()
    mkdirSync(join(dir, 'real'))
    symlinkSync(join(dir, 'real'), join(dir, 'linked'))
    open(join(dir, 'linked')).save(named('Ada'))
    expect(open(join(dir, 'real')).value).toEqual(named('Ada'))
  })
})

describe('a writer that writes in place, as electron-store does under Snap', () => {
  afterEach(() => void vi.unstubAllEnvs())

  it('reaches neither the current file nor a generation', () => {
    const dir = tempDir()
    const store = open(dir)
    store.save(named('Ada'))
    vi.stubEnv('SNAP', '/snap/sockdeck')
    const before = statSync(join(dir, 'names.json')).ino
    store.save(named('Ben'))
    expect(statSync(join(dir, 'names.1.json')).ino).toBe(before)
    expect(readJson(dir, 'names.1.json')).toEqual(sealDocument(1, named('Ada')))
    expect(open(dir).value).toEqual(named('Ben'))
  })
})
