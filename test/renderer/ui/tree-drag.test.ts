import { describe, expect, it } from 'vitest'
import { TreeDrag } from '../../../renderer/ui/tree-drag.svelte'
import type { TreeLine } from '../../../renderer/ui/tree-drop'

const one: TreeLine = { kind: 'folder', id: 'one', level: 1 }
const two: TreeLine = { kind: 'folder', id: 'two', level: 1 }
const a: TreeLine = { kind: 'leaf', id: 'a', level: 2 }
const b: TreeLine = { kind: 'leaf', id: 'b', level: 1 }
const rowPx = 10

function dragging() {
  const moves: unknown[][] = []
  const note = (...args: unknown[]) => {
    moves.push(args)
    return Promise.resolve()
  }
  const tree = { rows: [one, a, two, b], move: note, moveFolder: (...args: unknown[]) => note('folder', ...args) }
  return { drag: new TreeDrag(tree), moves }
}

const line = {}
const startOn = (target: unknown) => ({ target, currentTarget: line, dataTransfer: null }) as unknown as DragEvent

type ListEvent = DragEvent & { currentTarget: HTMLElement }

/** The pointer over a list that is scrolled by two lines and begins at a height of 100; tells whether it may land. */
function over(drag: TreeDrag, at: number): boolean {
  let taken = false
  const list = { getBoundingClientRect: () => ({ top: 100 }), scrollTop: 2 * rowPx }
  const event = { currentTarget: list, clientY: 100 + (at - 2) * rowPx, preventDefault: () => (taken = true) }
  drag.over(event as unknown as ListEvent, rowPx)
  return taken
}

const land = (drag: TreeDrag) => drag.land({ preventDefault: () => undefined } as unknown as DragEvent)

describe('dragging a line of a tree', () => {
  it.each<[string, TreeLine, number, unknown[][]]>([
    ['into a folder', b, 2.5, [[['b'], 'two', null]]],
    ['before a leaf of a folder', b, 1.2, [[['b'], 'one', 'a']]],
    ['a folder before another', two, 0.2, [['folder', 'two', 'one']]],
    ['nowhere if that is its own place', b, 3.2, []],
  ])('moves it %s', async (_where, row, at, expected) => {
    const { drag, moves } = dragging()
    drag.start(startOn(line), row)
    expect(over(drag, at)).toBe(true)
    await land(drag)
    expect(moves).toEqual(expected)
    expect([drag.row, drag.drop]).toEqual([null, null])
  })

  it('may not land where it can’t go', async () => {
    const { drag, moves } = dragging()
    drag.start(startOn(line), one)
    expect(over(drag, 0.2)).toBe(false)
    await land(drag)
    expect(moves).toEqual([])
  })

  it('takes no part in what is dragged from elsewhere, or out of a name field', () => {
    const { drag } = dragging()
    expect(over(drag, 2.5)).toBe(false)
    drag.start(startOn({}), a)
    expect([drag.row, over(drag, 2.5)]).toEqual([null, false])
  })

  it('shows nothing once the pointer has left the list, and lands again when it is back', () => {
    const { drag } = dragging()
    drag.start(startOn(line), b)
    over(drag, 2.5)
    const leave = (inside: boolean) => drag.leave({ currentTarget: { contains: () => inside }, relatedTarget: null } as unknown as ListEvent)
    leave(true)
    expect(drag.drop).not.toBeNull()
    leave(false)
    expect(drag.drop).toBeNull()
    expect(over(drag, 2.5)).toBe(true)
  })
})
