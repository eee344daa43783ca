import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Captures } from '../../../main/log/captures'
import { openCapture, summarize } from '../../../main/log/read/open'
import type { Recorder } from '../../../main/log/record/recorder'
import { tempDir } from '../../support/disk'
import { recorderAt } from './record/recorders'

/** Two captures that were ended, of 2 and 1 entries, and a live one with 1. */
async function threeCaptures(): Promise<{ root: string; recorder: Recorder; ids: string[] }> {
  const root = tempDir()
  const recorder = recorderAt(root)
  const ids: string[] = []
  for (const entries of [2, 1, 1]) {
    if (ids.length > 0) await recorder.begin()
    ids.push(recorder.capture.id)
    for (let i = 0; i < entries; i += 1) recorder.append(`socket ${i}`, 'in', 'text', Buffer.from('x'))
  }
  await recorder.flush()
  return { root, recorder, ids }
}

test('lists the live capture first and then the newest, with what is in them', async () => {
  const { root, recorder, ids } = await threeCaptures()
  const { captures, diskBytes } = await new Captures(root).list(recorder.capture)
  expect(captures.map(({ id, live, entries, sockets, damage }) => ({ id, live, entries, sockets, damage }))).toEqual([
    { id: ids[2], live: true, entries: 1, sockets: 1, damage: '' },
    { id: ids[1], live: false, entries: 1, sockets: 1, damage: '' },
    { id: ids[0], live: false, entries: 2, sockets: 2, damage: '' },
  ])
  expect(diskBytes).toBe(captures.reduce((sum, capture) => sum + capture.diskBytes, 0))
  for (const { startedAt, endedAt } of captures) expect(endedAt).toBeGreaterThanOrEqual(startedAt)
})

test('opens a folder once for many lists, and again when it has changed', async () => {
  const { root, recorder, ids } = await threeCaptures()
  const opened: string[] = []
  const captures = new Captures(root, (folder) => {
    opened.push(folder)
    return Promise.resolve(summarize(folder))
  })
  await captures.list(recorder.capture)
  await captures.list(recorder.capture)
  expect(opened.length).toBe(2)
  await captures.rename(ids[0] ?? '', 'Mine')
  const { captures: found } = await captures.list(recorder.capture)
  expect(found.map(({ name }) => name)).toEqual(['', '', 'Mine'])
  expect(opened.length).toBe(3)
})

test('the live capture can be renamed, and keeps its name', async () => {
  const { root, recorder, ids } = await threeCaptures()
  const captures = new Captures(root)
  await captures.rename(ids[2] ?? '', 'Now')
  expect((await captures.list(recorder.capture)).captures[0]).toMatchObject({ name: 'Now', live: true })
  await recorder.close()
  expect(openCapture(captures.folderOf(ids[2] ?? '')).manifest.name).toBe('Now')
})

test('a folder that can not be opened is in the list with what is wrong', async () => {
  const { root, recorder, ids } = await threeCaptures()
  writeFileSync(join(root, ids[0] ?? '', 'capture.json'), '{')
  const { captures } = await new Captures(root).list(recorder.capture)
  expect(captures.find(({ id }) => id === ids[0])).toMatchObject({ entries: 0, damage: 'This capture is damaged: capture.json is not as Sockdeck wrote it' })
})

test('removes captures for good, but nothing outside', async () => {
  const { root, ids } = await threeCaptures()
  const captures = new Captures(root)
  await captures.remove(ids[0] ?? '')
  expect(readdirSync(root).sort()).toEqual(ids.slice(1).sort())
  await expect(captures.remove(ids[0] ?? '')).rejects.toMatchObject({ code: 'not-found' })
  await expect(captures.rename(ids[0] ?? '', 'x')).rejects.toMatchObject({ code: 'not-found' })
  for (const id of ['..', '.', '', 'a/../..', '.importing-a']) await expect(captures.remove(id)).rejects.toMatchObject({ code: 'not-found' })
  expect(existsSync(root)).toBe(true)
})

test('sweeps away interrupted imports and captures in which nothing happened', async () => {
  const { root, ids, recorder } = await threeCaptures()
  const make = (name: string, ...files: string[]) => {
    mkdirSync(join(root, name))
    for (const file of files) writeFileSync(join(root, name, file), JSON.stringify({ version: 1, id: name, name: '', startedAt: 1, imported: false }))
  }
  make('.importing-abc', 'capture.json', '000001.seg')
  make('unborn')
  make('started', 'capture.json')
  make('torn-start', 'capture.json.new')
  make('torn', 'capture.json', '000001.seg')
  make('foreign', 'notes.txt')
  writeFileSync(join(root, 'a-file'), '')
  await new Captures(root).sweep(recorder.capture.id)
  expect(readdirSync(root).sort()).toEqual([...ids, 'torn', 'foreign', 'a-file'].sort())
})

test('tells of one capture without a look at the others', async () => {
  const { root, ids, recorder } = await threeCaptures()
  const opened: string[] = []
  const captures = new Captures(root, (folder) => {
    opened.push(folder)
    return Promise.resolve(summarize(folder))
  })
  expect(await captures.info(ids[2] ?? '', recorder.capture)).toMatchObject({ live: true, entries: 1 })
  expect(await captures.info(ids[0] ?? '', recorder.capture)).toMatchObject({ live: false, entries: 2 })
  expect(opened).toEqual([join(root, ids[0] ?? '')])
  for (const id of ['none', '..', '.importing-a']) await expect(captures.info(id, recorder.capture)).rejects.toMatchObject({ code: 'not-found' })
})

test.skipIf(process.platform === 'win32')('links among the captures are neither followed nor written through, and hide nothing', async () => {
  const { root, ids, recorder } = await threeCaptures()
  const outside = join(tempDir(), 'outside')
  writeFileSync(outside, 'mine')
  symlinkSync(join(root, ids[0] ?? ''), join(root, 'link'))
  symlinkSync(outside, join(root, ids[0] ?? '', 'capture.json.new'))
  mkdirSync(join(root, 'loop'))
  symlinkSync(join(root, 'loop', 'capture.json'), join(root, 'loop', 'capture.json'))
  symlinkSync(join(root, 'loop', '000001.seg'), join(root, 'loop', '000001.seg'))
  const captures = new Captures(root)
  const { captures: found } = await captures.list(recorder.capture)
  expect(found.map(({ id }) => id).filter((id) => ids.includes(id))).toHaveLength(3)
  expect(found.map(({ id }) => id)).not.toContain('link')
  await expect(captures.info('link', recorder.capture)).rejects.toMatchObject({ code: 'not-found' })
  await captures.rename(ids[0] ?? '', 'Mine')
  expect(readFileSync(outside, 'utf8')).toBe('mine')
  expect((await captures.info(ids[0] ?? '', recorder.capture)).name).toBe('Mine')
})

test('a folder of captures that is not there yet is empty', async () => {
  const { recorder } = await threeCaptures()
  const captures = new Captures(join(tempDir(), 'none'))
  await captures.sweep('x')
  expect((await captures.list(recorder.capture)).captures.length).toBe(1)
})

test('an old folder without its first segments is listed with what it still has', async () => {
  const { root, recorder, ids } = await threeCaptures()
  const folder = join(root, ids[0] ?? '')
  rmSync(join(folder, '000001.seg'))
  utimesSync(join(folder, 'capture.json'), 1, 1)
  const { captures } = await new Captures(root).list(recorder.capture)
  expect(captures.find(({ id }) => id === ids[0])).toMatchObject({ entries: 0, damage: '' })
  expect(JSON.parse(readFileSync(join(folder, 'capture.json'), 'utf8'))).toMatchObject({ id: ids[0] })
})
