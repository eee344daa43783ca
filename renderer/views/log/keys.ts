/** What a key does in the log's grid; null: nothing here. */
type GridKey =
  | { kind: 'move'; to: number; extend: boolean }
  | { kind: 'end' | 'inspect' | 'pick' | 'context' | 'copy' | 'escape' | 'find-next' | 'find-previous' }

interface Stand {
  current: number | null
  first: number
  end: number
  /** Rows of a page. */
  page: number
}
type Pressed = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>

export function gridKey({ key, shiftKey, ctrlKey, metaKey, altKey }: Pressed, { current, first, end, page }: Stand): GridKey | null {
  const mod = ctrlKey || metaKey
  if (altKey) return key === 'Enter' && !mod && !shiftKey ? { kind: 'context' } : null
  if (key === 'F3' && !mod) return { kind: shiftKey ? 'find-previous' : 'find-next' }
  if (mod) return shiftKey ? null : key === 'c' ? { kind: 'copy' } : key === ' ' ? { kind: 'pick' } : null
  const from = current ?? end
  const moves: Readonly<Record<string, number>> = { ArrowDown: from + 1, ArrowUp: from - 1, PageDown: from + page, PageUp: from - page, Home: first }
  const to = moves[key] ?? (shiftKey && key === 'End' ? end - 1 : undefined)
  if (to !== undefined) return { kind: 'move', to, extend: shiftKey }
  if (shiftKey) return null
  const others: Readonly<Record<string, GridKey>> = { End: { kind: 'end' }, Enter: { kind: 'inspect' }, c: { kind: 'context' }, Escape: { kind: 'escape' } }
  return others[key] ?? null
}
