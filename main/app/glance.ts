/** Glance: what the first frame needs of the stores' files, read before the stores are there; what can't be read is as in a new app. */
import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { glanceOf, type Glance } from '../../shared/glance'
import type { Settings } from '../../shared/settings'
import type { Language } from '../../shared/words/words'

/** A file of settings is a few KB, a draft at most four bytes for each character; what is larger is not for a glance. */
const mostBytes = 512 * 1024

export interface Remembered {
  glance: Glance
  window: Settings['window']
}

type Data = Readonly<Record<string, unknown>>

/**
 * Reads `settings.json` and `draft.json` in `dir`. Never throws, and proves nothing: the stores do, a moment later, and whoever looked at this
 * is then told what is so. Their own reader is not used, since it takes all of the schemas with it.
 */
export function lookBack(dir: string, systemLanguage: Language): Remembered {
  const { theme, density, language, monoFont, hidden, panes, deck, window } = dataOf(path.join(dir, 'settings.json')) ?? {}
  const settings = {
    theme: oneOf(['system', 'light', 'dark', 'contrast'], theme),
    density: oneOf(['comfortable', 'compact'], density),
    language: oneOf(['system', 'en', 'zh-CN'], language),
    monoFont: typeof monoFont === 'string' && /^[\p{L}\p{N} ._-]{0,100}$/u.test(monoFont) ? monoFont : '',
    hidden: Array.isArray(hidden) ? hidden.filter((pane) => typeof pane === 'string').slice(0, 20) : [],
    panes: sizes(record(panes)),
    deck: Array.isArray(deck) ? deck : [],
  }
  return { glance: glanceOf(settings, { systemLanguage, draft: draftOf(dataOf(path.join(dir, 'draft.json'))) }), window: place(record(window)) }
}

/** What a store keeps in this file, undefined if there is none; null: whatever it is, the store will meet it and tell the person. */
function dataOf(file: string): Data | null | undefined {
  try {
    const stats = statSync(file, { throwIfNoEntry: false })
    if (stats === undefined) return undefined
    return stats.isFile() && stats.size <= mostBytes ? record(record(JSON.parse(readFileSync(file, 'utf8'))).data) : null
  } catch {
    return null
  }
}

function draftOf(data: Data | null | undefined): string | null {
  if (data === undefined) return ''
  return typeof data?.['text'] === 'string' ? data['text'] : null
}

function record(value: unknown): Data {
  return typeof value === 'object' && value !== null ? (value as Data) : {}
}

/** The first of them stands for anything else. */
function oneOf<const T extends string>(those: readonly [T, ...T[]], value: unknown): T {
  return those.find((each) => each === value) ?? those[0]
}

function sizes(panes: Data): Settings['panes'] {
  const percent = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value <= 100
  const kept = Object.entries(panes).flatMap(([name, list]) => (Array.isArray(list) && list.every(percent) ? [[name, list] as const] : []))
  return Object.fromEntries(kept.slice(0, 20))
}

function place({ x, y, width, height, maximized }: Data): Settings['window'] {
  const whole = (value: unknown, least: number): value is number => Number.isInteger(value) && Number(value) >= least && Number(value) <= 100_000
  const known = whole(x, -100_000) && whole(y, -100_000)
  const sized = whole(width, 100) && whole(height, 100)
  return { ...(known ? { x, y } : { x: null, y: null }), ...(sized ? { width, height } : { width: 1280, height: 800 }), maximized: maximized === true }
}
