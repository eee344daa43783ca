import { describe, expect, it } from 'vitest'
import { limits } from '../../../shared/limits'
import { reading } from '../../support/fake-log'

async function picking(end: number) {
  const { reader, log } = await reading(end)
  return { reader, log, picks: reader.picks, seqs: () => reader.picks.rows.map(({ seq }) => seq) }
}

describe('Picks', () => {
  it('take the row under the keyboard along, and tell the time between', async () => {
    const { picks, seqs } = await picking(50)
    picks.toggle(45, 40)
    expect(seqs()).toEqual([40, 45])
    expect(picks.spanMs).toBe(5)
    picks.toggle(40, 45)
    expect(seqs()).toEqual([45])
  })

  it('reach from one row to another in either direction', async () => {
    const { picks, seqs } = await picking(50)
    await picks.extend(22, 20)
    expect(seqs()).toEqual([20, 21, 22])
    await picks.extend(18, 22)
    expect(seqs()).toEqual([18, 19, 20])
  })

  it('ask for the rows of a range that are not on screen', async () => {
    const { log, picks } = await picking(5_000)
    await picks.extend(4_990, 10)
    expect(picks.rows).toHaveLength(4_981)
    expect(picks.rows.every(({ seq }, i) => seq === 10 + i)).toBe(true)
    expect(Math.max(...log.bridge.sent('log.rows').map(({ count }) => count))).toBeLessThanOrEqual(limits.rowsPerCall)
  })

  it('stay within their bound, and as they were when it would be passed', async () => {
    const { picks, seqs } = await picking(20_000)
    picks.toggle(19_999, null)
    await expect(picks.extend(19_999 - limits.pickedRows, null)).rejects.toMatchObject({ code: 'too-many' })
    expect(seqs()).toEqual([19_999])
  })

  it('are not overtaken by a range that comes late', async () => {
    const { log, picks } = await picking(5_000)
    log.held = []
    const late = picks.extend(4_990, 10)
    picks.clear()
    await log.release()
    await late
    expect(picks.rows).toEqual([])
  })

  it('stay when a filter hides them, and go with their capture', async () => {
    const { reader, log, picks, seqs } = await picking(50)
    picks.toggle(45, 41)
    await reader.setFilter({ text: 'x' })
    expect(seqs()).toEqual([41, 45])
    log.liveId = 'next'
    log.publish()
    expect(seqs()).toEqual([])
  })
})
