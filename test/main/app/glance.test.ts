import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lookBack } from '../../../main/app/glance'
import { silentLogger } from '../../../main/lib/logger'
import { History } from '../../../main/store/history'
import { Settings } from '../../../main/store/settings'
import { glanceCharacters, glanceOf } from '../../../shared/glance'
import { FakeClock } from '../../support/clock'

let dir: string
const systemLanguage = 'zh-CN'
const asNew = {
  window: { x: null, y: null, width: 1280, height: 800, maximized: false },
  glance: { theme: 'system', density: 'comfortable', language: systemLanguage, monoFont: '', hidden: [], panes: {}, sockets: 0, draft: '' },
}

beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'glance-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

function stores() {
  const about = { dir, clock: new FakeClock(), logger: silentLogger }
  return { settings: Settings.open(about), history: History.open(about) }
}

/** A file of a store, as far as a glance looks. */
function keep(name: string, data: unknown): void {
  writeFileSync(path.join(dir, `${name}.json`), JSON.stringify({ version: 5, checksum: 'not looked at', data }))
}

describe('what is remembered before the stores are open', () => {
  it('is in an empty folder what a new app has', () => {
    expect(lookBack(dir, systemLanguage)).toEqual(asNew)
    expect(glanceOf(stores().settings.value, { systemLanguage, draft: '' })).toEqual(asNew.glance)
  })

  it('is what the stores say a moment later, whatever was chosen', () => {
    const percent = fc.double({ min: 0, max: 100, noNaN: true })
    const chosen = fc.record({
      theme: fc.constantFrom('system', 'light', 'dark', 'contrast'),
      density: fc.constantFrom('comfortable', 'compact'),
      language: fc.constantFrom('system', 'en', 'zh-CN'),
      monoFont: fc.constantFrom('', 'Fira Code', 'Noto Sans Mono CJK SC'),
      hidden: fc.uniqueArray(fc.constantFrom('sidebar', 'deck', 'composer', 'messages')),
      panes: fc.dictionary(fc.constantFrom('sidebar', 'deck', 'composer', 'messages'), fc.tuple(percent)),
      window: fc.record({ x: fc.integer({ min: -9_000, max: 9_000 }), y: fc.integer({ min: -9_000, max: 9_000 }), width: fc.integer({ min: 100, max: 9_000 }), height: fc.integer({ min: 100, max: 9_000 }), maximized: fc.boolean() }),
    })
    const { settings, history } = stores()
    fc.assert(
      fc.property(chosen, fc.string({ unit: 'grapheme' }), (change, draft) => {
        // As it comes back from JSON: −0 is 0 there.
        const value = settings.patch(JSON.parse(JSON.stringify(change)) as typeof change)
        history.saveDraft({ format: 'text', text: draft })
        history.flush()
        expect(lookBack(dir, systemLanguage)).toEqual({ glance: glanceOf(value, { systemLanguage, draft }), window: value.window })
      }),
      { numRuns: 25 },
    )
  })

  it('leaves out a draft that is too long for a glance, or can’t be read: it comes with the picture', () => {
    keep('draft', { format: 'text', text: 'x'.repeat(glanceCharacters) })
    expect(lookBack(dir, 'en').glance.draft).toHaveLength(glanceCharacters)
    keep('draft', { format: 'text', text: 'x'.repeat(glanceCharacters + 1) })
    expect(lookBack(dir, 'en').glance.draft).toBeNull()
    keep('draft', { format: 'text', text: '中'.repeat(512 * 1024) })
    expect(lookBack(dir, 'en').glance.draft).toBeNull()
    writeFileSync(path.join(dir, 'draft.json'), '{"version": 1, "da')
    expect(lookBack(dir, 'en').glance.draft).toBeNull()
    rmSync(path.join(dir, 'draft.json'))
    mkdirSync(path.join(dir, 'draft.json'))
    expect(lookBack(dir, 'en').glance.draft).toBeNull()
  })

  it('is as in a new app where the file holds something else, and never throws', () => {
    const anything = fc.oneof(fc.json(), fc.string(), fc.json().map((data) => `{"data":${data}}`))
    const fields = fc.dictionary(fc.constantFrom('theme', 'density', 'language', 'monoFont', 'hidden', 'panes', 'deck', 'window'), fc.jsonValue()).map((data) => JSON.stringify({ data }))
    fc.assert(
      fc.property(fc.oneof(anything, fields), (text) => {
        writeFileSync(path.join(dir, 'settings.json'), text)
        const { glance, window } = lookBack(dir, 'en')
        expect(['system', 'light', 'dark', 'contrast']).toContain(glance.theme)
        expect(glance.monoFont).toMatch(/^[\p{L}\p{N} ._-]*$/u)
        expect([glance.hidden.every((name) => typeof name === 'string'), Object.values(glance.panes).flat().every((percent) => percent >= 0 && percent <= 100)]).toEqual([true, true])
        expect(Number.isInteger(window.width) && window.width >= 100).toBe(true)
      }),
    )
  })
})
