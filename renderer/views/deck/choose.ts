import type { ConnectionId } from '../../../shared/connection'
import type { DeckView } from '../../state/deck-view.svelte'
import type { Selection } from '../../state/selection.svelte'

interface Rooms {
  selection: Selection
  deckView: DeckView
}

/** A click on a row or card: with Ctrl it ticks, with Shift from the last tick to here. */
export function choose(event: MouseEvent, id: ConnectionId, { selection, deckView }: Rooms): void {
  if (event.shiftKey) selection.range(id, deckView.unfolded)
  else if (event.ctrlKey || event.metaKey) selection.toggle(id)
}

/** A click on its tick. */
export function tick(event: MouseEvent & { currentTarget: HTMLInputElement }, id: ConnectionId, { selection, deckView }: Rooms): void {
  event.stopPropagation()
  if (event.shiftKey) selection.range(id, deckView.unfolded)
  else selection.toggle(id)
  // A range may leave the tick of the row it ends at as it was, although the browser has changed it.
  event.currentTarget.checked = selection.has(id)
  event.currentTarget.closest<HTMLElement>('[role=grid]')?.focus()
}
