import { describe, expect, it } from 'vitest'
import { AppError } from '../../../shared/errors'
import { reading, settled } from '../../support/fake-log'

/** A log in which every third entry is a hit: 0, 3, 6, … */
async function finding(end = 1_000) {
  const all = await reading(end)
  const { find } = all.reader
  find.show()
  /** Puts the keyboard on a row, and scrolls there. */
  const standOn = async (position: number) => {
    all.rows.unfollow()
    all.reader.moveTo(position)
    all.reader.see({ first: position - 5, end: position + 5 })
    await settled()
  }
  return { ...all, find, standOn }
}

describe('Find', () => {
  it('counts the hits and goes to the nearest one from the row under the keyboard', async () => {
    const { reader, find, standOn } = await finding()
    await standOn(100)
    find.set({ text: 'row' })
    await settled()
    expect([find.count, find.number, reader.current]).toEqual([334, 35, 102])
    expect(reader.rows.jump).toEqual({ position: 102, to: 'middle' })
  })

  it('goes on and back, and round at the ends', async () => {
    const { reader, find } = await finding(10)
    reader.moveTo(4)
    find.set({ text: 'row' })
    await settled()
    const stops: (number | null)[] = []
    for (const step of ['next', 'next', 'previous', 'previous'] as const) {
      await find[step]()
      await settled()
      stops.push(reader.current)
    }
    expect(stops).toEqual([9, 0, 9, 6])
  })

  it('goes on from where the person went meanwhile', async () => {
    const { reader, find, standOn } = await finding()
    find.set({ text: 'row' })
    await settled()
    await standOn(500)
    expect(find.number).toBeNull()
    await find.next()
    await settled()
    expect(reader.current).toBe(501)
    await standOn(500)
    await find.previous()
    await settled()
    expect(reader.current).toBe(498)
  })

  it('never changes the filter, and finds inside it', async () => {
    const { log, reader, find } = await finding()
    await reader.setFilter({ text: 'x' })
    find.set({ text: 'row' })
    await settled()
    expect(log.bridge.sent('log.view').at(-1)).toMatchObject({ filter: { text: 'x' }, find: { text: 'row' } })
    expect(reader.filter.text).toBe('x')
    expect(find.count).toBe(34)
  })

  it('counts on while the log is searched and grows', async () => {
    const { log, find } = await finding()
    log.scanned = 0.3
    find.set({ text: 'row' })
    await settled()
    expect([find.count, find.searched]).toEqual([100, 0.3])
    log.scanned = 1
    log.grow(3_000)
    expect([find.count, find.searched]).toEqual([1_000, 1])
  })

  it('waits for the nearest hit rather than going to a far one', async () => {
    const { log, reader, find, standOn } = await finding()
    await standOn(600)
    log.scanned = 0.3
    find.set({ text: 'row' })
    await settled()
    expect(reader.current).toBe(600)
    log.scanned = 1
    log.publish()
    await settled()
    expect([reader.current, find.number]).toEqual([600, 201])
  })

  it('goes to the nearest hit when the search ends while it asks where that is', async () => {
    const { log, reader, find, standOn } = await finding()
    await standOn(600)
    log.scanned = 0.3
    find.set({ text: 'row' })
    await settled()
    log.scanned = 0.5
    log.publish()
    log.scanned = 1
    log.publish()
    await settled()
    expect([reader.current, find.number]).toEqual([600, 201])
  })

  it('explains an expression that is none, and is well again with the next one', async () => {
    const { log, find } = await finding()
    log.bridge.refuse('log.view', new AppError('bad-regex', 'missing )'))
    find.set({ text: '(', regex: true })
    await settled()
    expect(find.refusal?.message).toBe('missing )')
    log.bridge.answer('log.view', () => log.progress(2))
    find.set({ text: '()' })
    await settled()
    expect(find.refusal).toBeNull()
  })

  it('keeps one view at a time, and none when it is closed', async () => {
    const { log, find } = await finding()
    for (const text of ['r', 'ro', 'row']) find.set({ text })
    await settled()
    find.close()
    await settled()
    const hits = log.bridge.sent('log.view').filter((query) => query.find !== null).length
    expect(hits).toBeGreaterThan(0)
    expect(log.bridge.sent('log.close')).toHaveLength(hits)
    expect(find.marks.text).toBe('')
  })

  it('stays where the person is when the filter changes while it looks for the nearest hit', async () => {
    const { log, reader, find, standOn } = await finding()
    await standOn(100)
    log.held = []
    find.set({ text: 'row' })
    const changed = reader.setFilter({ text: 'x' })
    await log.release()
    await changed
    await settled()
    expect([find.count > 0, find.number, reader.current, reader.rows.following]).toEqual([true, null, null, true])
  })
})
