/** A list of rows of one height, seen through a viewport. */
export interface Geometry {
  rows: number
  rowPx: number
  viewPx: number
}

/** What a list does for those who hold it. */
export interface Scroller {
  /** Scrolls no further than it takes to see the whole row. */
  reveal(row: number): void
  /** Rows that fit into the viewport, less the one that stays in sight when a page is turned. */
  pageLength(): number
  /** There are more rows than fit. */
  overflows(): boolean
}

/** Browsers cut an element off at about 33.5 million device pixels (Chromium): a quarter of it leaves room for zoom. */
export const tallestPx = 8_000_000

/** Height of the element that makes the scroll bar; shorter than all rows together when those are too many. */
export function trackPx({ rows, rowPx }: Geometry): number {
  return Math.min(rows * rowPx, tallestPx)
}

/** One pixel of the scroll bar stands for more than one pixel of rows. */
export function isScaled(geometry: Geometry): boolean {
  return geometry.rows * geometry.rowPx > tallestPx
}

/** How far down the rows can be moved. */
export function lastOffset({ rows, rowPx, viewPx }: Geometry): number {
  return Math.max(0, rows * rowPx - viewPx)
}

export function clampOffset(offset: number, geometry: Geometry): number {
  return Math.min(Math.max(offset, 0), lastOffset(geometry))
}

/** Where the rows are when the scroll bar is at `scrollTop`. */
export function toOffset(scrollTop: number, geometry: Geometry): number {
  const lastTop = trackPx(geometry) - geometry.viewPx
  return lastTop <= 0 ? 0 : clampOffset((scrollTop / lastTop) * lastOffset(geometry), geometry)
}

/** Where the scroll bar is when the rows have been moved by `offset`. */
export function toScrollTop(offset: number, geometry: Geometry): number {
  const last = lastOffset(geometry)
  return last === 0 ? 0 : (clampOffset(offset, geometry) / last) * (trackPx(geometry) - geometry.viewPx)
}

/** Rows to draw, `to` exclusive: those in view and `overscan` more on each side. */
export function drawn(offset: number, geometry: Geometry, overscan: number): { from: number; to: number } {
  const { rows, rowPx, viewPx } = geometry
  const from = Math.max(0, Math.floor(offset / rowPx) - overscan)
  const to = Math.min(rows, Math.ceil((offset + viewPx) / rowPx) + overscan)
  return { from: Math.min(from, to), to }
}

/** The nearest offset at which the whole row is in view. */
export function revealing(row: number, offset: number, geometry: Geometry): number {
  const { rowPx, viewPx } = geometry
  const highest = (row + 1) * rowPx - viewPx
  return clampOffset(Math.min(Math.max(offset, highest), row * rowPx), geometry)
}
