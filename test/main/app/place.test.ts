import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cascade, fitPlace, smallest, type Rectangle } from '../../../main/app/place'

const laptop: Rectangle = { x: 0, y: 25, width: 1440, height: 875 }
const right: Rectangle = { x: 1440, y: 0, width: 1920, height: 1080 }
const saved = { x: 100, y: 100, width: 1200, height: 700, maximized: false }

describe('fitPlace', () => {
  it('keeps a place that can be reached, on any display', () => {
    expect(fitPlace(saved, [laptop, right])).toEqual({ x: 100, y: 100, width: 1200, height: 700 })
    expect(fitPlace({ ...saved, x: 2000 }, [laptop, right])).toEqual({ x: 2000, y: 100, width: 1200, height: 700 })
    expect(fitPlace({ ...saved, x: -1000 }, [laptop])).toMatchObject({ x: -1000 })
  })

  it('forgets a place on a display that is gone, and keeps the size', () => {
    expect(fitPlace({ ...saved, x: 2000 }, [laptop])).toEqual({ width: 1200, height: 700 })
  })

  it('forgets a place whose title bar is out of reach', () => {
    const places = [[100, 0], [100, 890], [1400, 100], [-1150, 100], [100, -700]] as const
    for (const [x, y] of places) expect(fitPlace({ ...saved, x, y }, [laptop])).toEqual({ width: 1200, height: 700 })
  })

  it('leaves the place to the system on a first start', () => {
    expect(fitPlace({ ...saved, x: null, y: null }, [laptop])).toEqual({ width: 1200, height: 700 })
    expect(fitPlace({ ...saved, x: 5, y: null }, [laptop])).toEqual({ width: 1200, height: 700 })
  })

  it('cuts a size that no display has, and never goes below the smallest', () => {
    expect(fitPlace({ ...saved, width: 5000, height: 5000 }, [laptop])).toMatchObject({ width: 1440, height: 875 })
    expect(fitPlace({ ...saved, width: 100, height: 100 }, [laptop])).toMatchObject(smallest)
    expect(fitPlace({ ...saved, width: 100, height: 100 }, [{ x: 0, y: 0, width: 640, height: 480 }])).toMatchObject(smallest)
  })

  it('works without any display', () => {
    expect(fitPlace(saved, [])).toEqual({ width: 1200, height: 700 })
  })

  it('only ever places a window where a hand can catch it', () => {
    const anywhere = fc.integer({ min: -5_000, max: 5_000 })
    const extent = fc.integer({ min: 100, max: 5_000 })
    const area = fc.record({ x: anywhere, y: anywhere, width: extent, height: extent })
    fc.assert(
      fc.property(area, fc.array(area, { maxLength: 3 }), (window, areas) => {
        const place = fitPlace({ ...window, maximized: false }, areas)
        expect(place.width).toBeGreaterThanOrEqual(smallest.width)
        if (place.x === undefined) return
        const { x, y } = place
        expect(areas.some((there) => x < there.x + there.width && x + window.width > there.x && y >= there.y && y < there.y + there.height)).toBe(true)
      }),
    )
  })
})

describe('cascade', () => {
  const from = { x: 100, y: 100, width: 1000, height: 700 }

  it('puts the next window a step down and to the right, as large', () => {
    expect(cascade(from, [laptop, right])).toEqual({ x: 128, y: 128, width: 1000, height: 700 })
  })

  it('begins again in the corner of the same display when that would leave it', () => {
    expect(cascade({ ...from, x: 430 }, [laptop, right])).toEqual({ x: 0, y: 25, width: 1000, height: 700 })
    expect(cascade({ x: 2_300, y: 100, width: 1050, height: 700 }, [laptop, right])).toMatchObject({ x: 1440, y: 0 })
  })

  it('always lies within a display that it fits on, and is never smaller than a window may be', () => {
    const [coordinate, extent] = [fc.integer({ min: -3_000, max: 5_000 }), fc.integer({ min: 100, max: 4_000 })]
    const any = fc.record({ x: coordinate, y: coordinate, width: extent, height: extent })
    fc.assert(
      fc.property(any, (place) => {
        const { x = NaN, y = NaN, width, height } = cascade(place, [laptop, right])
        const holds = (area: Rectangle) => x >= area.x && y >= area.y && x + width <= area.x + area.width && y + height <= area.y + area.height
        return [laptop, right].some(holds) && width >= smallest.width && height >= smallest.height
      }),
    )
  })

  it('keeps the size where no display is known', () => {
    expect(cascade(from, [])).toEqual({ width: 1000, height: 700 })
  })
})
