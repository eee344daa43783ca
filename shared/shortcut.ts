/** A keyboard shortcut as text: `Mod+Shift+K`; Mod is ⌘ on a Mac and Ctrl elsewhere. */
import * as v from 'valibot'

/** Modifiers in this order, then one key: a letter, a digit, a function key or a named one. */
export const acceleratorPattern = /^(?:Mod\+)?(?:Ctrl\+)?(?:Alt\+)?(?:Shift\+)?(?:[A-Z0-9]|F(?:[1-9]|1[0-9]|2[0-4])|Enter|Space|Tab|Escape|Delete|Backspace|Home|End|PageUp|PageDown|Up|Down|Left|Right|[-=[\]\\;',./`])$/

export const accelerator = v.pipe(v.string(), v.maxLength(40), v.regex(acceleratorPattern))

/** The part of a KeyboardEvent that is needed. */
export interface PressedKeys {
  key: string
  /** Place on the keyboard, such as `KeyK`. */
  code: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
}

// Maps: a key's name comes from outside, and an object knows `toString` too.
const named: ReadonlyMap<string, string> = new Map(Object.entries({
  Enter: 'Enter', ' ': 'Space', Tab: 'Tab', Escape: 'Escape', Delete: 'Delete', Backspace: 'Backspace', Home: 'Home', End: 'End',
  PageUp: 'PageUp', PageDown: 'PageDown', ArrowUp: 'Up', ArrowDown: 'Down', ArrowLeft: 'Left', ArrowRight: 'Right',
}))
/** Signs by their place on a US keyboard: another layout, or Shift, puts another character there. */
const places: ReadonlyMap<string, string> = new Map(Object.entries({
  Minus: '-', Equal: '=', BracketLeft: '[', BracketRight: ']', Backslash: '\\', Semicolon: ';', Quote: "'", Comma: ',', Period: '.', Slash: '/', Backquote: '`',
}))
const signs: ReadonlySet<string> = new Set(places.values())

/** The shortcut of a key press; null for one that is none, such as a modifier alone. */
export function keysPressed(pressed: PressedKeys, mac: boolean): string | null {
  const key = keyOf(pressed)
  // The Windows key belongs to the system.
  if (key === null || (!mac && pressed.metaKey)) return null
  const modifiers = [mac ? pressed.metaKey && 'Mod' : pressed.ctrlKey && 'Mod', mac && pressed.ctrlKey && 'Ctrl', pressed.altKey && 'Alt', pressed.shiftKey && 'Shift']
  return [...modifiers.filter((name) => name !== false), key].join('+')
}

/**
 * All shortcuts that a key press may stand for: `/` needs Shift on many keyboards, and `Mod+/` is meant all the same.
 * The exact one comes first.
 */
export function keysMeant(pressed: PressedKeys, mac: boolean): string[] {
  const exact = keysPressed(pressed, mac)
  if (exact === null) return []
  const loose = pressed.shiftKey && signs.has(pressed.key) ? keysPressed({ ...pressed, shiftKey: false }, mac) : null
  return loose === null ? [exact] : [exact, loose]
}

/** By the character, so that Ctrl+Z is where Z is; by the place where the keyboard writes no Latin letters. */
function keyOf({ key, code }: PressedKeys): string | null {
  const name = named.get(key)
  if (name !== undefined) return name
  if (/^[a-z]$/i.test(key)) return key.toUpperCase()
  if (/^([0-9]|F([1-9]|1[0-9]|2[0-4]))$/.test(key) || signs.has(key)) return key
  if (/^(Control|Shift|Alt|Meta|AltGraph|Dead|Process|Unidentified)$/.test(key)) return null
  return /^(?:Key|Digit)([A-Z0-9])$/.exec(code)?.[1] ?? places.get(code) ?? null
}

/** Whether it may be a shortcut: what types or moves the caret may not. */
export function isFree(keys: string): boolean {
  return /^(?:Mod|Ctrl)\+|^(?:Alt\+)(?:Shift\+)?(?!Up$|Down$)|^(?:Shift\+)?F\d+$/.test(keys)
}

/** Keys of the system's own that no action can have, by what they do: words `menu.<name>`. */
const reserved = {
  'Mod+Z': 'undo', 'Mod+Shift+Z': 'redo', 'Mod+Y': 'redo', 'Mod+X': 'cut', 'Mod+C': 'copy', 'Mod+V': 'paste', 'Mod+Shift+V': 'paste', 'Mod+A': 'selectAll',
  'Mod+0': 'resetZoom', 'Mod+=': 'zoomIn', 'Mod+Shift+=': 'zoomIn', 'Mod+-': 'zoomOut', F11: 'fullScreen',
} as const
export type ReservedWord = (typeof reserved)[keyof typeof reserved]

/** What the system does by these keys in every text field and window; null: nothing. */
export function reservedFor(keys: string): ReservedWord | null {
  return Object.hasOwn(reserved, keys) ? reserved[keys as keyof typeof reserved] : null
}

/** As Electron writes it. */
export function electronKeys(keys: string): string {
  return keys.replace(/^Mod\b/, 'CommandOrControl').replace(/(^|\+)Ctrl\+/, '$1Control+')
}
