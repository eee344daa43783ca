import type { EntryKind } from '../../../shared/entry'

export type Tab = 'details' | 'handshake' | 'text' | 'tree' | 'json' | 'hex'

export const tabWords: Readonly<Record<Tab, string>> = { details: 'Details', handshake: 'Handshake', text: 'Text', tree: 'Tree', json: 'JSON', hex: 'Hex' }

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
