import path from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { systemClock as clock } from '../../../main/lib/clock'
import { silentLogger as logger } from '../../../main/lib/logger'
import { MessageLog } from '../../../main/log/log'
import { everything } from '../../../shared/entry'
import { tempDir } from '../../support/disk'
import { until } from '../../support/until'
import { workers } from '../../support/workers'

let log: MessageLog

beforeEach(() => {
  log = new MessageLog({ root: path.join(tempDir(), 'captures'), clock, logger, bounds: () => ({ captures: 20, bytes: 1024 ** 3 }), workers })
  onTestFinished(() => log.close())
})

const say = (text: string) => log.sink.append('a', 'in', 'text', Buffer.from(text))
const written = () => until(() => log.totals.onDisk === log.totals.head, 'all is on disk')

describe('the log', () => {
  it('is read by two pages: one that starts anew, or goes, closes nothing of the other', async () => {
    say('x')
    await written()
    const before = log.totals.captureId
    await log.begin()
    const openFor = async (owner: number, captureId: string | null) => (await log.openView(captureId, everything, null, owner)).viewId
    const mine = [await openFor(1, null), await openFor(1, before)]
    const yours = [await openFor(2, null), await openFor(2, before)]
    await log.open(before, 1)
    await log.open(before, 2)
    await log.release(before, 2)
    const left = () => log.views.progress().map(({ viewId }) => viewId)
    expect(left()).toEqual([...mine, yours[0]])
    log.releaseAll(1)
    expect(left()).toEqual([yours[0]])
    await expect(openFor(1, before)).resolves.toBeGreaterThan(0)
    expect((await log.views.rows(yours[0] ?? 0, 0, 10)).rows).toEqual([])
  })

  it('gives no view to a page that went meanwhile, but to the other that asked for the same', async () => {
    say('x')
    await written()
    const { captureId } = log.totals
    await log.begin()
    log.releaseAll(0)
    const asked = [log.openView(captureId, everything, null, 1), log.openView(captureId, everything, null, 2)]
    log.releaseAll(1)
    const [gone, there] = await Promise.allSettled(asked)
    expect(gone).toMatchObject({ status: 'rejected', reason: { code: 'not-found' } })
    expect(there).toMatchObject({ status: 'fulfilled', value: { end: 1 } })
  })
})
