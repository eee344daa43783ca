import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { silentLogger as logger } from '../../../main/lib/logger'
import { KeptSchedules } from '../../../main/store/schedules'
import { Messages } from '../../../main/store/messages'
import { limits } from '../../../shared/limits'
import type { Schedule } from '../../../shared/schedule'
import { FakeClock } from '../../support/clock'
import { tempDir } from '../../support/disk'

const message = { id: 'm', name: 'Hello', format: 'json', text: '{"a":1}', folderId: null, profileId: null, shortcut: null } as const
const folder = { id: 'f', name: 'Folder', collapsed: false }
const open = (dir: string, clock = new FakeClock()) => Messages.open({ dir, clock, logger })

describe('Messages', () => {
  it('has every change on disk when the call returns', () => {
    const dir = tempDir()
    const messages = open(dir)
    const heard: unknown[] = []
    messages.onChange(() => heard.push(messages.book))
    messages.saveFolder(folder)
    expect(messages.save(message)).toEqual(message)
    messages.save({ ...message, id: 'n' })
    messages.move(['n'], 'f', 'm')
    expect(open(dir).book.messages.map(({ id, folderId }) => [id, folderId])).toEqual([['n', 'f'], ['m', null]])
    const removed = messages.remove(['n', 'gone'])
    expect(open(dir).book.messages).toEqual([message])
    messages.restore(removed)
    messages.removeFolder('f')
    expect(open(dir).book).toEqual({ folders: [], messages: [{ ...message, id: 'n' }, message] })
    expect(heard).toHaveLength(7)
  })

  it('writes folding down with the next change, or at the end', () => {
    const dir = tempDir()
    const messages = open(dir)
    messages.saveFolder(folder)
    messages.saveFolder({ ...folder, collapsed: true })
    expect(messages.book.folders).toEqual([{ ...folder, collapsed: true }])
    expect(open(dir).book.folders).toEqual([folder])
    messages.flush()
    expect(open(dir).book.folders).toEqual([{ ...folder, collapsed: true }])
  })

  it('comes back from a copy, or empty, and says so, when its file is damaged', () => {
    const dir = tempDir()
    const messages = open(dir)
    messages.save(message)
    messages.save({ ...message, id: 'n' })
    writeFileSync(join(dir, 'messages.json'), '{')
    const again = open(dir)
    expect(again.book.messages).toEqual([message])
    expect(again.recovered?.title).toContain('Saved messages')
    const bad = tempDir()
    writeFileSync(join(bad, 'messages.json'), '{')
    expect(open(bad)).toMatchObject({ recovered: { title: 'Saved messages could not be read' }, book: { messages: [] } })
  })
})

describe('KeptSchedules', () => {
  const schedule: Schedule = { id: 's', name: 'Beat', message: { format: 'text', text: 'x' }, target: { kind: 'all' }, timing: { kind: 'every', ms: limits.scheduleMinMs }, times: null }
  const openKept = (dir: string) => KeptSchedules.open({ dir, clock: new FakeClock(), logger })

  it('keeps what it is given, and lets go of what can not outlive the app', () => {
    const dir = tempDir()
    const aimed: Schedule = { ...schedule, id: 't', target: { kind: 'connections', ids: ['c1'] } }
    openKept(dir).save([schedule])
    expect(openKept(dir).value).toEqual([schedule])
    writeFileSync(join(dir, 'schedules.json'), JSON.stringify({ version: 1, data: { schedules: [schedule, aimed, { ...schedule, name: 'Again' }] } }))
    expect(openKept(dir)).toMatchObject({ recovered: null, value: [{ ...schedule, name: 'Again' }] })
  })

  it('starts empty and says so when its file is damaged', () => {
    const dir = tempDir()
    writeFileSync(join(dir, 'schedules.json'), '{"version":1,"data":{"schedules":[{}]}}')
    expect(openKept(dir)).toMatchObject({ recovered: { title: 'Schedules could not be read' }, value: [] })
  })
})
