import { describe, expect, it } from 'vitest'
import { reading, settled } from '../../support/fake-log'

describe('RowReader at the end of the log', () => {
  it('shows the newest rows at once', async () => {
    const { rows } = await reading(1_000)
    expect(rows.range).toEqual({ first: 0, end: 1_000 })
    expect(rows.row(999)?.seq).toBe(999)
  })

  it('moves on only when the rows are there', async () => {
    const { log, rows } = await reading(10)
    log.held = []
    log.grow(20)
    await settled()
    expect(rows.range.end).toBe(10)
    await log.release()
    expect(rows.range.end).toBe(20)
    expect(rows.row(19)?.seq).toBe(19)
  })

  it('asks one question at a time however fast the log grows, and then skips to the end', async () => {
    const { log, rows, asked } = await reading(10)
    const before = asked()
    log.held = []
    for (let end = 1_000; end <= 100_000; end += 1_000) log.grow(end)
    expect(asked() - before).toBe(1)
    await log.release()
    expect(asked() - before).toBe(2)
    expect(rows.range.end).toBe(100_000)
    expect(rows.row(99_999)?.seq).toBe(99_999)
  })

  it('never asks for more rows than one call may', async () => {
    const { log, rows } = await reading(10)
    rows.see({ first: 0, end: 5_000 })
    log.grow(50_000)
    await settled()
    expect(Math.max(...log.bridge.sent('log.rows').map(({ count }) => count))).toBeLessThanOrEqual(400)
  })
})

describe('RowReader away from the end', () => {
  it('counts what is new and catches up when it follows again', async () => {
    const { log, rows } = await reading(100)
    rows.unfollow()
    log.grow(150)
    expect(rows.unseen).toBe(50)
    rows.follow()
    await settled()
    expect(rows.unseen).toBe(0)
    expect(rows.row(149)?.seq).toBe(149)
  })

  it('asks only for the pages in view, and for none of them twice', async () => {
    const { log, rows, asked } = await reading(10_000)
    rows.unfollow()
    const before = asked()
    log.held = []
    rows.see({ first: 100, end: 140 })
    rows.see({ first: 101, end: 141 })
    expect(asked() - before).toBe(2)
    await log.release()
    rows.see({ first: 100, end: 141 })
    expect(asked() - before).toBe(2)
    expect(rows.row(140)?.seq).toBe(140)
  })

  it('goes on showing rows whose predecessors were dropped', async () => {
    const { log, rows } = await reading(1_000)
    rows.unfollow()
    log.first = 500
    log.grow(1_200)
    rows.see({ first: 480, end: 520 })
    await settled()
    expect(rows.range).toEqual({ first: 500, end: 1_200 })
    expect(rows.row(500)?.seq).toBe(500)
  })
})

describe('RowReader while its filter searches', () => {
  it('takes nothing that the search finds for new, and what comes afterwards for new', async () => {
    const { log, rows, reader } = await reading(10_000)
    log.scanned = 0.1
    await reader.setFilter({ text: 'x' })
    await settled()
    rows.unfollow()
    log.scanned = 0.6
    log.publish()
    expect([rows.search.searching, rows.unseen]).toEqual([true, 0])
    log.scanned = 1
    log.publish()
    expect([rows.search.searching, rows.unseen, rows.range.end]).toEqual([false, 0, 1_000])
    log.grow(10_050)
    expect(rows.unseen).toBe(5)
  })

  it('is done with the search once it has seen what was there, however fast the log grows', async () => {
    const { log, rows, reader } = await reading(10_000)
    log.scanned = 0.5
    await reader.setFilter({ text: 'x' })
    expect(rows.search.searching).toBe(true)
    log.scanned = 0.99
    log.grow(20_000)
    log.grow(40_000)
    expect([rows.search.searching, rows.scanned]).toEqual([false, 0.99])
  })
})

describe('a row that is gone to', () => {
  it('is reached in any place of the log', async () => {
    const { rows } = await reading(10_000)
    const reached: number[] = []
    rows.goTo({ seq: 4_321, to: 'middle', arrived: (position) => reached.push(position) })
    await settled()
    expect(reached).toEqual([4_321])
    expect(rows.jump).toEqual({ position: 4_321, to: 'middle' })
    expect(rows.following).toBe(false)
  })

  it('is waited for while the view has not come so far', async () => {
    const { log, rows, reader } = await reading(10_000)
    log.scanned = 0.5
    await reader.setFilter({ text: 'x' })
    rows.goTo({ seq: 8_000, to: 'middle', arrived: () => undefined })
    await settled()
    expect(rows.jump).toBeNull()
    log.scanned = 0.9
    log.publish()
    await settled()
    expect(rows.jump).toEqual({ position: 800, to: 'middle' })
  })

  it('is the last one there is, when the one asked for never comes', async () => {
    const { rows } = await reading(100)
    rows.goTo({ seq: 5_000, to: 'middle', arrived: () => undefined })
    await settled()
    expect(rows.jump?.position).toBe(99)
  })

  it('is given up when the end is followed again', async () => {
    const { log, rows, reader } = await reading(10_000)
    log.scanned = 0.5
    await reader.setFilter({ text: 'x' })
    rows.goTo({ seq: 8_000, to: 'middle', arrived: () => undefined })
    await settled()
    rows.follow()
    log.scanned = 1
    log.publish()
    await settled()
    expect(rows.jump).toBeNull()
  })
})

describe('a paused view', () => {
  it('stays as it is, counts what is new and goes on with the newest row', async () => {
    const { log, rows } = await reading(100)
    rows.pause()
    log.grow(250)
    await settled()
    expect(rows.range.end).toBe(100)
    expect(rows.unseen).toBe(150)
    rows.follow()
    await settled()
    expect(rows.range.end).toBe(100)
    rows.resume()
    await settled()
    expect([rows.range.end, rows.unseen, rows.paused]).toEqual([250, 0, false])
  })

  it('loses its oldest rows to retention all the same', async () => {
    const { log, rows } = await reading(100)
    rows.pause()
    rows.unfollow()
    log.first = 400
    log.grow(500)
    expect(rows.range).toEqual({ first: 400, end: 400 })
  })
})
