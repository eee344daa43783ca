import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { messageRows, type MessageRow } from '../../../renderer/state/message-rows'
import type { MessageBook, SavedMessage } from '../../../shared/saved-message'

const message = (id: string, about: Partial<SavedMessage> = {}): SavedMessage => ({ id, name: `Message ${id}`, format: 'text', text: `text of ${id}`, folderId: null, profileId: null, shortcut: null, ...about })
const folder = (id: string, collapsed = false) => ({ id, name: `Folder ${id}`, collapsed })
const all = { query: '', profileIds: null }
const ids = (rows: readonly MessageRow[]) => rows.map(({ id }) => id)

const books = fc
  .record({ folders: fc.uniqueArray(fc.constantFrom('f1', 'f2', 'f3')), homes: fc.array(fc.constantFrom('f1', 'f2', 'f3', 'gone', null), { maxLength: 12 }), folded: fc.boolean() })
  .map(({ folders, homes, folded }): MessageBook => ({ folders: folders.map((id) => folder(id, folded)), messages: homes.map((folderId, index) => message(`m${index}`, { folderId })) }))

describe('the tree of saved messages', () => {
  it('shows folders with their messages, then those outside of any', () => {
    const book = { folders: [folder('f')], messages: [message('a'), message('b', { folderId: 'f' })] }
    expect(ids(messageRows(book, all))).toEqual(['f', 'b', 'a'])
  })

  it('shows each message once when nothing is folded, wherever its folder is', () => {
    fc.assert(
      fc.property(books, (book) => {
        const open = { ...book, folders: book.folders.map((each) => ({ ...each, collapsed: false })) }
        const shown = messageRows(open, all).filter(({ kind }) => kind === 'message')
        expect(ids(shown).sort()).toEqual(book.messages.map(({ id }) => id).sort())
      }),
    )
  })

  it('says of each line which of how many siblings it is', () => {
    fc.assert(
      fc.property(books, (book) => {
        const tops = messageRows(book, all).filter(({ level }) => level === 1)
        expect(tops.map(({ place, of }) => [place, of])).toEqual(tops.map((_, index) => [index + 1, tops.length]))
      }),
    )
  })

  it('finds by name and by text, and opens the folders of what it finds', () => {
    const book = { folders: [folder('f', true)], messages: [message('a', { folderId: 'f', text: 'ping pong' }), message('b')] }
    expect(ids(messageRows(book, { query: 'pong', profileIds: null }))).toEqual(['f', 'a'])
    expect(ids(messageRows(book, { query: 'message b', profileIds: null }))).toEqual(['b'])
    expect(ids(messageRows(book, { query: 'folder f', profileIds: null }))).toEqual(['f', 'a'])
  })

  it('leaves out the messages of other profiles, never those for all', () => {
    const book = { folders: [], messages: [message('mine', { profileId: 'p' }), message('theirs', { profileId: 'q' }), message('all')] }
    expect(ids(messageRows(book, { query: '', profileIds: new Set(['p']) }))).toEqual(['mine', 'all'])
  })
})
