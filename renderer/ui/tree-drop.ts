/** A line of a tree: a folder, or a leaf of any other kind. Leaves of a folder are at level 2, below it. */
export interface TreeLine {
  kind: string
  id: string
  level: 1 | 2
}

/** Where a dragged line would land. `line` counts edges of lines from the top. */
export type TreeDrop =
  | { kind: 'into-folder'; folderId: string; row: number }
  | { kind: 'leaf'; folderId: string | null; beforeId: string | null; line: number; level: 1 | 2 }
  | { kind: 'folder'; beforeId: string | null; line: number }

/** `at` is the pointer's height in lines, with a fraction; null where it can't go. */
export function dropAt(rows: readonly TreeLine[], dragged: TreeLine, at: number): TreeDrop | null {
  return dragged.kind === 'folder' ? folderDrop(rows, dragged.id, at) : leafDrop(rows, at)
}

/** How a line shows by itself that something would land at it; only the last one has an edge below that no other has above. */
export function markOf(drop: TreeDrop | null, index: number, last: boolean): 'into' | 'before' | 'after' | null {
  if (drop === null) return null
  if (drop.kind === 'into-folder') return drop.row === index ? 'into' : null
  if (drop.line === index) return 'before'
  return last && drop.line === index + 1 ? 'after' : null
}

function folderDrop(rows: readonly TreeLine[], draggedId: string, at: number): TreeDrop | null {
  const heads = rows.flatMap((row, line) => (row.kind === 'folder' ? [{ beforeId: row.id, line }] : []))
  const loose = rows.findIndex((row) => row.kind !== 'folder' && row.level === 1)
  // The gap before each folder, and the one after the last.
  const gaps: { beforeId: string | null; line: number }[] = [...heads, { beforeId: null, line: loose === -1 ? rows.length : loose }]
  const nearest = gaps.reduce((best, gap) => (Math.abs(gap.line - at) < Math.abs(best.line - at) ? gap : best))
  const own = heads.findIndex(({ beforeId }) => beforeId === draggedId)
  const stays = nearest.beforeId === draggedId || nearest.beforeId === (heads[own + 1]?.beforeId ?? null)
  return stays ? null : { kind: 'folder', ...nearest }
}

function leafDrop(rows: readonly TreeLine[], at: number): TreeDrop {
  const index = Math.floor(at)
  const row = rows[index]
  if (row === undefined) return { kind: 'leaf', folderId: null, beforeId: null, line: rows.length, level: 1 }
  if (row.kind === 'folder') return { kind: 'into-folder', folderId: row.id, row: index }
  const { level } = row
  const folderId = level === 1 ? null : (rows.slice(0, index).findLast(({ kind }) => kind === 'folder')?.id ?? null)
  if (at - index < 0.5) return { kind: 'leaf', folderId, level, beforeId: row.id, line: index }
  const next = rows[index + 1]
  const sibling = next !== undefined && next.kind !== 'folder' && next.level === level ? next.id : null
  return { kind: 'leaf', folderId, level, beforeId: sibling, line: index + 1 }
}
