import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { limits } from '../../../shared/limits'
import { newFolder, newProfile, type ProfileBook } from '../../../shared/profile'
import { tidied, withCopy, withFolder, withMoved, withMovedFolder, withoutFolder, withoutProfiles, withProfile, withRestored } from '../../../main/store/book'

const folder = (id: string) => newFolder(id, { name: id })
const profile = (id: string, folderId: string | null = null) => newProfile(id, { name: id, url: 'ws://127.0.0.1/', folderId })
const book = (...ids: string[]): ProfileBook => ({ folders: [folder('f'), folder('g')], profiles: ids.map((id) => profile(id)) })
const ids = ({ profiles }: ProfileBook) => profiles.map(({ id }) => id).join('')
const refusal = (code: string): Error => expect.objectContaining({ code }) as Error

const letters = 'abcdefghijkl'.split('')

/** A book of up to 12 profiles over three folders, a choice of them, and a place. */
const someBook = fc.uniqueArray(fc.constantFrom(...letters), { minLength: 1 }).chain((present) =>
  fc.record({
    book: fc.array(fc.constantFrom('f', 'g', 'h', null), { minLength: present.length, maxLength: present.length }).map((folders): ProfileBook => ({
      folders: ['f', 'g', 'h'].map(folder),
      profiles: present.map((id, index) => profile(id, folders[index] ?? null)),
    })),
    chosen: fc.subarray(present),
    beforeId: fc.option(fc.constantFrom(...present)),
    folderId: fc.constantFrom('f', 'g', null),
  }),
)

describe('moving', () => {
  it('puts profiles before another one and into a folder, in the order they had', () => {
    const moved = withMoved(book('a', 'b', 'c', 'd'), ['d', 'c'], { folderId: 'f', beforeId: 'b' })
    expect(ids(moved)).toBe('acdb')
    expect(moved.profiles.map(({ folderId }) => folderId)).toEqual([null, 'f', 'f', null])
  })

  it('puts them at the end without a place, and next to their place when it moves too', () => {
    expect(ids(withMoved(book('a', 'b', 'c'), ['a'], { folderId: null, beforeId: null }))).toBe('bca')
    expect(ids(withMoved(book('a', 'b', 'c', 'd'), ['a', 'c'], { folderId: null, beforeId: 'c' }))).toBe('bacd')
    expect(ids(withMoved(book('a', 'b', 'c'), ['c'], { folderId: null, beforeId: 'c' }))).toBe('abc')
  })

  it.each([
    ['profile', ['a', 'x'], { folderId: null, beforeId: null }],
    ['folder', ['a'], { folderId: 'x', beforeId: null }],
    ['place', ['a'], { folderId: null, beforeId: 'x' }],
  ])('refuses a %s that is gone', (_, moving, place) => {
    expect(() => withMoved(book('a', 'b'), moving, place)).toThrow(refusal('not-found'))
  })

  it('keeps every profile, the order of those that stay, and the moved ones together', () => {
    fc.assert(
      fc.property(someBook, ({ book: before, chosen, beforeId, folderId }) => {
        const after = withMoved(before, chosen, { folderId, beforeId })
        const moving = new Set(chosen)
        const order = (of: ProfileBook, want: boolean) => of.profiles.map(({ id }) => id).filter((id) => moving.has(id) === want)
        expect(order(after, true)).toEqual(order(before, true))
        expect(order(after, false)).toEqual(order(before, false))
        expect(ids(after)).toContain(order(before, true).join(''))
        const folderBefore = new Map(before.profiles.map((item) => [item.id, item.folderId]))
        for (const item of after.profiles) expect(item.folderId).toBe(moving.has(item.id) ? folderId : folderBefore.get(item.id))
        if (beforeId !== null && !moving.has(beforeId) && chosen.length > 0) expect(ids(after)).toContain(`${order(before, true).join('')}${beforeId}`)
      }),
    )
  })

  it('moves a folder before another or to the end', () => {
    const names = (of: ProfileBook) => of.folders.map(({ id }) => id).join('')
    expect(names(withMovedFolder(book(), 'g', 'f'))).toBe('gf')
    expect(names(withMovedFolder(book(), 'f', null))).toBe('gf')
    expect(() => withMovedFolder(book(), 'x', null)).toThrow(refusal('not-found'))
  })
})

describe('removing and restoring', () => {
  it('undoes a removal exactly', () => {
    fc.assert(
      fc.property(someBook, ({ book: before, chosen }) => {
        const { book: after, removed } = withoutProfiles(before, chosen)
        expect(after.profiles.some(({ id }) => chosen.includes(id))).toBe(false)
        expect(after.profiles.length + removed.length).toBe(before.profiles.length)
        expect(withRestored(after, removed.toReversed())).toEqual(before)
      }),
    )
  })

  it('restores whatever happened since: every profile is there once, in a folder that exists', () => {
    fc.assert(
      fc.property(someBook, fc.subarray(letters), ({ book: before, chosen, folderId }, gone) => {
        const { book: after, removed } = withoutProfiles(before, chosen)
        const changed = withoutProfiles(withoutFolder(after, folderId ?? 'h'), gone).book
        const restored = withRestored(withRestored(changed, removed), removed)
        expect(new Set(restored.profiles.map(({ id }) => id)).size).toBe(restored.profiles.length)
        expect(restored.profiles).toHaveLength(changed.profiles.length + removed.length)
        for (const item of restored.profiles) expect(item.folderId === null || restored.folders.some(({ id }) => id === item.folderId)).toBe(true)
      }),
    )
  })

  it('passes over ids that are gone already', () => {
    expect(withoutProfiles(book('a'), ['x'])).toEqual({ book: book('a'), removed: [] })
  })

  it('keeps the profiles of a removed folder where they are, outside of it', () => {
    const before: ProfileBook = { ...book(), profiles: [profile('a', 'f'), profile('b', 'g'), profile('c', 'f')] }
    const after = withoutFolder(before, 'f')
    expect(after.folders.map(({ id }) => id)).toEqual(['g'])
    expect(after.profiles.map(({ id, folderId }) => [id, folderId])).toEqual([['a', null], ['b', 'g'], ['c', null]])
  })
})

describe('saving', () => {
  it('adds at the end, and replaces in place', () => {
    expect(ids(withProfile(book('a', 'b'), profile('c')))).toBe('abc')
    expect(withProfile(book('a', 'b'), { ...profile('a'), name: 'new' }).profiles.map(({ name }) => name)).toEqual(['new', 'b'])
    expect(withFolder(book(), { ...folder('f'), collapsed: true }).folders.map(({ collapsed }) => collapsed)).toEqual([true, false])
    expect(withFolder(book(), folder('h')).folders).toHaveLength(3)
  })

  it('refuses a folder that is gone', () => {
    expect(() => withProfile(book('a'), profile('b', 'x'))).toThrow(refusal('not-found'))
  })

  it('refuses more than it keeps', () => {
    const full = { folders: [], profiles: Array.from({ length: limits.profiles }, (_, index) => profile(`p${index}`)) }
    expect(() => withProfile(full, profile('one-more'))).toThrow(refusal('too-many'))
    expect(() => withCopy(full, 'p0', 'copy')).toThrow(refusal('too-many'))
    expect(withProfile(full, { ...profile('p1'), name: 'changed' }).profiles).toHaveLength(limits.profiles)
  })
})

describe('duplicating', () => {
  const namesAfter = (from: ProfileBook, ...of: string[]) => of.reduce((now, id, index) => withCopy(now, id, `n${index}`), from).profiles.map(({ name }) => name)

  it('puts the copy right after the original, under a name of its own', () => {
    expect(namesAfter(book('a', 'b'), 'a')).toEqual(['a', 'a copy', 'b'])
    expect(namesAfter(book('a'), 'a', 'a', 'n0')).toEqual(['a', 'a copy 2', 'a copy', 'a copy 3'])
  })

  it('copies everything else, and shares nothing', () => {
    const before = book('a')
    const [original, copy] = withCopy(before, 'a', 'n').profiles
    expect(copy).toEqual({ ...original, id: 'n', name: 'a copy' })
    expect(copy?.options).not.toBe(original?.options)
  })

  it('cuts a name that is too long, but no character in two', () => {
    const long = { ...book(), profiles: [{ ...profile('a'), name: `x${'🦦'.repeat(59)}` }] }
    const name = namesAfter(long, 'a')[1] ?? ''
    expect(name.length).toBeLessThanOrEqual(limits.nameLength)
    expect(name.endsWith('🦦 copy')).toBe(true)
  })

  it('refuses a profile that is gone', () => {
    expect(() => withCopy(book('a'), 'x', 'n')).toThrow(refusal('not-found'))
  })
})

describe('tidying', () => {
  it('gives every profile an id of its own and a folder that exists, as a file edited by hand may not', () => {
    const messy: ProfileBook = { folders: [folder('f'), folder('f')], profiles: [profile('a', 'f'), profile('a', 'x'), profile('b')] }
    const tidy = tidied(messy, () => 'n')
    expect(tidy.folders).toHaveLength(1)
    expect(tidy.profiles.map(({ id, folderId }) => [id, folderId])).toEqual([['a', 'f'], ['n', null], ['b', null]])
  })
})
