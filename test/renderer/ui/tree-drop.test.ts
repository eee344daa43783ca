import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dropAt, markOf, type TreeDrop, type TreeLine } from '../../../renderer/ui/tree-drop'

const folder = (id: string): TreeLine => ({ kind: 'folder', id, level: 1 })
const leaf = (id: string, level: 1 | 2): TreeLine => ({ kind: 'leaf', id, level })
// Two is folded.
const rows = [folder('one'), leaf('a', 2), leaf('b', 2), folder('two'), leaf('c', 1), leaf('d', 1)]

function dropped(id: string, at: number): TreeDrop | null {
  const row = rows.find((candidate) => candidate.id === id)
  if (row === undefined) throw new Error(`no row ${id}`)
  return dropAt(rows, row, at)
}

describe('dropping a leaf', () => {
  it.each<[string, number, TreeDrop]>([
    ['on a folder puts it inside', 3.5, { kind: 'into-folder', folderId: 'two', row: 3 }],
    ['on the upper half of a leaf puts it before', 1.2, { kind: 'leaf', folderId: 'one', beforeId: 'a', line: 1, level: 2 }],
    ['on the lower half of a leaf puts it after', 1.8, { kind: 'leaf', folderId: 'one', beforeId: 'b', line: 2, level: 2 }],
    ['after the last of a folder keeps it in the folder', 2.8, { kind: 'leaf', folderId: 'one', beforeId: null, line: 3, level: 2 }],
    ['beside a leaf outside of any folder takes it out of its own', 4.8, { kind: 'leaf', folderId: null, beforeId: 'd', line: 5, level: 1 }],
    ['below everything takes it out of its folder', 9, { kind: 'leaf', folderId: null, beforeId: null, line: 6, level: 1 }],
  ])('%s', (_where, at, drop) => {
    expect(dropped('d', at)).toEqual(drop)
  })
})

describe('dropping a folder', () => {
  it('shows the gap before the nearest folder', () => {
    expect(dropped('two', 0.4)).toEqual({ kind: 'folder', beforeId: 'one', line: 0 })
  })

  it('goes to the end of the folders, above the leaves outside of any', () => {
    expect(dropped('one', 5)).toEqual({ kind: 'folder', beforeId: null, line: 4 })
  })

  it('goes nowhere next to itself', () => {
    expect(dropped('two', 3)).toBeNull()
    expect(dropped('one', 2.9)).toBeNull()
  })
})

describe('the mark of a line', () => {
  const marks = (drop: TreeDrop | null) => rows.map((_, index) => markOf(drop, index, index === rows.length - 1))

  it('is on the folder that something goes into, or at the edge where it comes to lie', () => {
    expect(marks(dropped('d', 3.5))).toEqual([null, null, null, 'into', null, null])
    expect(marks(dropped('d', 1.8))).toEqual([null, null, 'before', null, null, null])
    expect(marks(dropped('a', 9))).toEqual([null, null, null, null, null, 'after'])
    expect(marks(dropped('two', 3))).toEqual([null, null, null, null, null, null])
  })

  it('is on one line alone, wherever something would land', () => {
    fc.assert(
      fc.property(fc.constantFrom(...rows), fc.double({ min: 0, max: 8, noNaN: true }), (dragged, at) => {
        const drop = dropAt(rows, dragged, at)
        expect(marks(drop).filter((mark) => mark !== null)).toHaveLength(drop === null ? 0 : 1)
      }),
    )
  })
})
