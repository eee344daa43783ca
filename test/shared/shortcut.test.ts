import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as v from 'valibot'
import { actionIds, actionOf, actionTable, keysOf } from '../../shared/actions'
import { accelerator, electronKeys, isFree, keysMeant, keysPressed, reservedFor, type PressedKeys } from '../../shared/shortcut'

const press = (key: string, about: Partial<PressedKeys> = {}): PressedKeys => ({ key, code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...about })

/** What a US keyboard sends for a shortcut. */
const shifted: Record<string, string> = { '-': '_', '=': '+', '[': '{', ']': '}', '\\': '|', ';': ':', "'": '"', ',': '<', '.': '>', '/': '?', '`': '~', 1: '!', 2: '@', 3: '#', 4: '$', 5: '%', 6: '^', 7: '&', 8: '*', 9: '(', 0: ')' }
const codes: Record<string, string> = { '-': 'Minus', '=': 'Equal', '[': 'BracketLeft', ']': 'BracketRight', '\\': 'Backslash', ';': 'Semicolon', "'": 'Quote', ',': 'Comma', '.': 'Period', '/': 'Slash', '`': 'Backquote' }
const names: Record<string, string> = { Space: ' ', Up: 'ArrowUp', Down: 'ArrowDown', Left: 'ArrowLeft', Right: 'ArrowRight' }
function typed(keys: string, mac: boolean): PressedKeys {
  const parts = keys.split('+')
  const key = parts.at(-1) ?? ''
  const shiftKey = parts.includes('Shift')
  const letter = /^[A-Z]$/.test(key)
  return {
    key: letter ? (shiftKey ? key : key.toLowerCase()) : ((shiftKey ? shifted[key] : undefined) ?? names[key] ?? key),
    code: letter ? `Key${key}` : /^\d$/.test(key) ? `Digit${key}` : (codes[key] ?? key),
    ctrlKey: parts.includes(mac ? 'Ctrl' : 'Mod'),
    metaKey: mac && parts.includes('Mod'),
    altKey: parts.includes('Alt'),
    shiftKey,
  }
}
const anyKey = fc.constantFrom(
  ...Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-=[]\\;\',./`'),
  ...'F1 F9 F24 Enter Space Tab Escape Delete Backspace Home End PageUp PageDown Up Down Left Right'.split(' '),
)
const anyKeys = (mac: boolean) =>
  fc.tuple(fc.subarray(mac ? ['Mod', 'Ctrl', 'Alt', 'Shift'] : ['Mod', 'Alt', 'Shift']), anyKey).map(([modifiers, key]) => [...modifiers, key].join('+'))

describe('a key press', () => {
  it.each([true, false])('and its text are the same shortcut, there and back (Mac: %s)', (mac) => {
    fc.assert(
      fc.property(anyKeys(mac), (keys) => {
        expect(v.is(accelerator, keys)).toBe(true)
        expect(keysPressed(typed(keys, mac), mac)).toBe(keys)
        expect(keysMeant(typed(keys, mac), mac)[0]).toBe(keys)
      }),
      { numRuns: 1_000 },
    )
  })

  it('is one of the texts that settings take, or none, whatever the keyboard sends', () => {
    const [text, held] = [fc.string({ maxLength: 8 }), fc.boolean()]
    const any = fc.record({ key: text, code: text, ctrlKey: held, metaKey: held, altKey: held, shiftKey: held })
    fc.assert(fc.property(any, fc.boolean(), (pressed, mac) => [keysPressed(pressed, mac)].every((keys) => keys === null || v.is(accelerator, keys))))
  })

  it('is none where the keyboard sends the name of what every object has', () => {
    expect(keysPressed(press('toString'), false)).toBeNull()
    expect(keysPressed(press('', { code: 'constructor' }), false)).toBeNull()
  })

  it('is by the character where the keyboard writes Latin letters, by the place where it does not', () => {
    expect(keysPressed(press('z', { code: 'KeyY', ctrlKey: true }), false)).toBe('Mod+Z')
    expect(keysPressed(press('я', { code: 'KeyZ', ctrlKey: true }), false)).toBe('Mod+Z')
    expect(keysPressed(press('&', { code: 'Digit1', ctrlKey: true }), false)).toBe('Mod+1')
  })

  it('with Shift for a sign means the sign without Shift, too', () => {
    expect(keysMeant(press('/', { code: 'Digit7', ctrlKey: true, shiftKey: true }), false)).toEqual(['Mod+Shift+/', 'Mod+/'])
    expect(keysMeant(press('?', { code: 'Slash', ctrlKey: true, shiftKey: true }), false)).toEqual(['Mod+Shift+/'])
  })

  it('of a modifier alone, a dead key, or with the Windows key is none', () => {
    for (const key of ['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'Dead', 'Process', 'Unidentified']) expect(keysPressed(press(key, { ctrlKey: true, code: 'KeyA' }), false)).toBeNull()
    expect(keysPressed(press('k', { metaKey: true }), false)).toBeNull()
    expect(keysPressed(press('k', { metaKey: true }), true)).toBe('Mod+K')
    expect(keysMeant(press('Shift'), false)).toEqual([])
  })
})

describe('a shortcut', () => {
  it('is written for Electron', () => {
    expect(['Mod+K', 'Mod+Ctrl+Alt+Shift+F5', 'Ctrl+Space', 'F3'].map(electronKeys)).toEqual(['CommandOrControl+K', 'CommandOrControl+Control+Alt+Shift+F5', 'Control+Space', 'F3'])
  })

  it('may not be keys that type or move', () => {
    for (const keys of ['K', 'Shift+K', 'Enter', 'Shift+Tab', 'Space', 'Alt+Up', 'Up', 'Delete', '/']) expect(isFree(keys), keys).toBe(false)
    for (const keys of ['Mod+K', 'Ctrl+K', 'Alt+K', 'Alt+Shift+K', 'F3', 'Shift+F3', 'Mod+Up', 'Mod+Alt+Left']) expect(isFree(keys), keys).toBe(true)
  })

  it('belongs to at most one action as they come, is well formed, free and none of the system', () => {
    const used = actionIds.flatMap((id) => actionTable[id].keys ?? [])
    expect(new Set(used).size).toBe(used.length)
    for (const keys of used) expect([v.is(accelerator, keys), isFree(keys), reservedFor(keys)], keys).toEqual([true, true, null])
  })

  it('is the one a person chose, before what is usual; null takes it away', () => {
    const own = { find: 'Mod+K', 'show-palette': null, 'of-another-version': 'Mod+9' }
    expect([keysOf('find', own), keysOf('show-palette', own), keysOf('send', own), keysOf('import', own)]).toEqual(['Mod+K', null, 'Mod+Enter', null])
    expect([actionOf('Mod+K', own), actionOf('Mod+F', own), actionOf('Mod+9', own), actionOf('Mod+Enter', own)]).toEqual(['find', null, null, 'send'])
    expect(actionOf('Mod+K', { find: 'Mod+K' })).toBe('find')
  })
})
