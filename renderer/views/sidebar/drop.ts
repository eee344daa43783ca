import type { TreeRow } from '../../state/profiles.svelte'

/** Where a dragged row would land, and where to show it. */
export type Drop =
  | { kind: 'into-folder'; folderId: string; row: number }
  /** `line` counts row edges from the top of the tree. */
  | { kind: 'profile'; folderId: string | null; beforeId: string | null; line: number; level: 1 | 2 }
  | { kind: 'folder'; beforeId: string | null; line: number }

/** `at` is the pointer's height in rows, with a fraction; null where the row can't go. */
export function dropAt(rows: readonly TreeRow[], dragged: TreeRow, at: number): Drop | null {
  return dragged.kind === 'folder' ? folderDrop(rows, dragged.id, at) : profileDrop(rows, at)
}

function folderDrop(rows: readonly TreeRow[], draggedId: string, at: number): Drop | null {
  const heads = rows.flatMap((row, index) => (row.kind === 'folder' ? [{ id: row.id, index }] : []))
  const loose = rows.findIndex((row) => row.kind === 'profile' && row.level === 1)
  const end = loose === -1 ? rows.length : loose
  // The gap before each folder, and the one after the last.
  const gaps: { beforeId: string | null; line: number }[] = [...heads.map(({ id, index }) => ({ beforeId: id, line: index })), { beforeId: null, line: end }]
  const nearest = gaps.reduce((best, gap) => (Math.abs(gap.line - at) < Math.abs(best.line - at) ? gap : best))
  const own = heads.findIndex(({ id }) => id === draggedId)
  const stays = nearest.beforeId === draggedId || nearest.beforeId === (heads[own + 1]?.id ?? null)
  return stays ? null : { kind: 'folder', ...nearest }
}

function profileDrop(rows: readonly TreeRow[], at: number): Drop {
  const index = Math.floor(at)
  const row = rows[index]
  if (row === undefined) return { kind: 'profile', folderId: null, beforeId: null, line: rows.length, level: 1 }
  if (row.kind === 'folder') return { kind: 'into-folder', folderId: row.id, row: index }
  const place = { folderId: row.level === 1 ? null : row.profile.folderId, level: row.level }
  if (at - index < 0.5) return { kind: 'profile', ...place, beforeId: row.id, line: index }
  const next = rows[index + 1]
  const sibling = next?.kind === 'profile' && next.level === row.level ? next.id : null
  return { kind: 'profile', ...place, beforeId: sibling, line: index + 1 }
}
