import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  tidiedMessages, withMessage, withMessageFolder, withMovedMessageFolder, withMovedMessages, withoutMessageFolder, withoutMessages, withRestoredMessages,
} from '../../../main/store/message-book'
import { limits } from '../../../shared/limits'
import type { MessageBook, SavedMessage } from '../../../shared/saved-message'

const folder = (id: string) => ({ id, name: id, collapsed: false })
const message = (id: string, about: Partial<SavedMessage> = {}): SavedMessage => ({ id, name: id, format: 'text', text: id, folderId: null, profileId: null, shortcut: null, ...about })
const book = (...ids: string[]): MessageBook => ({ folders: [folder('f'), folder('g')], messages: ids.map((id) => message(id)) })
const ids = ({ messages }: MessageBook) => messages.map(({ id }) => id).join('')
const refusal = (code: string): Error => expect.objectContaining({ code }) as Error

const letters = 'abcdefghijkl'.split('')
const someBook = fc.uniqueArray(fc.constantFrom(...letters), { minLength: 1 }).chain((present) =>
  fc.record({
    before: fc.array(fc.constantFrom('f', 'g', null), { minLength: present.length, maxLength: present.length }).map((folders): MessageBook => ({
      folders: ['f', 'g'].map(folder),
      messages: present.map((id, index) => message(id, { folderId: folders[index] ?? null, shortcut: index === 0 ? 'F5' : null })),
    })),
    chosen: fc.subarray(present),
    beforeId: fc.option(fc.constantFrom(...present)),
    folderId: fc.constantFrom('f', 'g', null),
  }),
)

describe('saving', () => {
  it('replaces a message where it stands, or adds it at the end', () => {
    expect(ids(withMessage(book('a', 'b'), message('c')))).toBe('abc')
    const changed = withMessage(book('a', 'b'), message('a', { text: 'new', folderId: 'f' }))
    expect(changed.messages.map(({ text, folderId }) => [text, folderId])).toEqual([['new', 'f'], ['b', null]])
  })

  it('gives a shortcut to the one that it was given last', () => {
    const first = withMessage(book('a', 'b'), message('a', { shortcut: 'F5' }))
    expect(withMessage(first, message('b', { shortcut: 'F5' })).messages.map(({ shortcut }) => shortcut)).toEqual([null, 'F5'])
    expect(withMessage(first, message('a', { shortcut: 'F5', text: 'x' })).messages[0]).toMatchObject({ shortcut: 'F5', text: 'x' })
  })

  it('refuses an unknown folder, and more than there is room for', () => {
    expect(() => withMessage(book(), message('a', { folderId: 'x' }))).toThrow(refusal('not-found'))
    const full: MessageBook = { folders: [], messages: Array.from({ length: limits.savedMessages }, (_, i) => message(`m${i}`)) }
    expect(() => withMessage(full, message('more'))).toThrow(refusal('too-many'))
    expect(() => withMessage(full, message('m0', { text: 'other' }))).not.toThrow()
    const folders: MessageBook = { folders: Array.from({ length: limits.messageFolders }, (_, i) => folder(`f${i}`)), messages: [] }
    expect(() => withMessageFolder(folders, folder('more'))).toThrow(refusal('too-many'))
    const long = Array.from({ length: 8 }, (_, i) => message(`l${i}`, { text: 'x'.repeat(limits.savedMessageCharacters) }))
    expect(() => withMessage({ folders: [], messages: long }, message('x'))).toThrow(refusal('too-many'))
  })
})

describe('moving', () => {
  it('keeps every message, the order of those that stay, and the moved ones together before their place', () => {
    fc.assert(
      fc.property(someBook, ({ before, chosen, beforeId, folderId }) => {
        const after = withMovedMessages(before, chosen, { folderId, beforeId })
        const moving = new Set(chosen)
        const order = (of: MessageBook, want: boolean) => of.messages.map(({ id }) => id).filter((id) => moving.has(id) === want)
        expect(order(after, true)).toEqual(order(before, true))
        expect(order(after, false)).toEqual(order(before, false))
        expect(ids(after)).toContain(order(before, true).join(''))
        const folderBefore = new Map(before.messages.map((one) => [one.id, one.folderId]))
        for (const one of after.messages) expect(one.folderId).toBe(moving.has(one.id) ? folderId : folderBefore.get(one.id))
        if (beforeId !== null && !moving.has(beforeId) && chosen.length > 0) expect(ids(after)).toContain(`${order(before, true).join('')}${beforeId}`)
      }),
    )
  })

  it.each([
    ['message', ['a', 'x'], { folderId: null, beforeId: null }],
    ['folder', ['a'], { folderId: 'x', beforeId: null }],
    ['place', ['a'], { folderId: null, beforeId: 'x' }],
  ])('refuses a %s that is gone', (_, moving, place) => {
    expect(() => withMovedMessages(book('a', 'b'), moving, place)).toThrow(refusal('not-found'))
  })

  it('moves a folder before another or to the end', () => {
    const names = (of: MessageBook) => of.folders.map(({ id }) => id).join('')
    expect(names(withMovedMessageFolder(book(), 'g', 'f'))).toBe('gf')
    expect(names(withMovedMessageFolder(book(), 'f', null))).toBe('gf')
    expect(() => withMovedMessageFolder(book(), 'x', null)).toThrow(refusal('not-found'))
  })
})

describe('removing and restoring', () => {
  it('undoes a removal exactly', () => {
    fc.assert(
      fc.property(someBook, ({ before, chosen }) => {
        const { book: after, removed } = withoutMessages(before, chosen)
        expect(after.messages.some(({ id }) => chosen.includes(id))).toBe(false)
        expect(withRestoredMessages(after, removed.toReversed())).toEqual(before)
      }),
    )
  })

  it('restores whatever happened since: every message once, in a folder that exists', () => {
    fc.assert(
      fc.property(someBook, fc.subarray(letters), ({ before, chosen, folderId }, gone) => {
        const { book: after, removed } = withoutMessages(before, chosen)
        const changed = withoutMessages(withoutMessageFolder(after, folderId ?? 'f'), gone).book
        const restored = withRestoredMessages(withRestoredMessages(changed, removed), removed)
        expect(new Set(restored.messages.map(({ id }) => id)).size).toBe(restored.messages.length)
        expect(restored.messages).toHaveLength(changed.messages.length + removed.length)
        for (const one of restored.messages) expect(one.folderId === null || restored.folders.some(({ id }) => id === one.folderId)).toBe(true)
      }),
    )
  })

  it('does not take a shortcut back that was given to another since', () => {
    const { book: after, removed } = withoutMessages(withMessage(book('a', 'b'), message('b', { shortcut: 'F5' })), ['b'])
    const given = withMessage(after, message('a', { shortcut: 'F5' }))
    expect(withRestoredMessages(given, removed).messages.map(({ shortcut }) => shortcut)).toEqual(['F5', null])
  })

  it('keeps the messages of a removed folder where they are, outside of it', () => {
    const before: MessageBook = { ...book(), messages: [message('a', { folderId: 'f' }), message('b', { folderId: 'g' }), message('c', { folderId: 'f' })] }
    const after = withoutMessageFolder(before, 'f')
    expect(after.messages.map(({ id, folderId }) => [id, folderId])).toEqual([['a', null], ['b', 'g'], ['c', null]])
  })
})

describe('a book from elsewhere', () => {
  it('has every id once, known folders only, and every shortcut once', () => {
    const foreign: MessageBook = { folders: [folder('f'), { ...folder('f'), name: 'again' }], messages: [message('a', { folderId: 'x', shortcut: 'F5' }), message('a', { folderId: 'f', shortcut: 'F5' })] }
    expect(tidiedMessages(foreign, () => 'new')).toEqual({
      folders: [{ ...folder('f'), name: 'again' }],
      messages: [message('a', { shortcut: 'F5' }), message('a', { id: 'new', folderId: 'f' })],
    })
  })
})
