import { existsSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { systemClock as clock } from '../../../main/lib/clock'
import { silentLogger } from '../../../main/lib/logger'
import { MessageLog } from '../../../main/log/log'
import { everything, type LogFilter } from '../../../shared/entry'
import { tempDir } from '../../support/disk'
import { until } from '../../support/until'
import { workers } from '../../support/workers'

let root: string
let complaints: string[]
let bounds: { captures: number; bytes: number }
let log: MessageLog

const complain = (text: string, cause?: unknown) => void complaints.push(`${text} ${String(cause)}`)

beforeEach(() => {
  root = path.join(tempDir(), 'captures')
  complaints = []
  bounds = { captures: 20, bytes: 1024 ** 3 }
  log = new MessageLog({ root, clock, logger: { ...silentLogger, warn: complain, error: complain }, bounds: () => bounds, workers })
  onTestFinished(() => log.close())
})

const written = () => until(() => log.totals.onDisk === log.totals.head, 'all is on disk')
const view = async (filter: Partial<LogFilter>, captureId: string | undefined) =>
  (await log.openView(captureId ?? null, { ...everything, ...filter }, null)).viewId
const scanned = (viewId: number, end: number) => {
  const isThere = () => log.views.progress().some((one) => one.viewId === viewId && one.scanned === 1 && one.end === end)
  return until(isThere, 'the view has seen all')
}

describe('captures that somebody looks at', () => {
  it('and that retention lets go of are shorter at once for those who look at them, and gone at the end', async () => {
    bounds = { captures: 20, bytes: 64 * 1024 ** 2 } // segments of 4 MiB
    const large = Buffer.alloc(1024 ** 2, 'x')
    for (let i = 0; i < 12; i += 1) log.sink.append('a', 'in', 'binary', large)
    await written()
    const { captureId } = log.totals
    await log.begin()
    await log.begin()
    const viewId = await view({}, captureId)
    const filtered = await view({ kinds: ['binary'] }, captureId)
    await scanned(filtered, 12)
    let told = 0
    log.onCaptures(() => (told += 1))
    bounds = { ...bounds, bytes: 12 * 1024 ** 2 }
    log.retain()
    await until(() => told > 0, 'the list has changed')
    const { first, end, rows } = await log.views.rows(viewId, 0, 12)
    expect(first).toBeGreaterThan(0)
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 12 - first }, (_, i) => first + i + 1))
    expect(end).toBe(12)
    expect((await log.views.rows(filtered, 0, 12)).rows.map(({ seq }) => seq)).toEqual(rows.map(({ seq }) => seq))
    expect((await log.open(captureId)).totals).toMatchObject({ kept: 12 - first, dropped: first })
    bounds = { ...bounds, captures: 1 }
    log.retain()
    await until(() => told > 1 && !existsSync(path.join(root, captureId)), 'the capture is gone')
    expect(await log.views.rows(viewId, 0, 12)).toMatchObject({ first: 12, end: 12, rows: [] })
    await expect(log.open(captureId)).rejects.toMatchObject({ code: 'not-found' })
    expect(complaints).toEqual([])
  })

  it('lose their views when they are removed, even if others were opened since', async () => {
    const ids: string[] = []
    for (let i = 0; i < 6; i += 1) {
      log.mark('x')
      await written()
      ids.push(log.totals.captureId)
      await log.begin()
    }
    const viewId = await view({}, ids[0])
    for (const id of ids) await log.open(id)
    await log.remove([ids[0] ?? ''])
    await expect(log.views.rows(viewId, 0, 1)).rejects.toMatchObject({ code: 'not-found', message: 'This view of the log is no longer open' })
  })
})
