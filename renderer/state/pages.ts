import type { LogRow, RowsReply } from '../../shared/entry'

/** Rows of one page from its start; `upTo` is how far they have been asked for, so that nothing is asked for twice. */
interface Page {
  rows: readonly (LogRow | undefined)[]
  upTo: number
}

export type Pages = ReadonlyMap<number, Page>

export const pageRows = 64
/** Pages kept around what is on screen: 4,096 rows. */
export const pagesKept = 64

export const noPages: Pages = new Map()

export function pageOf(position: number): number {
  return Math.floor(position / pageRows)
}

export function rowAt(pages: Pages, position: number): LogRow | null {
  return pages.get(pageOf(position))?.rows[position % pageRows] ?? null
}

/** Pages of which something between `from` and `to` (exclusive) has not been asked for yet. */
export function missing(pages: Pages, from: number, to: number): number[] {
  const found: number[] = []
  for (let page = pageOf(from); page * pageRows < to; page += 1) {
    const wanted = Math.min(to, (page + 1) * pageRows)
    if ((pages.get(page)?.upTo ?? 0) < wanted) found.push(page)
  }
  return found
}

/** Takes in a reply to a question that began at a page's start and went up to `to` (exclusive); forgets what is far from it. */
export function withReply(pages: Pages, reply: RowsReply, asked: { from: number; to: number }): Pages {
  const next = new Map(pages)
  // A short answer is asked on from where it stopped; an empty one would be for ever, so it counts as answered.
  const answered = reply.rows.length === 0 ? asked.to : Math.min(asked.to, reply.from + reply.rows.length)
  for (let page = pageOf(asked.from); page * pageRows < asked.to; page += 1) {
    const start = page * pageRows
    const rows = [...(pages.get(page)?.rows ?? [])]
    for (let i = 0; i < pageRows; i += 1) rows[i] = reply.rows[start + i - reply.from] ?? rows[i]
    const upTo = Math.max(pages.get(page)?.upTo ?? 0, Math.min(start + pageRows, answered))
    next.set(page, { rows, upTo })
  }
  return trimmed(next, pageOf(asked.from))
}

function trimmed(pages: Map<number, Page>, near: number): Pages {
  if (pages.size <= pagesKept) return pages
  const byDistance = [...pages.keys()].sort((a, b) => Math.abs(a - near) - Math.abs(b - near))
  for (const page of byDistance.slice(pagesKept)) pages.delete(page)
  return pages
}
