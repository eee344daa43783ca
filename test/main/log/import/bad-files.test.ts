import { readdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { importCapture } from '../../../../main/log/import/import'
import type { AppError } from '../../../../shared/errors'
import { limits } from '../../../../shared/limits'
import { smallDisk, tempDir } from '../../../support/disk'
import { exported, meter, row } from '../export/filled'
import { chromeHar } from './devtools'

const head = '{"sockdeck":"capture","version":1,"name":"","startedAt":"2026-11-21T21:16:33.000000Z","sources":[{"connection":"c1","name":"Echo","color":"teal","url":""}]}\n'
const good = { seq: 1, at: '2026-11-21T21:16:33.123456Z', elapsed: 1, connection: 'c1', direction: 'in', kind: 'text', text: 'a' }
const lineOf = (change: object) => `${head}${JSON.stringify(good)}\n${JSON.stringify({ ...good, ...change })}\n`
const omit = (object: object, member: string) => Object.fromEntries(Object.entries(object).filter(([name]) => name !== member))
const without = (member: string) => `${head}${JSON.stringify(omit(good, member))}`

const message = { type: 'send', time: 1795295792.5, opcode: 1, data: 'a' }
const harOf = (entry: unknown) => JSON.stringify({ log: { entries: [chromeHar.log.entries[0], entry] } })
const harWith = (change: object) => harOf({ ...chromeHar.log.entries[1], _webSocketMessages: [message, { ...message, ...change }] })
const harWithout = (member: string) => harOf({ ...chromeHar.log.entries[1], _webSocketMessages: [omit(message, member)] })
const second = 'log.entries[1]._webSocketMessages[1]'

const crowded = head.replace(/"sources":.*/, () => `"sources":${JSON.stringify(Array.from({ length: 100_001 }, (_, index) => ({ connection: `c${index}`, name: '', color: '', url: '' })))}}`)
const deep = '['.repeat(5_000_000)

const bad: [what: string, text: string | Buffer, code: string, why: string][] = [
  ['nothing', '', 'import-not-json', 'it is empty'],
  ['no JSON', 'hello', 'import-not-json', 'it is not JSON, line 1, column 1: “h” stands where a value should come'],
  ['NULs', Buffer.alloc(100), 'import-not-json', 'it is not JSON, line 1, column 1: “\u0000” stands where a value should come'],
  ['bytes that are no text', Buffer.of(0x7b, 0xff, 0x7d), 'import-not-json', 'line 1: it is not UTF-8 text'],
  ['JSON of something else', '{"log":5}', 'import-invalid', 'it is JSON, but neither a HAR nor NDJSON that Sockdeck exported'],
  ['JSON cut short', '{"log":{"entries":[\n', 'import-not-json', 'it is not JSON, line 2, column 1: it ends where a value or ] should come'],
  ['a JSON depth bomb', deep, 'import-not-json', 'line 1: it is nested deeper than 256 levels'],
  ['a HAR without entries', '{"log":{"entries":{}}}', 'import-invalid', 'log.entries is not an array'],
  ['a HAR without WebSockets', harOf(chromeHar.log.entries[0]), 'import-invalid', 'this HAR holds no WebSocket messages'],
  ['a HAR entry that is none', harOf(7), 'import-invalid', 'log.entries[1]: it is not an object'],
  ['a WebSocket without a request', harOf({ _webSocketMessages: [] }), 'import-invalid', 'log.entries[1]: request is missing'],
  ['a WebSocket without a URL', harOf({ _webSocketMessages: [], request: {} }), 'import-invalid', 'log.entries[1].request: url is missing'],
  ['a WebSocket without a time', harOf({ ...chromeHar.log.entries[1], startedDateTime: 'yesterday' }), 'import-invalid', 'log.entries[1]: startedDateTime is not a time like 2026-11-21T21:16:33.123Z'],
  ['messages that are no array', harOf({ ...chromeHar.log.entries[1], _webSocketMessages: {} }), 'import-invalid', 'log.entries[1]: _webSocketMessages is not an array'],
  ['a message that is none', harOf({ ...chromeHar.log.entries[1], _webSocketMessages: [null] }), 'import-invalid', 'log.entries[1]._webSocketMessages[0]: it is not an object'],
  ['a message without an opcode', harWithout('opcode'), 'import-invalid', 'log.entries[1]._webSocketMessages[0]: opcode is missing'],
  ['a message without a type', harWithout('type'), 'import-invalid', 'log.entries[1]._webSocketMessages[0]: type is missing'],
  ['a message without data', harWithout('data'), 'import-invalid', 'log.entries[1]._webSocketMessages[0]: data is missing'],
  ['an unknown type', harWith({ type: 'sent' }), 'import-invalid', `${second}: type is not one of send, receive, error`],
  ['an unknown opcode', harWith({ opcode: 3 }), 'import-invalid', `${second}: opcode 3 is none of 1, 2, 8, 9, 10`],
  ['a time that is a text', harWith({ time: '1' }), 'import-invalid', `${second}: time is not a number from 0 on`],
  ['a time in milliseconds', harWith({ time: 1795295792500 }), 'import-invalid', `${second}: time is not in seconds since 1970`],
  ['a huge number', harOf(chromeHar.log.entries[1]).replace('1795295792.505123', '1e999'), 'import-invalid', 'log.entries[1]._webSocketMessages[0]: time is not a number from 0 on'],
  ['data that is no text', harWith({ data: null }), 'import-invalid', `${second}: data is not a string`],
  ['binary data that is not base64', harWith({ opcode: 2, data: 'a b' }), 'import-invalid', `${second}: data is not base64`],
  ['half a surrogate pair in a HAR', harWith({ data: '\ud83e' }), 'import-invalid', `${second}: data has half of a surrogate pair, which is no text`],
  ['a capture of the future', head.replace('"version":1', '"version":7'), 'import-future-version', 'it is from a newer Sockdeck (format 7, this one reads up to 1); update Sockdeck and import it again'],
  ['a header of another thing', head.replace('"capture"', '"profiles"'), 'import-invalid', 'line 1: sockdeck is not one of capture'],
  ['a header without sources', head.replace('"sources"', '"source"'), 'import-invalid', 'line 1: sources is not an array of objects'],
  ['a source of wrong types', head.replace('"Echo"', '5'), 'import-invalid', 'line 1, sources[0]: name is not a string'],
  ['a header with too many connections', crowded, 'import-too-large', 'it has more than 100000 connections'],
  ['a header that is cut', head.slice(0, 70), 'import-not-json', 'it is not JSON, line 1, column 57: this string never ends'],
  ['a header alone', head, 'import-invalid', 'it has no entries'],
  ['a line that is cut', `${lineOf({})}{"seq":3,`, 'import-not-json', 'it is not JSON, line 4, column 10: it ends where a key in double quotes should come'],
  ['a line that is no object', `${head}[]`, 'import-invalid', 'line 2: it is not an object'],
  ['a line that is not UTF-8', Buffer.concat([Buffer.from(head), Buffer.of(0x22, 0xc3, 0x28, 0x22)]), 'import-not-json', 'line 2: it is not UTF-8 text'],
  ['a line that is too deep', `${head}${deep}`, 'import-not-json', 'line 2: it is nested deeper than 256 levels'],
  ['an entry without a time', without('at'), 'import-invalid', 'line 2: at is missing'],
  ['an entry without a connection', without('connection'), 'import-invalid', 'line 2: connection is missing'],
  ['an entry without a payload', without('text'), 'import-invalid', 'line 2: text is missing'],
  ['a time that is none', lineOf({ at: '2026-13-41T21:16:33Z' }), 'import-invalid', 'line 3: at is not a time like 2026-11-21T21:16:33.123456Z'],
  ['an elapsed time below 0', lineOf({ elapsed: -1 }), 'import-invalid', 'line 3: elapsed is not a number from 0 on'],
  ['an unknown kind', lineOf({ kind: 'frame' }), 'import-invalid', 'line 3: kind is not one of text, binary, ping, pong, close, lifecycle, mark'],
  ['an unknown direction', lineOf({ direction: 'up' }), 'import-invalid', 'line 3: direction is not one of in, out, none'],
  ['a direction that the kind does not have', lineOf({ direction: 'none' }), 'import-invalid', "line 3: direction of a text entry can't be none"],
  ['a size that is not that of the text', lineOf({ size: 2 }), 'import-invalid', 'line 3: size is 2, but there are 1 bytes'],
  ['base64 that is none', lineOf({ kind: 'binary', base64: 'AP8' }), 'import-invalid', 'line 3: base64 is not base64'],
  ['half a surrogate pair', lineOf({ text: 'a\udc00' }), 'import-invalid', 'line 3: text has half of a surrogate pair, which is no text'],
  ['a note without words', lineOf({ kind: 'lifecycle', direction: 'none', note: { event: 'open' } }), 'import-invalid', 'line 3: note has no event and words'],
  ['a life-cycle entry without a note', lineOf({ kind: 'lifecycle', direction: 'none' }), 'import-invalid', 'line 3: note is missing'],
]

it.each(bad)('says what is wrong with %s, and imports nothing', async (_what, text, code, why) => {
  const root = tempDir()
  const file = join(tempDir(), 'bad')
  writeFileSync(file, text)
  const refusal = importCapture({ kind: 'import', file, root, id: 'x', name: '' }, meter).catch((error: unknown) => error as AppError)
  expect(await refusal).toMatchObject({ code, message: `This file can't be imported: ${why}. Nothing was imported.` })
  expect(readdirSync(root)).toEqual([])
})

it('refuses an export as JSON, and says which format to take', async () => {
  const file = join(tempDir(), 'capture.json')
  writeFileSync(file, await exported([row('a')], { format: 'json' }))
  await expect(imported(file)).rejects.toMatchObject({ code: 'import-invalid', message: expect.stringContaining('it is an export as JSON; export the capture as NDJSON to import it') as string })
})

it('refuses a HAR and a line that are larger than it can read', async () => {
  const file = join(tempDir(), 'large.har')
  writeFileSync(file, '{')
  truncateSync(file, limits.harBytes + 1)
  await expect(imported(file)).rejects.toMatchObject({ code: 'import-too-large', message: "This file can't be imported: a HAR may have at most 256 MiB. Nothing was imported." })
  writeFileSync(file, head)
  truncateSync(file, limits.harBytes + 2 * 1024 * 1024)
  await expect(imported(file)).rejects.toMatchObject({ code: 'import-too-large', message: "This file can't be imported: line 2 is longer than 256 MiB. Nothing was imported." })
})

it.each([
  ['a file that is gone', () => join(tempDir(), 'gone'), 'it is not there any more'],
  ['a folder', () => tempDir(), 'it is a folder'],
])('says that %s can not be read', async (_what, file, why) => {
  await expect(imported(file())).rejects.toMatchObject({ code: 'file-unreadable', message: `This file can't be read: ${why}. Nothing was imported.` })
})

it('leaves nothing on a disk that is full', async ({ skip }) => {
  const root = smallDisk(1024)
  if (root === null) return skip('needs root to mount a small disk')
  const file = join(tempDir(), 'large.ndjson')
  writeFileSync(file, await exported(Array.from({ length: 40_000 }, (_, index) => row(`a message of some length, number ${index}`))))
  const refusal = importCapture({ kind: 'import', file, root, id: 'x', name: '' }, meter)
  await expect(refusal).rejects.toMatchObject({ code: 'file-unwritable', message: "The capture can't be written: the disk is full. Nothing was imported." })
  expect(readdirSync(root)).toEqual([])
})

const imported = (file: string) => importCapture({ kind: 'import', file, root: tempDir(), id: 'x', name: '' }, meter)
