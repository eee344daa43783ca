import type { ConnectionId } from '../../shared/connection'
import type { DeckGroup } from './deck'

/** What stands on one line of the deck: the head of a group, one row, or as many cards as fit beside each other. */
export type DeckLine = { kind: 'group'; group: DeckGroup; collapsed: boolean } | { kind: 'sockets'; ids: readonly ConnectionId[]; group: DeckGroup }

/** Where the keyboard stands. */
export type DeckSpot = { kind: 'group'; key: string } | { kind: 'socket'; id: ConnectionId }

interface Layout {
  /** Groups have heads, and these are folded. */
  headed: boolean
  collapsed: ReadonlySet<string>
  perLine: number
}

export function linesOf(groups: readonly DeckGroup[], { headed, collapsed, perLine }: Layout): DeckLine[] {
  const lines: DeckLine[] = []
  for (const group of groups) {
    const folded = headed && collapsed.has(group.key)
    if (headed) lines.push({ kind: 'group', group, collapsed: folded })
    if (folded) continue
    for (let at = 0; at < group.ids.length; at += perLine) lines.push({ kind: 'sockets', ids: group.ids.slice(at, at + perLine), group })
  }
  return lines
}

/** Line and place in it; null if it is not shown. */
export function findSpot(lines: readonly DeckLine[], spot: DeckSpot | null): { line: number; at: number } | null {
  if (spot === null) return null
  for (const [line, each] of lines.entries()) {
    if (each.kind === 'group' ? spot.kind === 'group' && each.group.key === spot.key : spot.kind === 'socket' && each.ids.includes(spot.id))
      return { line, at: each.kind === 'sockets' && spot.kind === 'socket' ? each.ids.indexOf(spot.id) : 0 }
  }
  return null
}

export type DeckMove = 'up' | 'down' | 'left' | 'right' | 'page-up' | 'page-down' | 'first' | 'last'

/** Where a key leads; from nowhere, to the first or the last line. `page` in lines. */
export function moved(lines: readonly DeckLine[], from: DeckSpot | null, move: DeckMove, page: number): DeckSpot | null {
  const here = findSpot(lines, from)
  const last = lines.length - 1
  if (here === null || move === 'first' || move === 'last') return spotAt(lines, move === 'last' || move === 'up' ? last : 0, move === 'last' ? Infinity : 0)
  const { line, at } = here
  switch (move) {
    case 'up':
      return spotAt(lines, Math.max(0, line - 1), at)
    case 'down':
      return spotAt(lines, Math.min(last, line + 1), at)
    case 'page-up':
      return spotAt(lines, Math.max(0, line - page), at)
    case 'page-down':
      return spotAt(lines, Math.min(last, line + page), at)
    case 'left':
      return at > 0 ? spotAt(lines, line, at - 1) : line > 0 ? spotAt(lines, line - 1, Infinity) : from
    case 'right':
      return at + 1 < width(lines[line]) ? spotAt(lines, line, at + 1) : line < last ? spotAt(lines, line + 1, 0) : from
  }
}

function width(line: DeckLine | undefined): number {
  return line?.kind === 'sockets' ? line.ids.length : 1
}

function spotAt(lines: readonly DeckLine[], line: number, at: number): DeckSpot | null {
  const found = lines[line]
  if (found === undefined) return null
  if (found.kind === 'group') return { kind: 'group', key: found.group.key }
  const id = found.ids[Math.min(at, found.ids.length - 1)]
  return id === undefined ? null : { kind: 'socket', id }
}
