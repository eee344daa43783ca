/** Links and files from outside on their way to a person's word, with real stores and real files. */
import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { readShared } from '../../../main/app/read-shared'
import { Notices } from '../../../main/ipc/notices'
import { Openings } from '../../../main/ipc/openings'
import { silentLogger as logger } from '../../../main/lib/logger'
import { SavedDecks } from '../../../main/store/decks'
import { Profiles } from '../../../main/store/profiles'
import { exportBook } from '../../../main/store/transfer'
import { plainDeckView } from '../../../shared/deck-view'
import { limits } from '../../../shared/limits'
import type { FileOpening, OpeningRequest } from '../../../shared/opening'
import { newFolder, newProfile } from '../../../shared/profile'
import type { SavedDeck } from '../../../shared/saved-deck'
import { FakeClock } from '../../support/clock'
import { tempDir } from '../../support/disk'

const link = (url: string): OpeningRequest => ({ kind: 'link', text: `sockdeck://open?url=${encodeURIComponent(url)}` })
const folder = newFolder('team', { name: 'Team' })
const profile = newProfile('p1', { name: 'Feed', url: 'wss://h/feed', folderId: 'team', options: { request: { headers: [{ name: 'X-One', value: '1', enabled: true, secret: false }] } } })
const deck: SavedDeck = { id: 'd1', name: 'Shift', items: [{ profileId: 'p1', count: 3, ticked: [0] }], view: plainDeckView, panes: {}, hidden: [] }
const shared = exportBook({ folders: [folder], profiles: [profile] }, 0, [deck]).text

let dir: string
let profiles: Profiles
let savedDecks: SavedDecks
let notices: Notices
let openings: Openings
let told: number

beforeEach(() => {
  dir = tempDir()
  const store = { dir: tempDir(), clock: new FakeClock(), logger }
  profiles = Profiles.open({ ...store, seed: { folders: [], profiles: [] } })
  savedDecks = SavedDecks.open(store)
  notices = new Notices(logger)
  openings = new Openings({ profiles, savedDecks, notices, logger, read: readShared })
  told = 0
  openings.onChange(() => (told += 1))
})

function written(text: string, name = 'team.sockdeck'): OpeningRequest & { kind: 'file' } {
  const file = path.join(dir, name)
  writeFileSync(file, text)
  return { kind: 'file', path: file }
}

async function opened(text: string): Promise<FileOpening> {
  await openings.take([written(text)])
  const opening = openings.list.at(-1)
  if (opening?.kind !== 'file') throw new Error(`It was refused: ${JSON.stringify(notices.list)}`)
  return opening
}

const refusals = () => notices.list.map(({ title, text }) => [title, text])

describe('a link', () => {
  it('waits, and nothing is saved for it', async () => {
    await openings.take([link('wss://bob:canary@h/feed')])
    expect(openings.list).toEqual([{ kind: 'link', id: 1, url: 'wss://h/feed', name: 'h/feed', protocol: '', secretsLeft: 1 }])
    expect(profiles.book.profiles).toEqual([])
    expect([told, notices.list]).toEqual([1, []])
  })

  it('is asked about once, however often it was pressed', async () => {
    await openings.take([link('wss://h/'), link('wss://i/'), link('wss://h/')])
    expect(openings.list.map(({ name }) => name)).toEqual(['h', 'i'])
  })

  it('is gone when it is dismissed, and may be dismissed twice', async () => {
    await openings.take([link('wss://h/')])
    openings.dismiss(1)
    openings.dismiss(1)
    expect(openings.list).toEqual([])
  })

  it('that is refused becomes a notice that quotes nothing of it', async () => {
    await openings.take([{ kind: 'link', text: 'sockdeck://open?url=wss://h&evil\u202E=<b>' }])
    expect(openings.list).toEqual([])
    expect(refusals()).toEqual([['A link was not opened', 'It says more than url, name and subprotocol. An address inside a link must be percent-encoded.']])
  })
})

describe('a file', () => {
  it('is shown with what is in it, and nothing is saved before the person says so', async () => {
    expect(await opened(shared)).toEqual({
      kind: 'file',
      id: 1,
      name: 'team.sockdeck',
      folders: ['Team'],
      profiles: [{ name: 'Feed', url: 'wss://h/feed', summary: ['1 header'] }],
      decks: [{ name: 'Shift', sockets: 3 }],
      totals: { folders: 1, profiles: 1, decks: 1 },
      secrets: 0,
    })
    expect([profiles.book.profiles, savedDecks.list]).toEqual([[], []])
    expect(openings.import(1)).toMatchObject({ file: 'team.sockdeck', added: 1, skipped: 0, folders: 1, decks: 1 })
    expect([profiles.book, savedDecks.list]).toEqual([{ folders: [folder], profiles: [profile] }, [deck]])
    expect(openings.list).toEqual([])
    expect(() => openings.import(1)).toThrow(expect.objectContaining({ code: 'not-found' }))
  })

  it('is imported as it was shown, whatever became of it since', async () => {
    const { id } = await opened(shared)
    rmSync(path.join(dir, 'team.sockdeck'))
    openings.import(id)
    expect(profiles.find('p1')?.url).toBe('wss://h/feed')
  })

  it('is not imported after it was dismissed', async () => {
    const { id } = await opened(shared)
    openings.dismiss(id)
    expect(() => openings.import(id)).toThrow(expect.objectContaining({ code: 'not-found' }))
  })

  it('goes on waiting when it could not be imported', async () => {
    const full: SavedDeck[] = Array.from({ length: limits.savedDecks }, (_, index) => ({ ...deck, id: `own-${index}`, name: `Own ${index}` }))
    savedDecks.add(full)
    const { id } = await opened(shared)
    expect(() => openings.import(id)).toThrow(expect.objectContaining({ code: 'too-many' }))
    expect(openings.list).toHaveLength(1)
    expect(profiles.book.profiles).toEqual([])
  })

  it('says when something in it looks like a secret, and keeps it off the screen', async () => {
    const headers = [{ name: 'Authorization', value: 'Bearer canary', enabled: true, secret: false }]
    const text = JSON.stringify({ app: 'sockdeck', kind: 'profiles', version: 2, folders: [], profiles: [{ ...profile, folderId: null, url: 'wss://h/?token=canary', options: { request: { headers } } }] })
    const opening = await opened(text)
    expect(opening.secrets).toBe(2)
    expect(JSON.stringify(opening)).not.toContain('canary')
  })

  it('shows no more rows than anybody reads, and counts all', async () => {
    const many = Array.from({ length: limits.openingRows + 5 }, (_, index) => newProfile(`p${index}`, { name: `P${index}`, url: `wss://h/${'x'.repeat(2_000)}` }))
    const opening = await opened(exportBook({ folders: [], profiles: many }, 0).text)
    expect([opening.profiles.length, opening.totals.profiles]).toEqual([limits.openingRows, limits.openingRows + 5])
    expect(JSON.stringify(opening).length).toBeLessThan(100_000)
  })

  it.each<[string, () => OpeningRequest, string]>([
    ['another ending', () => written(shared, 'team.exe'), 'Sockdeck opens .sockdeck and .json files.'],
    ['no JSON', () => written('MZ\u0000'), 'This file can\'t be imported'],
    ['not Sockdeck’s', () => written('{"a":1}'), 'not profiles that Sockdeck exported'],
    ['a newer format', () => written(shared.replace('"version": 2', '"version": 9')), 'from a newer Sockdeck'],
    ['nothing there', () => ({ kind: 'file', path: path.join(dir, 'gone.sockdeck') }), 'it is not there any more'],
    ['far too large', () => written(' '.repeat(limits.importBytes + 1)), 'larger than 10 MiB'],
    ['a deck that is none', () => written(shared.replace('"count": 3', '"count": -1')), 'Deck 1 (“Shift”) has a mistake in items.0.count'],
  ])('is refused in words: %s', async (_what, make, words) => {
    await openings.take([make()])
    expect(openings.list).toEqual([])
    expect(notices.list).toHaveLength(1)
    expect(notices.list[0]?.text).toContain(words)
  })

  it('has a name that can not turn the sentence around', async () => {
    await openings.take([written('{', '\u202Eevil <b>\u200B.sockdeck')])
    expect(notices.list[0]?.title).toBe('“evil -b-.sockdeck” was not opened')
  })
})

describe('many', () => {
  it('are asked about in the order in which they came, files among links', async () => {
    await Promise.all([openings.take([written(shared), link('wss://a/')]), openings.take([link('wss://b/')])])
    expect(openings.list.map(({ name }) => name)).toEqual(['team.sockdeck', 'a', 'b'])
  })

  it('have a bound, and what is beyond it is said', async () => {
    const all = Array.from({ length: limits.openings + 3 }, (_, index) => link(`wss://h${index}/`))
    await Promise.all([openings.take(all.slice(0, 5)), openings.take(all.slice(5))])
    expect(openings.list).toHaveLength(limits.openings)
    expect(refusals()).toEqual([['Not everything was opened', 'At most 20 links and files wait for you at a time: decide on those first.']])
    openings.dismiss(1)
    await openings.take([link('wss://late/')])
    expect(openings.list.at(-1)?.name).toBe('late')
  })

  it('never stop the ones behind them, whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 }), async (texts) => {
        await openings.take(texts.map((text) => ({ kind: 'file', path: path.join(dir, `${text}.sockdeck`) })))
        await openings.take(texts.map((text) => ({ kind: 'link', text })))
        await openings.take([link('wss://last/')])
        expect(openings.list.map(({ name }) => name)).toEqual(['last'])
        for (const { id } of openings.list) openings.dismiss(id)
      }),
      { numRuns: 10 },
    )
  })
})
