import type { EntryKind } from '../../../shared/entry'

export type Tab = 'details' | 'text' | 'json' | 'hex'

export const tabWords: Readonly<Record<Tab, string>> = { details: 'Details', text: 'Text', json: 'JSON', hex: 'Hex' }

export const tabsOf: Readonly<Record<EntryKind, readonly Tab[]>> = {
  text: ['text', 'json', 'hex'],
  binary: ['text', 'json', 'hex'],
  ping: ['text', 'hex'],
  pong: ['text', 'hex'],
  close: ['details', 'hex'],
  lifecycle: ['details', 'json'],
}

/** The tab that says most about a payload before anybody has chosen one. */
export function usualTab(kind: EntryKind, isJson: boolean): Tab {
  if (kind === 'lifecycle' || kind === 'close') return 'details'
  if (kind === 'text') return isJson ? 'json' : 'text'
  return kind === 'binary' ? 'hex' : 'text'
}
