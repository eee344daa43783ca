/** How two panes share a length; lengths in CSS pixels. */
export interface SplitShape {
  initialPx: number
  /** The initial size is no more than this share of the whole. */
  initialShare?: number
  minPx: number
  maxPx?: number
  /** What the other pane keeps at least. */
  restPx: number
}

/** Within its bounds; what the other pane keeps comes before the most, and the least before both. */
export function clampedPx(size: number, extent: number, { minPx, maxPx = Infinity, restPx }: SplitShape): number {
  return Math.round(Math.max(minPx, Math.min(size, maxPx, extent - restPx)))
}

export function initialPx(extent: number, { initialPx: px, initialShare = 0.4 }: SplitShape): number {
  return Math.min(px, extent * initialShare)
}

/** `percent` as it was saved; null: the initial size. */
export function splitPx(extent: number, percent: number | null, shape: SplitShape): number {
  return clampedPx(percent === null ? initialPx(extent, shape) : (percent / 100) * extent, extent, shape)
}
