/** Tag: direction and kind of an entry together as one small number, as it stands in a row on disk. */
import { directions, entryKinds, type Direction, type EntryKind } from '../../../shared/entry'

/** Kinds have room for eight, so that a new one does not change the tags of those before it. */
const kindsRoom = 8

export interface Tag {
  direction: Direction
  kind: EntryKind
}

/** By tag; undefined for a number that no entry has. */
export const tags: readonly (Tag | undefined)[] = directions.flatMap((direction) =>
  Array.from({ length: kindsRoom }, (_, i) => {
    const kind = entryKinds[i]
    return kind && { direction, kind }
  }),
)

export function tagOf(direction: Direction, kind: EntryKind): number {
  return directions.indexOf(direction) * kindsRoom + entryKinds.indexOf(kind)
}
