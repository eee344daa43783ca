import type { Cause, ConnectionSnapshot, ConnectionState } from '../../shared/connection'
import type { EntrySource, LogRow } from '../../shared/entry'

/** A connection as main would publish it. */
export function snapshot(id: string, about: Partial<ConnectionSnapshot> = {}): ConnectionSnapshot {
  return {
    id,
    profileId: `profile-${id}`,
    name: `Socket ${id}`,
    color: 'blue',
    url: 'ws://127.0.0.1:7625/echo',
    folderId: null,
    state: { kind: 'idle' },
    counters: { messagesIn: 0, messagesOut: 0, bytesIn: 0, bytesOut: 0, controlIn: 0, controlOut: 0, queuedMessages: 0, queuedBytes: 0, refused: 0, dropped: 0, retries: 0 },
    last: null,
    idleSince: null,
    stalledSince: null,
    ...about,
  }
}

export const refused: Cause = { phase: 'tcp', kind: 'refused', code: 'ECONNREFUSED', httpStatus: null, closeCode: null, reason: '', wasClean: false, by: 'network', retryAfterMs: null }

export const states = {
  open: { kind: 'open', since: 0, rttMs: 1, protocol: '', extensions: '' },
  waiting: { kind: 'waiting', retryAt: 0, attempt: 1, cause: refused },
  failed: { kind: 'failed', at: 0, cause: refused },
} as const satisfies Record<string, ConnectionState>

export function logRow(seq: number, about: Partial<LogRow> = {}): LogRow {
  const source: EntrySource = { connectionId: 'a', name: 'Socket a', color: 'blue', url: 'ws://127.0.0.1:7625/echo' }
  return { seq, at: seq, elapsed: seq, source, direction: 'in', kind: 'text', size: 5, preview: `row ${seq}`, cut: false, event: null, compressed: false, ...about }
}
