import { describe, expect, it } from 'vitest'
import { everything } from '../../../shared/entry'
import { AppError } from '../../../shared/errors'
import type { LogReader } from '../../../renderer/state/log.svelte'
import { overscan } from '../../../renderer/state/rows.svelte'
import { startReply } from '../../support/bridge'
import { openedCapture, reading, settled } from '../../support/fake-log'
import { logRow } from '../../support/snapshots'

const rowAt = (reader: LogReader, position: number) => reader.rows.row(position) ?? logRow(-1)

describe('LogReader with a filter', () => {
  it('opens a view for it, closes the old one and throws late rows of the old one away', async () => {
    const { log, reader } = await reading(100)
    reader.rows.unfollow()
    log.held = []
    reader.see({ first: 0, end: 40 })
    const changed = reader.setFilter({ text: 'x' })
    await log.release()
    await changed
    await settled()
    expect(log.bridge.sent('log.close')).toEqual([{ viewId: 1 }])
    expect(reader.rows.row(9)?.preview).toBe('view 2 row 90')
    expect(reader.rows.row(3)?.preview ?? 'view 2').toContain('view 2')
    expect(reader.filtered).toBe(true)
  })

  it('keeps the last of two filters typed in a row, and closes the other view', async () => {
    const { log, reader } = await reading(100)
    log.held = []
    const typed = [reader.setFilter({ text: 'a' }), reader.setFilter({ text: 'ab' })]
    await log.release()
    await Promise.all(typed)
    await settled()
    expect(log.bridge.sent('log.close').map(({ viewId }) => viewId).sort()).toEqual([1, 2])
    expect(reader.rows.row(9)?.preview).toBe('view 3 row 90')
    expect(reader.applied.text).toBe('ab')
  })

  it('says when the log can’t be read, and is well again after a retry', async () => {
    const { log, reader } = await reading(100)
    log.bridge.refuse('log.view', new AppError('too-many', 'Too many views'))
    await reader.setFilter({ text: 'a' })
    expect(reader.rows.problem).toMatchObject({ code: 'too-many' })
    log.bridge.answer('log.view', () => log.progress(9))
    await reader.retry()
    expect(reader.rows.problem).toBeNull()
  })

  it('tells what is wrong with an expression while the last good view goes on', async () => {
    const { log, reader } = await reading(100)
    log.bridge.refuse('log.view', new AppError('bad-field', 'A path begins with $'))
    await reader.setFilter({ field: 'price' })
    expect(reader.refusal).toMatchObject({ code: 'bad-field', message: 'A path begins with $' })
    expect([reader.filter.field, reader.applied.field, reader.rows.problem]).toEqual(['price', '', null])
    log.grow(120)
    await settled()
    expect(reader.rows.row(119)?.preview).toBe('view 1 row 119')
  })

  it('is asked for anew in another language, at the same place: rows are found by their words', async () => {
    const { log, reader } = await reading(1_000)
    await reader.setFilter({ text: 'x' })
    await settled()
    reader.rows.unfollow()
    reader.see({ first: 30, end: 60 })
    await settled()
    const speak = async (language: 'en' | 'zh-CN') => {
      log.bridge.emit('settings.changed', { ...startReply().settings, language })
      await settled()
    }
    await speak('zh-CN')
    expect(log.bridge.sent('log.view')).toHaveLength(3)
    expect(reader.rows.jump?.position).toBe(30 + overscan)
    await reader.clearFilter()
    await settled()
    await speak('en')
    expect(log.bridge.sent('log.view')).toHaveLength(4)
  })

  it('forgets a refusal with the filter that it was about', async () => {
    const { log, reader } = await reading(100)
    log.bridge.answer('log.view', ({ filter }) => {
      if (filter.text === '(') throw new AppError('bad-regex', 'missing )')
      return log.progress(2)
    })
    await Promise.all([reader.setFilter({ text: '(', regex: true }), reader.setFilter({ text: '(a)' })])
    expect(reader.refusal).toBeNull()
  })
})

describe('a row in its context', () => {
  it('is the current one among all others, and the way back leads to it in the filtered view', async () => {
    const { reader } = await reading(1_000)
    await reader.setFilter({ text: 'x' })
    await settled()
    await reader.showInContext(rowAt(reader, 42))
    await settled()
    expect(reader.filter).toEqual(everything)
    expect([reader.current, reader.rows.jump?.position, reader.rows.following]).toEqual([420, 420, false])
    await reader.backToFilter()
    await settled()
    expect([reader.filter.text, reader.current, reader.back]).toEqual(['x', 42, null])
  })

  it('has no way back once another filter was set', async () => {
    const { reader } = await reading(1_000)
    await reader.setFilter({ text: 'x' })
    await settled()
    await reader.showInContext(rowAt(reader, 42))
    await reader.setFilter({ directions: ['in'] })
    expect(reader.back).toBeNull()
  })
})

describe('a pause', () => {
  it('holds for a filter that is set during it, until it is over', async () => {
    const { log, reader } = await reading(100)
    reader.pause()
    await reader.setFilter({ text: 'x', time: { min: 5, max: null } })
    const during = log.bridge.sent('log.view').at(-1)?.filter.time
    expect(during?.min).toBe(5)
    expect(during?.max).toBeGreaterThan(0)
    expect(reader.filter.time).toEqual({ min: 5, max: null })
    await reader.resume()
    expect(log.bridge.sent('log.view').at(-1)?.filter.time).toEqual({ min: 5, max: null })
    expect(reader.rows.paused).toBe(false)
  })

  it('holds for a view that was asked for just before it', async () => {
    const { log, reader } = await reading(100)
    log.held = []
    const changed = reader.setFilter({ text: 'x' })
    reader.pause()
    await log.release()
    await changed
    await settled()
    expect(log.bridge.sent('log.view').at(-1)?.filter.time?.max).toBeGreaterThan(0)
    expect(reader.rows.paused).toBe(true)
    expect(log.bridge.sent('log.close').map(({ viewId }) => viewId)).toEqual([1, 2])
  })

  it('opens no other view when the filter stayed the same', async () => {
    const { log, reader } = await reading(100)
    reader.pause()
    await reader.resume()
    expect(log.bridge.sent('log.view')).toHaveLength(1)
  })
})

describe('the row under the keyboard', () => {
  it('stays inside the log, and takes an open inspector along', async () => {
    const { reader } = await reading(50)
    reader.rows.unfollow()
    reader.moveTo(-5)
    expect(reader.current).toBe(0)
    reader.moveTo(99)
    expect(reader.current).toBe(49)
    expect(reader.inspected).toBeNull()
    reader.inspect(48)
    reader.moveTo(47)
    expect(reader.inspected?.seq).toBe(47)
  })

  it('is inspected as soon as its page has come', async () => {
    const { log, reader } = await reading(10_000)
    reader.rows.unfollow()
    log.held = []
    reader.inspect(3)
    reader.see({ first: 0, end: 20 })
    expect(reader.inspected).toBeNull()
    await log.release()
    expect(reader.inspected?.seq).toBe(3)
  })

  it('can be chosen and inspected before any row has come', async () => {
    const { log, reader } = await reading(10_000)
    log.held = []
    const changed = reader.setFilter({ text: 'x' })
    for (const go of log.held.splice(0)) go()
    await settled()
    expect(reader.rows.range).toEqual({ first: 0, end: 0 })
    reader.moveTo(0)
    reader.inspect(0)
    reader.see({ first: 0, end: 20 })
    expect([reader.current, reader.inspected]).toEqual([0, null])
    await log.release()
    await changed
    expect(reader.inspected?.preview).toBe('view 2 row 0')
  })

  it('is the one last chosen, when the page of an earlier choice comes late', async () => {
    const { log, reader } = await reading(10_000)
    reader.rows.unfollow()
    log.held = []
    reader.inspect(3)
    reader.moveTo(4)
    reader.see({ first: 0, end: 20 })
    await log.release()
    expect([reader.current, reader.inspected?.seq]).toEqual([4, 4])
  })

  it('ends a comparison when it is inspected', async () => {
    const { reader } = await reading(10)
    reader.compare([rowAt(reader, 1), rowAt(reader, 2)])
    expect(reader.inspected?.seq).toBe(1)
    reader.inspect(5)
    expect([reader.compared, reader.inspected?.seq]).toEqual([null, 5])
  })
})

describe('LogReader and captures', () => {
  it('shows an earlier one from its begin, with its own totals and sockets, and closes it after', async () => {
    const { log, reader } = await reading(100)
    log.bridge.answer('captures.open', ({ id }) => openedCapture(id))
    await reader.setFilter({ text: 'x' })
    reader.inspect(2)
    await reader.show('before')
    await settled()
    expect(log.bridge.sent('log.view').at(-1)).toMatchObject({ captureId: 'before', filter: { text: 'x' } })
    expect([reader.captureId, reader.shown.kept, reader.inspected, reader.rows.jump]).toEqual(['before', 7, null, { position: 0, to: 'top' }])
    expect(reader.sources).toEqual([{ id: 'old', name: 'Old one', color: 'red' }])
    await reader.show(null)
    expect(log.bridge.sent('captures.close')).toEqual([{ id: 'before' }])
    expect([reader.captureId, reader.shown.kept]).toEqual([null, reader.totals.kept])
  })

  it('shows the last of two that were chosen in a row', async () => {
    const { log, reader } = await reading(100)
    log.bridge.answer('captures.open', ({ id }) => openedCapture(id))
    await Promise.all([reader.show('a'), reader.show('b')])
    expect(reader.captureId).toBe('b')
    expect(log.bridge.sent('captures.close')).toEqual([{ id: 'a' }])
  })

  it('stays where it is when a capture can’t be opened', async () => {
    const { log, reader } = await reading(100)
    log.bridge.refuse('captures.open', new AppError('capture-damaged', 'No manifest'))
    await expect(reader.show('bad')).rejects.toMatchObject({ code: 'capture-damaged' })
    expect(reader.captureId).toBeNull()
    expect(reader.rows.row(99)?.seq).toBe(99)
  })

  it('says nothing of a capture whose view failed after the log had left it', async () => {
    const { log, reader } = await reading(100)
    log.bridge.answer('captures.open', ({ id }) => openedCapture(id))
    const views = log.progress(1)
    let fail = () => {}
    log.bridge.answer('log.view', ({ captureId }) => (captureId === null ? views : new Promise((_, reject) => (fail = () => reject(new AppError('not-found', 'Gone'))))))
    const shown = reader.show('before')
    await settled()
    await reader.show(null)
    fail()
    await shown
    expect([reader.captureId, reader.rows.problem, reader.rows.range.end]).toEqual([null, null, 100])
  })

  it('changes over to a capture that was just begun, but not away from an earlier one', async () => {
    const { log, reader } = await reading(100)
    reader.inspect(5)
    log.liveId = 'next'
    log.end = 0
    log.publish()
    await settled()
    expect(reader.inspected).toBeNull()
    expect(reader.rows.range).toEqual({ first: 0, end: 0 })
    log.bridge.answer('captures.open', ({ id }) => openedCapture(id))
    await reader.show('before')
    const views = log.bridge.sent('log.view').length
    log.liveId = 'third'
    log.publish()
    await settled()
    expect(log.bridge.sent('log.view')).toHaveLength(views)
  })
})
