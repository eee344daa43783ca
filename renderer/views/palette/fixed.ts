import { wordsOf } from '../../../shared/words/words'

interface FixedKeys {
  text: string
  /** Any of these. */
  keys: readonly string[]
}

const words = wordsOf({
  tick: 'palette.shortcuts.fixed.tick',
  connect: 'palette.shortcuts.fixed.connect',
  remove: 'palette.shortcuts.fixed.remove',
  attempts: 'palette.shortcuts.fixed.attempts',
  charts: 'palette.shortcuts.fixed.charts',
  all: 'palette.shortcuts.fixed.all',
  none: 'palette.shortcuts.fixed.none',
  move: 'palette.shortcuts.fixed.move',
  pages: 'palette.shortcuts.fixed.pages',
  newest: 'palette.shortcuts.fixed.newest',
  inspect: 'palette.shortcuts.fixed.inspect',
  context: 'palette.shortcuts.fixed.context',
  pick: 'palette.shortcuts.fixed.pick',
  extend: 'palette.shortcuts.fixed.extend',
  copy: 'palette.shortcuts.fixed.copy',
  again: 'palette.shortcuts.fixed.again',
  back: 'palette.shortcuts.fixed.back',
  leave: 'palette.shortcuts.fixed.leave',
  fold: 'palette.shortcuts.fixed.fold',
  rename: 'palette.shortcuts.fixed.rename',
  delete: 'palette.shortcuts.fixed.delete',
  reorder: 'palette.shortcuts.fixed.reorder',
  menu: 'palette.shortcuts.fixed.menu',
  close: 'palette.shortcuts.fixed.close',
  save: 'palette.shortcuts.fixed.save',
  saveMore: 'palette.shortcuts.fixed.saveMore',
})

type Row = readonly [keyof typeof words, ...string[]]

/** What keys do inside a list, whatever the person has chosen elsewhere. */
const table = {
  deck: [
    ['move', 'Up', 'Down'],
    ['pages', 'PageUp', 'PageDown'],
    ['tick', 'Space'],
    ['connect', 'Enter'],
    ['remove', 'Delete'],
    ['attempts', 'W'],
    ['charts', 'C'],
    ['all', 'Mod+A'],
    ['none', 'Escape'],
  ],
  log: [
    ['move', 'Up', 'Down'],
    ['pages', 'PageUp', 'PageDown'],
    ['newest', 'End'],
    ['inspect', 'Enter'],
    ['context', 'C'],
    ['pick', 'Mod+Space'],
    ['extend', 'Shift+Up', 'Shift+Down'],
    ['copy', 'Mod+C'],
    ['again', 'F3'],
    ['back', 'Shift+F3'],
    ['leave', 'Escape'],
  ],
  profiles: [
    ['move', 'Up', 'Down'],
    ['fold', 'Left', 'Right'],
    ['connect', 'Enter'],
    ['rename', 'F2'],
    ['reorder', 'Alt+Up', 'Alt+Down'],
    ['delete', 'Delete'],
    ['menu', 'Shift+F10'],
  ],
  dialogs: [
    ['close', 'Escape'],
    ['save', 'Mod+Enter'],
    ['saveMore', 'Mod+Shift+Enter'],
  ],
} as const satisfies Record<string, readonly Row[]>

export const fixedLists = Object.keys(table) as (keyof typeof table)[]

export function fixedKeys(list: keyof typeof table): FixedKeys[] {
  return table[list].map(([word, ...keys]) => ({ text: words[word], keys }))
}
