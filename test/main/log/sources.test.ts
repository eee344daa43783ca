import { expect, test } from 'vitest'
import { Sources } from '../../../main/log/sources'
import { captureSource, type EntrySource } from '../../../shared/entry'

const source = (connectionId: string, name: string): EntrySource => ({ connectionId, name, color: 'teal', url: 'ws://x' })

test('a connection keeps its slot, and a later name counts for all its rows', () => {
  const sources = new Sources()
  expect(sources.register(source('a', 'Alpha'))).toBe(1)
  expect(sources.slotOf('b')).toBe(2)
  expect(sources.register(source('a', 'Beta'))).toBe(1)
  expect(sources.all()).toEqual([captureSource, source('a', 'Beta'), { connectionId: 'b', name: 'b', color: 'slate', url: '' }])
  expect([sources.has('a'), sources.has('c')]).toEqual([true, false])
})

test('marks belong to the capture itself', () => {
  expect(new Sources().slotOf(captureSource.connectionId)).toBe(0)
})

test('slots that a damaged capture has lost are unknown sockets', () => {
  const sources = new Sources()
  sources.put(3, source('d', 'Delta'))
  expect([1, 2, 3, 4].map((slot) => sources.at(slot).name)).toEqual(['Unknown socket', 'Unknown socket', 'Delta', 'Unknown socket'])
  expect(sources.slotOf('d')).toBe(3)
})
