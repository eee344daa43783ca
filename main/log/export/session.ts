/** Session: one opened socket of a connection as an entry of a HAR, with its messages in a spool. */
import { isUtf8 } from 'node:buffer'
import type { EntrySource, LifecycleNote } from '../../../shared/entry'
import type { ExportEntry } from './entry'
import { quoted, safeJson } from './quote'
import { isHeader, maskHeader, maskUrl } from './redact'
import type { Spool, SpoolText } from './spool'
import { epochSeconds, isoTime } from './time'

/** Opcodes of frames (RFC 6455 §5.2). */
export const opcodes = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

export class Session {
  /** Its messages. */
  readonly text: SpoolText = { offsets: [], lengths: [] }
  readonly #source: EntrySource
  readonly #spool: Spool
  readonly #startedAt: number
  #endedAt: number
  #open: LifecycleNote | null = null
  #openedAt: number | null = null
  #separator = ''

  /** `startedAt` is when its handshake began, as far as is known (epoch ms). */
  constructor(source: EntrySource, spool: Spool, startedAt: number) {
    this.#source = source
    this.#spool = spool
    this.#startedAt = startedAt
    this.#endedAt = startedAt
  }

  opened(note: LifecycleNote, at: number): void {
    this.#open = note
    this.#openedAt = at
    this.#endedAt = Math.max(this.#endedAt, at)
  }

  /** Text as text, all else as base64, as Chrome has it from its protocol (Network.WebSocketFrame). */
  message(kind: keyof typeof opcodes, { direction, at, payload }: ExportEntry): void {
    const spool = this.#spool
    this.#endedAt = Math.max(this.#endedAt, at)
    spool.turn(this.text)
    spool.text(`${this.#separator}{"type":"${direction === 'out' ? 'send' : 'receive'}","time":${epochSeconds(at)},"opcode":${opcodes[kind]},"data":`)
    this.#separator = ','
    if (kind === 'text' && isUtf8(payload)) {
      spool.quoted(payload)
      spool.text('}')
    } else {
      // Text that is not UTF-8 can't stand in JSON as it is: its bytes come along for who knows `_base64`.
      spool.text(kind === 'text' ? `${quoted(payload.toString())},"_base64":"` : '"')
      spool.base64(payload)
      spool.text('"}')
    }
  }

  /** The entry up to its messages, without the brace that ends it; all members that Chrome's importer asks for. */
  head(redact: boolean): string {
    const url = redact ? maskUrl(this.#source.url) : this.#source.url
    const time = millis(this.#endedAt - this.#startedAt)
    const wait = millis(Math.max(0, (this.#openedAt ?? this.#startedAt) - this.#startedAt))
    const entry = {
      _resourceType: 'websocket',
      comment: this.#source.name,
      startedDateTime: isoTime(this.#startedAt),
      time,
      request: { method: 'GET', url, httpVersion: 'HTTP/1.1', cookies: [], headers: [], queryString: queryOf(url), headersSize: -1, bodySize: 0 },
      response: this.#response(redact),
      cache: {},
      timings: { blocked: -1, dns: -1, connect: -1, ssl: -1, send: 0, wait, receive: millis(time - wait) },
      ...addressOf(this.#open),
      connection: this.#source.connectionId,
    }
    return safeJson(entry).slice(0, -1)
  }

  #response(redact: boolean): object {
    const pairs = Array.isArray(this.#open?.['headers']) ? this.#open['headers'].filter(isHeader) : []
    const status = this.#open?.['status']
    return {
      // Messages went to and fro, so the upgrade was granted, whether its life-cycle entry is here or not.
      status: typeof status === 'number' && status !== 0 ? status : 101,
      statusText: 'Switching Protocols',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: pairs.map(([name, value]) => ({ name, value: redact ? maskHeader(name, value) : value })),
      content: { size: 0, mimeType: 'x-unknown' },
      redirectURL: '',
      headersSize: -1,
      bodySize: -1,
      _transferSize: 0,
      _error: null,
    }
  }
}

/** To the microsecond: a difference of epoch times has stray digits after it. */
function millis(ms: number): number {
  return Math.round(ms * 1000) / 1000
}

function queryOf(url: string): { name: string; value: string }[] {
  return URL.canParse(url) ? [...new URL(url).searchParams].map(([name, value]) => ({ name, value })) : []
}

/** HAR has no place for the port that a note's address ends with. */
function addressOf(note: LifecycleNote | null): { serverIPAddress?: string } {
  const address = note?.['address']
  return typeof address === 'string' && address !== '' ? { serverIPAddress: address.replace(/:\d+$/, '') } : {}
}
