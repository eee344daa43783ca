/** Tells one connection's story to the log: its frames as they were on the wire, and its life-cycle in words. */
import { describeCause, refusalWords } from '../../shared/cause'
import { closeCodeName } from '../../shared/close-code'
import type { Cause, ConnectionId, RefusalReason } from '../../shared/connection'
import type { LifecycleNote } from '../../shared/entry'
import type { Profile } from '../../shared/profile'
import { isSecretHeader, redactProtocol } from '../../shared/url'
import type { LogSink } from '../log/sink'
import type { Delay } from './backoff'
import type { Carrier, Frame, Handshake } from './wire'

const fullAt = ({ messages, bytes }: Profile['queue']) => `the send queue is full (at most ${messages} messages, ${Math.floor(bytes / 1024)} KiB)`
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`

function shownValue(name: string, value: string): string {
  if (name.toLowerCase() === 'sec-websocket-protocol') return redactProtocol(value)
  return isSecretHeader(name) ? '***' : value
}

/** Why an attempt or a session ended, and what a server that refused the upgrade had to say. */
export interface End {
  why: Cause
  body: string
}

const detailsOf = ({ why, body }: End) => ({ cause: why, ...(body === '' ? {} : { body }) })

export class Story {
  readonly #log: LogSink
  readonly #id: ConnectionId
  /** A full queue is told once until it had room again; the counter on the deck counts each refusal. */
  #toldFull = false

  constructor(log: LogSink, id: ConnectionId) {
    this.#log = log
    this.#id = id
  }

  /** Pings and pongs only if the profile asks for them: most people want them measured, not listed. */
  passed(frames: readonly Frame[], at: number, controlFrames: boolean): void {
    for (const { kind, direction, data, compressed } of frames)
      if (controlFrames || (kind !== 'ping' && kind !== 'pong')) this.#log.append(this.#id, direction, kind, data, at, compressed)
  }

  sent(sent: readonly Carrier[], at: number, compressed: boolean): void {
    this.#toldFull = false
    for (const { message } of sent) this.#log.append(this.#id, 'out', message.binary ? 'binary' : 'text', message.bytes, at, compressed)
  }

  pinged(payload: Uint8Array): void {
    this.#log.append(this.#id, 'out', 'ping', payload)
  }

  connecting(attempt: number, url: string): void {
    this.#note({ event: 'connecting', words: attempt === 1 ? `Connecting to ${url}` : `Connecting to ${url}, attempt ${attempt}`, url, attempt })
  }

  open({ protocol: agreedProtocol, extensions, status, headers, address, timing }: Handshake): void {
    const protocol = redactProtocol(agreedProtocol)
    this.#toldFull = false
    const agreed = [protocol, extensions].filter((part) => part !== '').join(', ')
    const took = Math.max(0, ...Object.values(timing))
    const shown = headers.map(([name, value]) => [name, shownValue(name, value)])
    this.#note({
      event: 'open',
      words: `Open after ${Math.round(took)} ms${agreed === '' ? '' : ` with ${agreed}`}`,
      address, status, protocol, extensions, timing, headers: shown,
    })
  }

  closing(code: number): void {
    this.#note({ event: 'closing', words: `Closing: ${code} ${closeCodeName(code)}` })
    const body = Buffer.allocUnsafe(2)
    body.writeUInt16BE(code)
    this.#log.append(this.#id, 'out', 'close', body)
  }

  waiting(retry: number, { delayMs, ceilingMs }: Delay, end: End): void {
    const words = `Retry ${retry} in ${seconds(delayMs)} (drawn below ${seconds(ceilingMs)}): ${describeCause(end.why)}`
    this.#note({ event: 'waiting', words, retry, delayMs: Math.round(delayMs), ceilingMs: Math.round(ceilingMs), ...detailsOf(end) })
  }

  over(event: 'closed' | 'failed', end: End): void {
    this.#note({ event, words: describeCause(end.why), ...detailsOf(end) })
  }

  refused(reason: RefusalReason, queue: Profile['queue']): void {
    if (reason === 'queue-full' && this.#firstWhileFull()) this.#note({ event: 'refused', words: `Messages are refused: ${fullAt(queue)}`, ...queue })
    if (reason === 'message-too-large') this.#note({ event: 'refused', words: `Message refused: ${refusalWords[reason]}`, ...queue })
  }

  pushedOut(queue: Profile['queue']): void {
    if (this.#firstWhileFull()) this.#note({ event: 'dropped', words: `The oldest messages are pushed out: ${fullAt(queue)}`, ...queue })
  }

  unsent(count: number): void {
    if (count === 0) return
    this.#note({ event: 'dropped', words: `${count} queued ${count === 1 ? 'message was' : 'messages were'} not sent: the connection ended`, count })
  }

  #firstWhileFull(): boolean {
    const first = !this.#toldFull
    this.#toldFull = true
    return first
  }

  #note(note: LifecycleNote): void {
    this.#log.note(this.#id, note)
  }
}
