import { describe, expect, it } from 'vitest'
import { gridKey } from '../../../../renderer/views/log/keys'

type Pressed = Parameters<typeof gridKey>[0]
const pressed = (key: string, with_: Partial<Pressed> = {}): Pressed => ({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...with_ })
const on = (current: number | null) => ({ current, first: 10, end: 100, page: 20 })

describe('gridKey', () => {
  it.each([
    ['ArrowDown', 51],
    ['ArrowUp', 49],
    ['PageDown', 70],
    ['PageUp', 30],
    ['Home', 10],
  ])('moves by %s, and picks on the way with Shift', (key, to) => {
    expect(gridKey(pressed(key), on(50))).toEqual({ kind: 'move', to, extend: false })
    expect(gridKey(pressed(key, { shiftKey: true }), on(50))).toEqual({ kind: 'move', to, extend: true })
  })

  it('begins at the end when it stands nowhere', () => {
    expect(gridKey(pressed('ArrowUp'), on(null))).toEqual({ kind: 'move', to: 99, extend: false })
  })

  it.each([
    [pressed('End'), 'end'],
    [pressed('Enter'), 'inspect'],
    [pressed('c'), 'context'],
    [pressed('Enter', { altKey: true }), 'context'],
    [pressed('c', { ctrlKey: true }), 'copy'],
    [pressed('c', { metaKey: true }), 'copy'],
    [pressed(' ', { ctrlKey: true }), 'pick'],
    [pressed('Escape'), 'escape'],
    [pressed('F3'), 'find-next'],
    [pressed('F3', { shiftKey: true }), 'find-previous'],
  ])('%j does %s', (key, kind) => expect(gridKey(key, on(50))).toEqual({ kind }))

  it.each([pressed('x'), pressed('F', { ctrlKey: true }), pressed('c', { ctrlKey: true, shiftKey: true }), pressed('ArrowUp', { altKey: true }), pressed('Tab')])(
    'leaves %j to others',
    (key) => expect(gridKey(key, on(50))).toBeNull(),
  )
})
