import { describe, expect, it } from 'vitest'
import { missing, noPages, pageRows, pagesKept, rowAt, withReply, type Pages } from '../../../renderer/state/pages'
import { logRow } from '../../support/snapshots'

function reply(from: number, count: number) {
  return { viewId: 1, first: 0, end: 100_000, scanned: 1, from, rows: Array.from({ length: count }, (_, i) => logRow(from + i)) }
}

const filled = (pages: Pages, from: number, to: number) => withReply(pages, reply(from, to - from), { from, to })

describe('pages of rows', () => {
  it('give back each row at its position, and nothing where none was read', () => {
    const pages = filled(noPages, 0, pageRows + 10)
    expect(rowAt(pages, pageRows + 9)?.seq).toBe(pageRows + 9)
    expect(rowAt(pages, pageRows + 10)).toBeNull()
  })

  it('miss only what has not been asked for', () => {
    const pages = filled(noPages, 0, pageRows + 10)
    expect(missing(pages, 5, pageRows + 10)).toEqual([])
    expect(missing(pages, 5, pageRows + 11)).toEqual([1])
    expect(missing(pages, 5, 3 * pageRows)).toEqual([1, 2])
  })

  it('take in rows that begin later than asked because earlier ones were dropped', () => {
    const pages = withReply(noPages, reply(20, pageRows - 20), { from: 0, to: pageRows })
    expect(rowAt(pages, 19)).toBeNull()
    expect(rowAt(pages, 20)?.seq).toBe(20)
    expect(missing(pages, 0, pageRows)).toEqual([])
  })

  it('are asked on from where a short answer stopped, but not for ever after an empty one', () => {
    const short = withReply(noPages, reply(0, 10), { from: 0, to: pageRows })
    expect(missing(short, 0, pageRows)).toEqual([0])
    expect(missing(withReply(short, reply(0, 0), { from: 0, to: pageRows }), 0, pageRows)).toEqual([])
  })

  it('keep the rows read before when a page grows', () => {
    const pages = filled(filled(noPages, 0, 10), 0, 20)
    expect([0, 9, 19].map((position) => rowAt(pages, position)?.seq)).toEqual([0, 9, 19])
  })

  it('are bounded: what is far from the screen is let go', () => {
    let pages = noPages
    for (let page = 0; page < pagesKept + 30; page += 1) pages = filled(pages, page * pageRows, (page + 1) * pageRows)
    expect(pages.size).toBe(pagesKept)
    expect(rowAt(pages, 0)).toBeNull()
    expect(rowAt(pages, (pagesKept + 29) * pageRows)).not.toBeNull()
  })
})
