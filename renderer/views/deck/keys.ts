import type { DeckMove } from '../../format/deck-lines'

/** What a key does on the deck, apart from moving. */
export type DeckAct = 'select-all' | 'escape' | 'tick' | 'toggle' | 'remove' | 'attempts' | 'charts' | 'filter' | 'fold' | 'unfold'

const moves: Readonly<Record<string, DeckMove>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  PageUp: 'page-up',
  PageDown: 'page-down',
  Home: 'first',
  End: 'last',
}

const acts: Readonly<Record<string, DeckAct>> = {
  Escape: 'escape',
  ' ': 'tick',
  Enter: 'toggle',
  Delete: 'remove',
  Backspace: 'remove',
  w: 'attempts',
  c: 'charts',
  '/': 'filter',
}

/** `folds`: there is one thing on a line, so that left and right are free to fold groups. null: not a key of the deck. */
export function keyOf({ key, ctrlKey, metaKey, altKey }: KeyboardEvent, folds: boolean): { move: DeckMove } | { act: DeckAct } | null {
  const modified = ctrlKey || metaKey || altKey
  if (modified) return key.toLowerCase() === 'a' && !altKey ? { act: 'select-all' } : null
  const move = moves[key]
  if (folds && move === 'left') return { act: 'fold' }
  if (folds && move === 'right') return { act: 'unfold' }
  if (move !== undefined) return { move }
  const act = acts[key.length === 1 ? key.toLowerCase() : key]
  return act === undefined ? null : { act }
}
