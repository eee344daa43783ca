import { expect, it } from 'vitest'
import { keySigns } from '../../../renderer/ui/keys'

it('shows keys as the keyboard of each system does', () => {
  expect(keySigns('Mod+Alt+Shift+Up', true)).toEqual(['⌘', '⌥', '⇧', '↑'])
  expect(keySigns('Mod+Alt+Shift+Up', false)).toEqual(['Ctrl', 'Alt', 'Shift', '↑'])
  expect(keySigns('Mod+K', false).join('+')).toBe('Ctrl+K')
})
