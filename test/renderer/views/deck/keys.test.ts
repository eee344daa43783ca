import { expect, it } from 'vitest'
import { keyOf } from '../../../../renderer/views/deck/keys'

const press = (key: string, about: Partial<KeyboardEvent> = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...about }) as KeyboardEvent

it('knows W and C, but leaves them to the menu with a modifier', () => {
  expect(keyOf(press('W'), true)).toEqual({ act: 'attempts' })
  expect(keyOf(press('c'), true)).toEqual({ act: 'charts' })
  expect(keyOf(press('w', { ctrlKey: true }), true)).toBeNull()
})

it('selects all with Ctrl or Cmd', () => {
  expect(keyOf(press('a', { metaKey: true }), true)).toEqual({ act: 'select-all' })
  expect(keyOf(press('a'), true)).toBeNull()
})

it('moves sideways among cards, and folds groups in a table', () => {
  expect(keyOf(press('ArrowLeft'), false)).toEqual({ move: 'left' })
  expect(keyOf(press('ArrowLeft'), true)).toEqual({ act: 'fold' })
  expect(keyOf(press('ArrowUp'), true)).toEqual({ move: 'up' })
})
