import { acceptCompletion, closeBracketsKeymap, closeCompletion, moveCompletionSelection, startCompletion } from '@codemirror/autocomplete'
import { defaultKeymap, historyKeymap } from '@codemirror/commands'
import { foldKeymap } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { keymap, type KeyBinding } from '@codemirror/view'

/** Keys that the app's own menus use. Tab is not bound: it leaves the editor, as everywhere. */
const notOurs = new Set(['Shift-Mod-k', 'Mod-/', 'Ctrl-m', 'Mod-Enter', 'Alt-A'])

const completing: KeyBinding[] = [
  { key: 'ArrowDown', run: moveCompletionSelection(true) },
  { key: 'ArrowUp', run: moveCompletionSelection(false) },
  { key: 'PageDown', run: moveCompletionSelection(true, 'page') },
  { key: 'PageUp', run: moveCompletionSelection(false, 'page') },
  { key: 'Enter', run: acceptCompletion },
  { key: 'Tab', run: acceptCompletion },
  { key: 'Escape', run: closeCompletion },
  { key: 'Ctrl-Space', run: startCompletion },
]

export interface CodeActions {
  submit: () => void
  /** False: the key does what it does anyway. */
  step: (by: 1 | -1) => boolean
}

export function codeKeys({ submit, step }: CodeActions): Extension {
  const own: KeyBinding[] = [
    { key: 'Mod-Enter', run: () => (submit(), true) },
    { key: 'ArrowUp', run: () => step(1) },
    { key: 'ArrowDown', run: () => step(-1) },
  ]
  const usual = defaultKeymap.filter(({ key = '' }) => !notOurs.has(key))
  return keymap.of([...completing, ...own, ...closeBracketsKeymap, ...historyKeymap, ...foldKeymap, ...usual])
}
