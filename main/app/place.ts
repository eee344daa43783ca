/** Place: where a window goes, worked out from where it was, the window before it, and the displays that are there now. */
import type { Settings } from '../../shared/settings'

/** In device-independent pixels, as Electron gives them. */
export interface Rectangle {
  x: number
  y: number
  width: number
  height: number
}

/** Without x and y the system chooses where. */
export type Placement = { width: number; height: number } & ({ x: number; y: number } | { x?: never; y?: never })

/** Below this the three panes no longer fit side by side. */
export const smallest = { width: 880, height: 560 } as const

/** As much of the title bar as a hand needs to catch it. */
const grip = { width: 120, height: 32 } as const

/**
 * Keeps the remembered place if its title bar can be reached on one of the displays' work areas; else keeps the size only.
 * The size never exceeds the display, and never goes below `smallest`.
 */
export function fitPlace(saved: Settings['window'], workAreas: readonly Rectangle[]): Placement {
  const { x, y } = saved
  const home = x === null || y === null ? undefined : workAreas.find((area) => reachable({ ...saved, x, y }, area))
  const area = home ?? workAreas[0]
  const size = {
    width: clamp(saved.width, smallest.width, area?.width ?? saved.width),
    height: clamp(saved.height, smallest.height, area?.height ?? saved.height),
  }
  return home === undefined || x === null || y === null ? size : { x, y, ...size }
}

/** From one window to the next one above it: a title bar's height, so that each can be caught. */
const step = 28

/** Of the same size, a step down and to the right; in the display's upper left corner where that doesn't fit. */
export function cascade(from: Rectangle, workAreas: readonly Rectangle[]): Placement {
  const area = workAreas.find((each) => reachable(from, each)) ?? workAreas[0]
  if (area === undefined) return { width: from.width, height: from.height }
  const width = clamp(from.width, smallest.width, area.width)
  const height = clamp(from.height, smallest.height, area.height)
  const [x, y] = [from.x + step, from.y + step]
  const fits = x >= area.x && y >= area.y && x + width <= area.x + area.width && y + height <= area.y + area.height
  return { ...(fits ? { x, y } : { x: area.x, y: area.y }), width, height }
}

function reachable(place: Rectangle, area: Rectangle): boolean {
  const visible = Math.min(place.x + place.width, area.x + area.width) - Math.max(place.x, area.x)
  return visible >= grip.width && place.y >= area.y && place.y + grip.height <= area.y + area.height
}

/** A display smaller than `smallest` loses: a window can be moved, a squeezed one can't be used. */
function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most))
}
