import type { EntryKind } from '../../../shared/entry'
import { wordsOf } from '../../../shared/words/words'

export type Tab = 'details' | 'handshake' | 'text' | 'tree' | 'json' | 'hex'

export const tabWords = wordsOf<Tab>({
  details: 'inspector.tab.details',
  handshake: 'inspector.tab.handshake',
  text: 'inspector.tab.text',
  tree: 'inspector.tab.tree',
  json: 'inspector.tab.json',
  hex: 'inspector.tab.hex',
})

/** What is copied from a tab. */
export const copyWords = wordsOf<Tab>({
  details: 'inspector.copyAs.details',
  handshake: 'inspector.copyAs.handshake',
  text: 'inspector.copyAs.text',
  tree: 'inspector.copyAs.json',
  json: 'inspector.copyAs.json',
  hex: 'inspector.copyAs.hex',
})

export const tabsOf: Readonly<Record<EntryKind, readonly Tab[]>> = {
  text: ['text', 'json', 'tree', 'hex', 'details'],
  binary: ['text', 'json', 'tree', 'hex', 'details'],
  ping: ['text', 'hex', 'details'],
  pong: ['text', 'hex', 'details'],
  close: ['details', 'hex'],
  /** `handshake` where the entry tells of one. */
  lifecycle: ['details', 'handshake', 'json'],
  mark: ['details'],
}

/** The tab that says most about a payload before anybody has chosen one. */
export function usualTab(kind: EntryKind, isJson: boolean): Tab {
  if (kind === 'lifecycle' || kind === 'close' || kind === 'mark') return 'details'
  if (kind === 'text') return isJson ? 'json' : 'text'
  return kind === 'binary' ? 'hex' : 'text'
}
