import { afterEach, expect, it } from 'vitest'
import { exportedWords, folderNameFor, foundWords, takenWords } from '../../../renderer/format/exchange'
import { followLanguage } from '../../../shared/words/words'

afterEach(() => followLanguage(() => 'en'))

it.each([
  ['curl', 0, 'No connection in a curl command'],
  ['har', 1, '1 connection in a HAR file'],
  ['postman', 1_204, '1,204 connections in a Postman collection'],
] as const)('says what was found in %s', (format, count, words) => {
  const connections = Array.from({ length: count }, () => ({ name: '', url: '', summary: [], left: [] }))
  expect(foundWords({ format, connections, variables: [], left: [] })).toBe(words)
})

it.each([
  ['/home/me/My API.postman_collection.json', 'My API'],
  ['C:\\exports\\chat.har', 'chat'],
  ['chat', 'chat'],
  ['.json', 'Postman'],
  [null, 'Postman'],
])('names a folder after the file %j', (file, name) => {
  expect(folderNameFor('postman', file)).toBe(name)
})

it('counts what was added and what did not fit', () => {
  expect([takenWords(1, 0), takenWords(3, 1), takenWords(0, 2)]).toEqual(['1 profile added', '3 profiles added; 1 did not fit and was left out', '0 profiles added; 2 did not fit and were left out'])
})

it('says when secrets were left out of an export', () => {
  expect([exportedWords(2, 0), exportedWords(1, 3)]).toEqual(['2 profiles exported', '1 profile exported, 3 secrets left out'])
})

it('says both parts of a toast in the language that is set', () => {
  followLanguage(() => 'zh-CN')
  expect([takenWords(3, 1), exportedWords(1, 3)]).toEqual(['已添加 3 个配置；1 个因超出限制未导入', '已导出 1 个配置，未包含 3 个机密'])
})
