import { describe, expect, it } from 'vitest'
import { everything } from '../../../shared/entry'
import { AppError } from '../../../shared/errors'
import { FakeLog, openedCapture, pageMemory, reading, settled } from '../../support/fake-log'

describe('a reload of the page', () => {
  it('comes back to the filter and the row at the top', async () => {
    const memory = pageMemory()
    const first = await reading(10_000, memory)
    await first.reader.setFilter({ text: 'x' })
    first.rows.unfollow()
    first.reader.see({ first: 300, end: 340 })
    await settled()
    const second = await reading(12_000, memory)
    expect(second.reader.filter.text).toBe('x')
    expect(second.rows.jump).toEqual({ position: 306, to: 'top' })
    expect(second.rows.following).toBe(false)
  })

  it('follows the end again if it was followed', async () => {
    const memory = pageMemory()
    await reading(100, memory)
    const second = await reading(120, memory)
    expect([second.rows.following, second.rows.range.end]).toEqual([true, 120])
  })

  it('comes back to an earlier capture, or to the live one if that was deleted', async () => {
    const memory = pageMemory()
    const first = await reading(100, memory)
    first.log.bridge.answer('captures.open', ({ id }) => openedCapture(id))
    await first.reader.show('before')
    await settled()
    const again = new FakeLog()
    again.bridge.answer('captures.open', ({ id }) => openedCapture(id))
    expect((await reading(100, memory, again)).reader.captureId).toBe('before')
    const gone = new FakeLog()
    gone.bridge.refuse('captures.open', new AppError('not-found', ''))
    const third = await reading(100, memory, gone)
    expect([third.reader.captureId, third.rows.problem, third.rows.range.end]).toEqual([null, null, 100])
  })

  it('says why an earlier capture can’t be shown again, and shows the live one', async () => {
    const memory = pageMemory()
    const first = await reading(100, memory)
    first.log.bridge.answer('captures.open', ({ id }) => openedCapture(id))
    await first.reader.show('before')
    await settled()
    const broken = new FakeLog()
    broken.bridge.refuse('captures.open', new AppError('capture-damaged', 'No manifest'))
    const second = await reading(100, memory, broken)
    expect([second.reader.captureId, second.rows.range.end]).toEqual([null, 100])
    expect(second.rows.problem).toMatchObject({ code: 'capture-damaged' })
  })

  it('forgets the row when another capture is live', async () => {
    const memory = pageMemory()
    const first = await reading(1_000, memory)
    first.rows.unfollow()
    first.reader.see({ first: 10, end: 40 })
    const next = new FakeLog()
    next.liveId = 'next'
    expect((await reading(1_000, memory, next)).rows.following).toBe(true)
  })

  it('is not led astray by what it does not understand', async () => {
    const memory = pageMemory()
    memory.setItem('log.shown', '{"liveId":"live","captureId":null,"filter":{"text":7}}')
    memory.setItem('log.top', '{')
    expect((await reading(10, memory)).reader.filter).toEqual(everything)
  })
})
