import * as v from 'valibot'
import { expect, it } from 'vitest'
import { bookSchema } from '../../../shared/profile'
import { seedBook } from '../../../main/store/seed'

it('is a valid book of three profiles in one folder, all on the hub', () => {
  const book = seedBook(4321)
  expect(v.parse(bookSchema, book)).toEqual(book)
  expect(book.profiles.map(({ url }) => url)).toEqual(['ws://127.0.0.1:4321/room/lobby', 'ws://127.0.0.1:4321/room/lobby', 'ws://127.0.0.1:4321/echo'])
  expect(new Set(book.profiles.map(({ color }) => color)).size).toBe(3)
  expect(book.profiles.every(({ folderId }) => folderId === book.folders[0]?.id)).toBe(true)
})
