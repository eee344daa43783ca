import { expect, it } from 'vitest'
import { tabsOf, tabWords, usualTab } from '../../../../renderer/views/inspector/tabs'
import { entryKinds } from '../../../../shared/entry'

it.each(entryKinds)('opens %s entries on a tab that they have', (kind) => {
  expect(tabsOf[kind]).toContain(usualTab(kind, true))
  expect(tabsOf[kind]).toContain(usualTab(kind, false))
  expect(tabsOf[kind].every((tab) => tabWords[tab] !== '')).toBe(true)
})

it('shows text that is JSON as JSON, and bytes as bytes whatever they look like', () => {
  expect([usualTab('text', true), usualTab('text', false), usualTab('binary', true)]).toEqual(['json', 'text', 'hex'])
})
