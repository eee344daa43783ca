import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../shared/errors'
import { plainDeckView } from '../../../shared/deck-view'
import { limits } from '../../../shared/limits'
import { newFolder, newProfile, type ProfileBook } from '../../../shared/profile'
import { exportBook, mergeBook, readExport } from '../../../main/store/transfer'

const folder = (id: string) => newFolder(id, { name: id })
const profile = (id: string, about = {}) => newProfile(id, { name: id, url: 'ws://127.0.0.1/', ...about })
const empty: ProfileBook = { folders: [], profiles: [] }
const book: ProfileBook = { folders: [folder('f'), folder('g')], profiles: [profile('a', { folderId: 'f' }), profile('b'), profile('c', { folderId: 'g', tags: ['x'] })] }
const at = Date.UTC(2025, 10, 21)

function counter() {
  let count = 0
  return () => `new-${(count += 1)}`
}

const merge = (into: ProfileBook, file: string) => mergeBook(into, readExport(file), counter())

function refusal(file: string): AppError {
  try {
    readExport(file)
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('It was read')
}

const text = (from: ProfileBook) => exportBook(from, at).text

function exported(change: Record<string, unknown>): string {
  return JSON.stringify({ ...(JSON.parse(text(book)) as object), ...change })
}

describe('export', () => {
  it('is one JSON document that says what it is', () => {
    expect(JSON.parse(text(book))).toEqual({ app: 'sockdeck', kind: 'profiles', version: 2, exportedAt: '2025-11-21T00:00:00.000Z', ...book })
  })
})

describe('decks', () => {
  const deck = { id: 'd', name: 'Shift', items: [{ profileId: 'a', count: 2, ticked: [1] }], view: plainDeckView, panes: { main: [50, 50] }, hidden: ['messages'] }

  it('come along in the same format, and a file without them has none', () => {
    const file = exportBook(book, at, [deck]).text
    expect(JSON.parse(file)).toMatchObject({ version: 2, decks: [deck] })
    expect(readExport(file)).toEqual({ ...book, decks: [deck] })
    expect(readExport(text(book)).decks).toEqual([])
  })

  it.each([
    ['has a mistake', [{ ...deck, surprise: 1 }], 'Deck 1 (“Shift”) has a mistake in surprise'],
    ['is no deck', [deck, null], 'Deck 2 has a mistake'],
    ['is not in a list', {}, 'decks'],
  ])('are refused when one %s', (_what, decks, words) => {
    expect(refusal(exported({ decks })).message).toContain(words)
  })

  it('are refused when they are too many', () => {
    expect(refusal(exported({ decks: Array.from({ length: limits.savedDecks + 1 }, () => deck) })).code).toBe('too-many')
  })
})

describe('import', () => {
  it('brings back what was exported, for any text in it', () => {
    const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }).filter((title) => title.trim() !== '')
    fc.assert(
      fc.property(fc.array(name, { maxLength: 8 }), (names) => {
        const from = { folders: [folder('f')], profiles: names.map((title, index) => profile(`p${index}`, { name: title.trim(), folderId: index % 2 === 0 ? 'f' : null })) }
        expect(merge(empty, text(from)).book).toEqual(from)
      }),
    )
  })

  it('adds nothing when all is there', () => {
    expect(merge(book, text(book))).toEqual({ book, report: { added: 0, skipped: 3, folders: 0 }, ids: new Map([['a', 'a'], ['b', 'b'], ['c', 'c']]) })
  })

  it('adds what is new at the end, in the order of the file', () => {
    const file = text({ folders: [folder('h'), folder('f')], profiles: [profile('z', { folderId: 'h' }), profile('b'), profile('y', { folderId: 'f' })] })
    const { book: merged, report } = merge(book, file)
    expect(report).toEqual({ added: 2, skipped: 1, folders: 1 })
    expect(merged.profiles.map(({ id, folderId }) => [id, folderId])).toEqual([['a', 'f'], ['b', null], ['c', 'g'], ['z', 'h'], ['y', 'f']])
    expect(merged.folders.map(({ id }) => id)).toEqual(['f', 'g', 'h'])
  })

  it('brings another profile of a known id in under a new one, and only once', () => {
    const file = text({ folders: [], profiles: [profile('b', { url: 'ws://other/' })] })
    const first = merge(book, file)
    expect(first.report).toEqual({ added: 1, skipped: 0, folders: 0 })
    expect(first.book.profiles.slice(0, 3)).toEqual(book.profiles)
    expect(first.book.profiles[3]).toEqual(profile('new-1', { name: 'b', url: 'ws://other/' }))
    expect(merge(first.book, file).report).toEqual({ added: 0, skipped: 1, folders: 0 })
    // A deck of the file finds it both times.
    expect([first.ids, merge(first.book, file).ids]).toEqual([new Map([['b', 'new-1']]), new Map([['b', 'new-1']])])
  })

  it('keeps the name and state that a known folder has here', () => {
    const file = text({ folders: [{ ...folder('f'), name: 'other', collapsed: true }], profiles: [] })
    expect(merge(book, file)).toEqual({ book, report: { added: 0, skipped: 0, folders: 0 }, ids: new Map() })
  })

  it('leaves a profile whose folder is nowhere outside of any', () => {
    const file = exported({ folders: [], profiles: [profile('z', { folderId: 'lost' })] })
    expect(merge(empty, file).book.profiles.map(({ folderId }) => folderId)).toEqual([null])
  })

  it('copes with as many profiles as there may be, all of them in conflict, and refuses one more', () => {
    const many = (url: string) => ({ folders: [], profiles: Array.from({ length: limits.profiles / 2 }, (_, index) => profile(`p${index}`, { url })) })
    expect(mergeBook(many('ws://one/'), many('ws://two/'), counter()).report.added).toBe(limits.profiles / 2)
    expect(() => mergeBook(many('ws://one/'), { folders: [], profiles: [...many('ws://two/').profiles, profile('one-more')] }, counter())).toThrow(
      expect.objectContaining({ code: 'too-many' }),
    )
  })
})

describe('a file that can not be imported', () => {
  it.each([
    ['import-too-large', ' '.repeat(limits.importBytes + 1), 'larger than 10 MiB'],
    ['import-too-large', 'é'.repeat(limits.importBytes / 2 + 1), 'larger than 10 MiB'],
    ['import-not-json', '', 'it is empty'],
    ['import-not-json', '{"app": "sockdeck",\n"kind"}', 'the mistake is at line 2, column 7'],
    ['import-not-json', text(book).slice(0, 300), 'it ends too early, at line 17, column 14'],
    ['import-not-json', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'nested deeper than 32 levels'],
    ['import-invalid', '[]', 'not profiles that Sockdeck exported'],
    ['import-invalid', '{"version": 1, "checksum": "x", "data": {}}', 'not profiles that Sockdeck exported'],
    ['import-invalid', '{"__proto__": {"app": "sockdeck", "kind": "profiles", "version": 1}}', 'not profiles that Sockdeck exported'],
    ['import-future-version', exported({ version: 3, profiles: 'moved elsewhere' }), 'from a newer Sockdeck (format 3, this one reads up to 2). Update Sockdeck'],
    ['import-invalid', exported({ version: 0 }), 'Format 0'],
    ['import-invalid', exported({ profiles: {} }), 'profiles'],
    ['import-invalid', exported({ profiles: [...book.profiles, { ...profile('d'), name: 'Echo', url: 'http://x/' }] }), 'Profile 4 (“Echo”) has a mistake in url: Use ws:// in place of http://'],
    ['import-invalid', exported({ profiles: [profile('d', { options: { request: { headers: [{ name: 'A', value: 'x\r\nB: y', enabled: true, secret: false }] } } })] }), 'options.request.headers.0.value: A header value has no line breaks'],
    ['import-invalid', exported({ profiles: [{ ...profile('d'), surprise: 1 }] }), 'surprise'],
    ['import-invalid', exported({ profiles: [null] }), 'Profile 1 has a mistake'],
    ['import-invalid', exported({ folders: [folder('../../etc')] }), 'Folder 1 (“../../etc”) has a mistake in id: This is not an id'],
  ])('%s: says why (%#)', (code, file, words) => {
    const error = refusal(file)
    expect(error.code).toBe(code)
    expect(error.message).toContain(words)
    expect(error.message).toMatch(/[Nn]othing was changed\.$/)
  })

  it('can not reach the prototype of anything', () => {
    const hostile = text(book).replaceAll('"tags": [', '"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}, "tags": [')
    let polluted: unknown
    try {
      polluted = merge(empty, hostile).book.profiles.some((item) => 'polluted' in item)
    } catch (error) {
      expect(error).toMatchObject({ code: 'import-invalid' })
    }
    expect(polluted ?? false).toBe(false)
    expect('polluted' in {}).toBe(false)
  })
})
