import { execFileSync } from 'node:child_process'
import { closeSync, copyFileSync, cpSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { chunkKinds, headerBytes, writeHeader } from '../../../../main/log/format/chunk'
import { makeTrailer, metaChunk, type SegmentIndex } from '../../../../main/log/format/meta'
import { openCapture } from '../../../../main/log/read/open'
import { AppError } from '../../../../shared/errors'
import { tempDir } from '../../../support/disk'
import { seeded } from '../../../support/random'
import { entriesOf, type ReadEntry } from '../record/reading'
import { recorderAt } from '../record/recorders'

interface Recorded {
  folder: string
  entries: ReadEntry[]
}

/** Segments of about 2 KiB; 9 messages with lengths from 0 to 400 bytes in each. */
async function recorded(messages: number): Promise<Recorded> {
  const recorder = recorderAt(tempDir(), { blockBytes: 512, segmentBytes: 2_048 })
  for (let i = 0; i < messages; i += 1) recorder.append(`socket ${i % 5}`, 'in', 'text', Buffer.from(`${i} `.repeat((i * 7) % 80)))
  await recorder.close()
  const { folder } = recorder.capture
  return { folder, entries: entriesOf(folder) }
}

/** What can be read: entries up to the first error, and the words of it. */
function readable(folder: string): { entries: ReadEntry[]; words: string } {
  const contents = openCapture(folder)
  const entries: ReadEntry[] = []
  for (const run of contents.runs) {
    try {
      entries.push(...entriesOf(folder, { ...contents, runs: [run] }))
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'capture-damaged') throw error
      return { entries, words: error.message }
    }
  }
  return { entries, words: contents.damage }
}

const segmentFiles = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.seg')).sort()

/** As text, since a comparison of thousands of objects would take minutes. */
const told = ({ payload, name, ...rest }: ReadEntry) => `${Object.values(rest).join(' ')} ${payload.toString('latin1')}`
const named = (entry: ReadEntry) => `${entry.name} ${told(entry)}`

test('an entry is never wrong, wherever its capture was cut off', { timeout: 60_000 }, async () => {
  const { folder, entries } = await recorded(20)
  const last = join(folder, segmentFiles(folder).at(-1) ?? '')
  for (let length = statSync(last).size - 1; length >= 0; length -= 1) {
    truncateSync(last, length)
    const { entries: found } = readable(folder)
    expect(found.map(named).join()).toBe(entries.slice(0, found.length).map(named).join())
  }
  expect(readable(folder).entries.length).toBeLessThan(entries.length)
})

test('an entry is never wrong, whichever byte of its file was changed', { timeout: 120_000 }, async () => {
  const { folder, entries } = await recorded(12)
  const random = seeded(11)
  const files = segmentFiles(folder).map((name) => ({ file: join(folder, name), bytes: readFileSync(join(folder, name)) }))
  let noticed = 0
  for (let round = 0; round < 10_000; round += 1) {
    const { file, bytes } = files[round % files.length] ?? { file: '', bytes: Buffer.alloc(0) }
    const at = Math.floor(random() * bytes.length)
    const fd = openSync(file, 'r+')
    writeSync(fd, Buffer.of((bytes[at] ?? 0) ^ (1 + Math.floor(random() * 255))), 0, 1, at)
    const { entries: found, words } = readable(folder)
    writeSync(fd, bytes, at, 1, at)
    closeSync(fd)
    const there = new Set(found.map(({ seq }) => seq))
    const same = entries.filter(({ seq }) => there.has(seq))
    // A changed table of sources may cost a name, but not without a word.
    const as = words === '' ? named : told
    if (found.map(as).join() !== same.map(as).join()) throw new Error(`Byte ${at} of ${file}: other entries than were written`)
    if (found.length === entries.length) continue
    noticed += 1
    expect(words).toMatch(/\d{6}\.seg/)
  }
  expect(noticed).toBeGreaterThan(1_000)
})

test('a segment that was not ended is walked: a torn end is what a crash leaves, a changed byte is damage', async () => {
  const { folder, entries } = await recorded(40)
  const last = join(folder, segmentFiles(folder).at(-1) ?? '')
  const { runs } = openCapture(folder)
  const newest = runs.at(-1)
  for (const torn of [1, (newest?.bytes ?? 0) - 65, (newest?.bytes ?? 0) - 1]) {
    truncateSync(last, (newest?.offset ?? 0) + (newest?.bytes ?? 0) - torn)
    const contents = openCapture(folder)
    expect(contents.kept).toBeLessThan(entries.length)
    expect(entriesOf(folder, contents)).toEqual(entries.slice(0, contents.kept))
    expect(contents.damage).toBe('')
  }
  writeFileSync(last, Buffer.alloc(200, 1), { flag: 'a' })
  expect(openCapture(folder).damage).toMatch(/^\d{6}\.seg is damaged at byte \d+ or was not finished: its last 201 bytes can't be used$/)
})

test('a torn end that is not the capture\'s own end is told with what it costs', async () => {
  const { folder, entries } = await recorded(40)
  const { runs } = openCapture(folder)
  const run = runs.findLast(({ segment }) => segment === 2)
  truncateSync(join(folder, '000002.seg'), (run?.offset ?? 0) + (run?.bytes ?? 0) - 1)
  const { kept, damage } = openCapture(folder)
  expect(kept).toBeLessThan(entries.length)
  expect(damage).toMatch(new RegExp(`^000002.seg is damaged at byte \\d+ .*: ${entries.length - kept} entr(y|ies) can't be read$`))
})

test('damaged trailers cost nothing, as the chunks are still there', async () => {
  const { folder, entries } = await recorded(40)
  for (const name of segmentFiles(folder)) {
    const fd = openSync(join(folder, name), 'r+')
    writeSync(fd, Buffer.from('?'), 0, 1, statSync(join(folder, name)).size - 3)
    closeSync(fd)
  }
  expect(openCapture(folder)).toMatchObject({ kept: entries.length, damage: '' })
})

test('a segment that is missing is a gap, told with what it costs', async () => {
  const { folder, entries } = await recorded(40)
  rmSync(join(folder, '000002.seg'))
  const contents = openCapture(folder)
  const found = entriesOf(folder, contents)
  expect(found.length).toBeLessThan(entries.length)
  expect(contents).toMatchObject({ kept: found.length, dropped: entries.length - found.length, head: entries.length })
  expect(contents.damage).toBe(`000002.seg is missing: ${entries.length - found.length} entries can't be read`)
})

test('the first segments are gone without a word, as retention lets go of them', async () => {
  const { folder, entries } = await recorded(40)
  rmSync(join(folder, '000001.seg'))
  const contents = openCapture(folder)
  expect(contents.damage).toBe('')
  expect(contents.kept + contents.dropped).toBe(entries.length)
  expect(entriesOf(folder, contents).map(({ name }) => name)).toEqual(entries.slice(-contents.kept).map(({ name }) => name))
})

test('a segment in the wrong place is left out', async () => {
  const { folder } = await recorded(40)
  copyFileSync(join(folder, '000001.seg'), join(folder, '000099.seg'))
  expect(openCapture(folder).damage).toMatch(/^000099.seg does not belong here: its entries come before those of \d{6}\.seg$/)
})

test('a folder that was copied under another name is a capture of that name', async () => {
  const { folder, entries } = await recorded(5)
  const copy = join(tempDir(), 'copy')
  cpSync(folder, copy, { recursive: true })
  expect(openCapture(copy)).toMatchObject({ manifest: { id: 'copy' }, kept: entries.length })
})

test.each([
  ['no manifest', null, "This folder holds no capture: capture.json can't be read"],
  ['half a manifest', '{"version":1,"id"', 'This capture is damaged: capture.json is not as Sockdeck wrote it'],
  ['a manifest of something else', '{"version":1}', 'This capture is damaged: capture.json is not as Sockdeck wrote it'],
  ['a manifest from the end of time', '{"version":1,"id":"x","name":"","startedAt":1e400,"imported":false}', 'This capture is damaged: capture.json is not as Sockdeck wrote it'],
  ['a manifest of a megabyte', `{"version":1,"id":"x","name":"","startedAt":1,"imported":false}${' '.repeat(1e6)}`, 'This capture is damaged: capture.json is not as Sockdeck wrote it'],
  ['a manifest of a later version', '{"version":2,"more":[]}', 'This capture was made by a newer Sockdeck: use that one to open it'],
])('%s is refused in words', (_what, text, words) => {
  const folder = tempDir()
  if (text !== null) writeFileSync(join(folder, 'capture.json'), text)
  expect(() => openCapture(folder)).toThrow(new AppError('capture-damaged', words))
})

test('a capture without a single entry opens empty', () => {
  const folder = join(tempDir(), 'empty')
  mkdirSync(folder)
  writeFileSync(join(folder, 'capture.json'), JSON.stringify({ version: 1, id: 'x', name: 'Nothing', startedAt: 7, imported: false }))
  expect(openCapture(folder)).toMatchObject({ runs: [], kept: 0, head: 0, startedAt: 7, endedAt: 7, damage: '' })
  renameSync(folder, `${folder}2`)
  expect(() => openCapture(folder)).toThrow(AppError)
})

const withIndex = (folder: string, index: SegmentIndex, at = 0) => {
  mkdirSync(folder)
  writeFileSync(join(folder, 'capture.json'), JSON.stringify({ version: 1, id: 'x', name: '', startedAt: 7, imported: false }))
  const place = { firstSeq: 1, offset: 4_096, missed: 0 }
  writeFileSync(join(folder, '000001.seg'), Buffer.concat([Buffer.alloc(4_096), metaChunk(chunkKinds.index, index, place), makeTrailer(4_096 + at)]))
}

test.each<[string, Partial<SegmentIndex>, number]>([
  ['more entries than its bytes have room for', { runs: [[0, 4_096, 1, 2 ** 50]] }, 0],
  ['entries without a byte', { runs: [[0, 0, 1, 1_000]] }, 0],
  ['runs that reach beyond it', { runs: [[0, 2 ** 40, 1, 1]] }, 0],
  ['one table a million times', { tables: [0, 0] }, 0],
  ['a place before the file', {}, -1e6],
  ['a place between two bytes', {}, 0.5],
])('an index that promises %s is not believed', (_what, index, at) => {
  const folder = join(tempDir(), 'made')
  withIndex(folder, { runs: [], tables: [], payloadBytes: 0, endedAt: 0, ...index }, at)
  expect(openCapture(folder)).toMatchObject({ runs: [], kept: 0, head: 0 })
})

test.each([
  ['rows', { rows: 2 ** 31 }],
  ['payload', { payloadBytes: 2 ** 32 - 1 }],
  ['a first seq', { firstSeq: NaN }],
  ['missed entries', { missed: -1 }],
])('a chunk that claims impossible %s is none, however large its file', (_what, about) => {
  const folder = join(tempDir(), 'made')
  withIndex(folder, { runs: [], tables: [], payloadBytes: 0, endedAt: 0 })
  const header = Buffer.alloc(headerBytes)
  writeHeader(header, { kind: chunkKinds.entries, rows: 1, payloadBytes: 0, firstSeq: 1, offset: 0, missed: 0, bodyCrc: 0, ...about })
  const file = join(folder, '000001.seg')
  writeFileSync(file, header)
  truncateSync(file, 2 ** 38) // takes no room on the disk
  expect(openCapture(folder)).toMatchObject({ runs: [], kept: 0, missed: 0, damage: expect.stringContaining('000001.seg is damaged at byte 0') as string })
})

test.skipIf(process.platform === 'win32')('links and pipes in place of its files are not followed', async () => {
  const { folder } = await recorded(5)
  const segment = join(folder, '000001.seg')
  renameSync(segment, join(folder, 'elsewhere'))
  symlinkSync(join(folder, 'elsewhere'), segment)
  expect(openCapture(folder)).toMatchObject({ kept: 0, damage: expect.stringMatching(/^000001.seg of this capture can't be read/) as string })
  rmSync(segment)
  execFileSync('mkfifo', [segment])
  expect(openCapture(folder).kept).toBe(0)
  const manifest = join(folder, 'capture.json')
  rmSync(manifest)
  execFileSync('mkfifo', [manifest])
  expect(() => openCapture(folder)).toThrow(AppError)
})
