import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deckShape, panes } from '../../../renderer/panes'
import { clampedPx, initialPx, splitPx, type SplitShape } from '../../../renderer/ui/split'

const shape = { initialPx: 150, initialShare: 0.25, minPx: 100, maxPx: 300, restPx: 200 }

describe('a pane that shares a length', () => {
  it('begins with its own size, or with its share where that is less', () => {
    expect([800, 400].map((extent) => initialPx(extent, shape))).toEqual([150, 100])
    expect(initialPx(300, { initialPx: 150, minPx: 0, restPx: 0 })).toBe(120)
    expect(splitPx(800, null, shape)).toBe(150)
  })

  it('has the share that was saved, in whole pixels', () => {
    expect([25, 33.3].map((percent) => splitPx(800, percent, shape))).toEqual([200, 266])
  })

  it('leaves the other pane what it keeps, and has its own least even where both can’t be', () => {
    expect([clampedPx(1, 800, shape), clampedPx(999, 800, shape), clampedPx(999, 450, shape), clampedPx(999, 250, shape)]).toEqual([100, 300, 250, 100])
    fc.assert(
      fc.property(fc.constantFrom<SplitShape[]>(...Object.values(panes)), fc.nat(4000), fc.double({ min: 0, max: 100, noNaN: true }), (pane, extent, percent) => {
        const px = splitPx(extent, percent, pane)
        expect(px >= pane.minPx && (px === pane.minPx || extent - px >= pane.restPx)).toBe(true)
      }),
    )
  })
})

describe('the deck', () => {
  const nothing = { sockets: 0, schedules: 0, compact: false, perLine: null }

  it('is as high as what is on it: rows or cards, and the schedules below', () => {
    const heights = [nothing, { ...nothing, sockets: 1 }, { ...nothing, sockets: 10 }, { ...nothing, sockets: 10, compact: true }, { ...nothing, sockets: 10, perLine: 4 }, { ...nothing, schedules: 9 }]
    expect(heights.map((on) => deckShape(on).initialPx)).toEqual([200, 66 + 56, 66 + 280, 66 + 240, 52 + 3 * 112, 200 + 31 + 108])
  })
})
