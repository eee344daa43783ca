import { beforeEach, describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { Captures } from '../../../renderer/state/captures.svelte'
import { Connections } from '../../../renderer/state/connections.svelte'
import { LogReader } from '../../../renderer/state/log.svelte'
import type { CaptureInfo } from '../../../shared/capture'
import { AppError } from '../../../shared/errors'
import { emptyTotals, FakeBridge, startReply } from '../../support/bridge'
import { captureInfo } from '../../support/captures'
import { until } from '../../support/until'

const live = captureInfo('live', { live: true, startedAt: Date.parse('2026-11-19T10:00') })
const older = captureInfo('older', { name: 'Login fails', startedAt: Date.parse('2026-11-18T10:00'), entries: 7, diskBytes: 700 })
const oldest = captureInfo('oldest', { startedAt: Date.parse('2026-10-01T10:00'), entries: 3, diskBytes: 300 })

/** The captures of a window whose main lists `listed`. */
async function opened(listed: CaptureInfo[] = [oldest, live, older]) {
  let viewId = 0
  const bridge = new FakeBridge()
    .answer('captures.list', () => ({ captures: listed, diskBytes: 0 }))
    .answer('captures.open', ({ id }) => ({ info: listed.find((info) => info.id === id) ?? live, totals: { ...emptyTotals, captureId: id }, sources: [] }))
    .answer('captures.begin', () => live)
    .answer('log.view', () => ({ viewId: (viewId += 1), first: 0, end: 0, scanned: 1 }))
    .answer('log.rows', ({ from }) => ({ viewId, first: 0, end: 0, scanned: 1, from, rows: [] }))
    .answer('log.locate', () => ({ position: 0 }))
  const api = new Api(bridge)
  const log = new LogReader(api, new Connections(api))
  const captures = new Captures(api, log)
  const reply = startReply({ totals: { ...emptyTotals, kept: 42, diskBytes: 4_200 } })
  log.start(reply)
  captures.start(reply)
  await until(() => captures.all.length === listed.length)
  return { bridge, log, captures }
}

const ids = (list: readonly CaptureInfo[]) => list.map(({ id }) => id)

describe('the list of captures', () => {
  it('has the newest first, and the oldest first on request', async () => {
    const { captures } = await opened()
    expect(ids(captures.shown)).toEqual(['live', 'older', 'oldest'])
    captures.oldestFirst = true
    expect(ids(captures.shown)).toEqual(['oldest', 'older', 'live'])
    expect(ids(captures.all)).toEqual(['live', 'older', 'oldest'])
  })

  it.each([
    ['login', ['older']],
    ['FAILS nov', ['older']],
    ['oct 2026', ['oldest']],
    ['nothing', []],
    ['  ', ['live', 'older', 'oldest']],
  ])('finds by name and date: %s', async (query, found) => {
    const { captures } = await opened()
    captures.query = query
    expect(ids(captures.shown)).toEqual(found)
  })

  it('takes the figures of the live one from the log, without asking again', async () => {
    const { bridge, captures } = await opened()
    expect([captures.get('live')?.entries, captures.diskBytes]).toEqual([42, 5_200])
    bridge.emit('log.changed', { totals: { ...emptyTotals, kept: 50, diskBytes: 5_000 }, views: [] })
    expect([captures.get('live')?.entries, captures.diskBytes]).toEqual([50, 6_000])
    expect(bridge.sent('captures.list')).toHaveLength(1)
  })

  it('is read again when main says that it changed, once more for all that changes meanwhile', async () => {
    const { bridge, captures } = await opened()
    const answers: ((list: { captures: CaptureInfo[]; diskBytes: number }) => void)[] = []
    bridge.answer('captures.list', () => new Promise((resolve) => answers.push(resolve)))
    for (let i = 0; i < 3; i += 1) bridge.emit('captures.changed', { liveId: 'live' })
    await until(() => answers.length === 1)
    answers[0]?.({ captures: [live], diskBytes: 0 })
    await until(() => answers.length === 2)
    answers[1]?.({ captures: [live, older], diskBytes: 0 })
    await until(() => captures.all.length === 2)
    expect(answers).toHaveLength(2)
  })

  it('keeps what it has and says why when it can’t be read', async () => {
    const { bridge, captures } = await opened()
    bridge.refuse('captures.list', new AppError('file-unreadable', 'no'))
    await captures.refresh()
    expect(captures.problem).toBeInstanceOf(AppError)
    expect(captures.all).toHaveLength(3)
    bridge.answer('captures.list', () => ({ captures: [live], diskBytes: 0 }))
    await captures.refresh()
    expect([captures.problem, captures.all.length]).toEqual([null, 1])
  })
})

describe('a capture', () => {
  let window: Awaited<ReturnType<typeof opened>>
  beforeEach(async () => {
    window = await opened()
  })

  it('is shown in the log, and the live one as the live log', async () => {
    const { captures, log } = window
    captures.open = true
    await captures.show('older')
    expect([log.captureId, captures.viewed?.name, captures.open]).toEqual(['older', 'Login fails', false])
    await captures.show('live')
    expect([log.captureId, captures.viewed]).toEqual([null, null])
  })

  it('is renamed without the spaces around, and not at all when the name stays', async () => {
    const { captures, bridge } = window
    await captures.rename('older', ' Login works ')
    await captures.rename('older', 'Login fails ')
    expect(bridge.sent('captures.rename')).toEqual([{ id: 'older', name: 'Login works' }])
  })

  it('leaves the log before it is deleted', async () => {
    const { captures, bridge, log } = window
    await captures.show('older')
    await captures.remove(['older', 'oldest'])
    expect(log.captureId).toBeNull()
    const order = bridge.calls.map(({ command }) => command).filter((command) => command === 'captures.close' || command === 'captures.remove')
    expect(order).toEqual(['captures.close', 'captures.remove'])
    expect(bridge.sent('captures.remove')).toEqual([{ ids: ['older', 'oldest'] }])
  })

  it('stays in the log when another one is deleted', async () => {
    const { captures, log } = window
    await captures.show('older')
    await captures.remove(['oldest'])
    expect(log.captureId).toBe('older')
  })

  it('gives way to the live log when a new one begins', async () => {
    const { captures, bridge, log } = window
    await captures.show('older')
    await captures.begin()
    expect(bridge.sent('captures.begin')).toEqual([{}])
    expect(log.captureId).toBeNull()
  })
})

describe('an export', () => {
  it('is asked about first, and says whether a file was chosen', async () => {
    const { captures, bridge } = await opened()
    captures.askExport({ kind: 'rows', captureId: 'live', seqs: [1, 2] })
    expect(captures.asked).toEqual({ kind: 'rows', captureId: 'live', seqs: [1, 2] })
    const order = { scope: { kind: 'capture', captureId: 'live' }, format: 'har', redact: true } as const
    bridge.answer('log.export', () => ({ jobId: null }))
    expect(await captures.export(order)).toBe(false)
    bridge.answer('log.export', () => ({ jobId: 1 }))
    expect(await captures.export(order)).toBe(true)
    expect(bridge.sent('log.export')).toEqual([order, order])
    captures.exportAgain(1)?.()
    expect([captures.asked, captures.exportAgain(2)]).toEqual([order.scope, null])
  })
})
