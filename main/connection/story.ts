/** Tells one connection's story to the log: its frames as they were on the wire, and its life-cycle in words; nothing gets there past its veil. */
import type { AttemptHop, AttemptRecord } from '../../shared/attempt'
import { describeCause, refusalWords } from '../../shared/cause'
import { closeCodeName } from '../../shared/close-code'
import type { Cause, ConnectionId, Flapping, InLine, RefusalReason } from '../../shared/connection'
import type { LifecycleNote } from '../../shared/entry'
import { span } from '../../shared/lifecycle-words'
import type { Options } from '../../shared/options'
import { redactProtocol } from '../../shared/url'
import { inLanguage } from '../../shared/words/words'
import type { LogSink } from '../log/sink'
import type { Delay } from './backoff'
import type { Outgoing } from './send-queue'
import type { CloseFrame } from './session'
import type { Veil } from './veil'
import type { Frame, Handshake } from './wire'

const fullAt = ({ messages, bytes }: Options['queue']) => `the send queue is full (at most ${messages} messages, ${Math.floor(bytes / 1024)} KiB)`
const kibibytes = (bytes: number) => `${Math.ceil(bytes / 1024)} KiB`

/** Why an attempt or a session ended, and the attempt itself with all that a server had to say to it; null where there was none. */
export interface End {
  why: Cause
  handshake: AttemptRecord | null
}

const detailsOf = ({ why, handshake }: End) => ({ cause: why, ...(handshake && { handshake: loggedAttempt(handshake) }) })
/** The log is read by others and by later versions: its own words are English, whatever the screen speaks. */
const inEnglish = (make: () => string) => inLanguage('en', make)
const spanWords = (ms: number) => inEnglish(() => span(ms))
const causeWords = ({ why }: End) => inEnglish(() => describeCause(why))
const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`

/** Of the hops before the last, how many are logged whole: a row is read whole by whoever opens it. */
const wholeHops = 3

function loggedAttempt(record: AttemptRecord): AttemptRecord {
  if (record.hops.length <= wholeHops + 1) return record
  const last = record.hops.length - 1
  return { ...record, hops: record.hops.map((hop, index) => (index < wholeHops || index === last ? hop : briefHop(hop))) }
}

/** Where it went and what was answered. */
function briefHop(hop: AttemptHop): AttemptHop {
  return { ...hop, tls: null, requestHeaders: [], response: hop.response && { ...hop.response, headers: hop.response.headers.filter(({ name }) => /^location$/i.test(name)) } }
}

export interface Passing {
  /** Pings and pongs only if the profile asks for them: most people want them measured, not listed. */
  controlFrames: boolean
  /** The place of a frame to leave out, or -1. */
  hidden: number
  /** Pongs that a person waits for are listed all the same. */
  awaited: ReadonlySet<Frame> | null
}

export class Story {
  readonly #log: LogSink
  readonly #id: ConnectionId
  readonly #veil: Veil
  /** A full queue is told once until it had room again; the counter on the deck counts each refusal. */
  #toldFull = false

  constructor(log: LogSink, id: ConnectionId, veil: Veil) {
    this.#log = log
    this.#id = id
    this.#veil = veil
  }

  passed(frames: readonly Frame[], at: number, { controlFrames, hidden, awaited }: Passing): void {
    // Asked once for a batch: most connections have nothing to hide, and this is the hot place.
    const veil = this.#veil.drawn ? this.#veil : null
    let index = 0
    for (const frame of frames) {
      const { kind, direction, data, compressed } = frame
      if (index++ !== hidden && (controlFrames || (kind !== 'ping' && kind !== 'pong') || awaited?.has(frame) === true))
        this.#log.append(this.#id, direction, kind, veil?.bytes(data) ?? data, at, compressed)
    }
  }

  sent(sent: readonly Outgoing[], at: number, compressed: boolean): void {
    this.#toldFull = false
    for (const { message, errand } of sent)
      if (errand !== 'quiet-ping') this.#log.append(this.#id, 'out', message.binary ? 'binary' : 'text', this.#veil.bytes(message.bytes), at, compressed)
  }

  pinged(payload: Uint8Array): void {
    this.#log.append(this.#id, 'out', 'ping', this.#veil.bytes(payload))
  }

  connecting(attempt: number, url: string): void {
    this.#note({ event: 'connecting', words: attempt === 1 ? `Connecting to ${url}` : `Connecting to ${url}, attempt ${attempt}`, url, attempt })
  }

  open({ protocol: agreedProtocol, extensions, status, headers, address, timing }: Handshake, handshake: AttemptRecord): void {
    const protocol = redactProtocol(agreedProtocol)
    this.#toldFull = false
    const agreed = [protocol, extensions].filter((part) => part !== '').join(', ')
    const took = handshake.openMs ?? Math.max(0, ...Object.values(timing))
    const shown = headers.map(({ name, value }) => [name, value])
    this.#note({
      event: 'open',
      words: `Open after ${Math.round(took)} ms${agreed === '' ? '' : ` with ${agreed}`}`,
      address, status, protocol, extensions, timing, headers: shown, handshake: loggedAttempt(handshake),
    })
  }

  closing({ code, reason }: CloseFrame): void {
    this.#note({ event: 'closing', words: inEnglish(() => `Closing: ${code} ${closeCodeName(code)}${reason === '' ? '' : ` · ${reason}`}`) })
    const head = Buffer.allocUnsafe(2)
    head.writeUInt16BE(code)
    this.#log.append(this.#id, 'out', 'close', Buffer.concat([head, this.#veil.bytes(Buffer.from(reason))]))
  }

  /** `held` messages wait for the next session; in the slow `lane` it says why. */
  waiting(retry: number, { delayMs, ceilingMs }: Delay, { held, lane = null, ...end }: End & { held: number; lane?: Flapping | null }): void {
    const drawn = delayMs < ceilingMs ? ` (drawn below ${spanWords(ceilingMs)})` : ''
    const kept = held === 0 ? '' : ` · ${counted(held, 'message')} held`
    const flapping = lane === null ? '' : `Flapping: opened and lost ${lane.times} times in ${spanWords(lane.withinMs)} · `
    const words = `${flapping}Retry ${retry} in ${spanWords(delayMs)}${drawn}: ${causeWords(end)}${kept}`
    this.#note({ event: 'waiting', words, retry, delayMs: Math.round(delayMs), ceilingMs: Math.round(ceilingMs), held, ...(lane && { flapping: lane }), ...detailsOf(end) })
  }

  /** Its delay is over, but others of its origin go before it. */
  inLine({ at, ahead, down }: InLine): void {
    const others = ahead === 0 ? 'it is next' : `${ahead} before it`
    this.#note({ event: 'turn', words: `Waits for its turn at ${at}: ${others}${down ? ' · the server lets nobody in yet' : ''}`, at, ahead, down })
  }

  over(event: 'closed' | 'failed', end: End): void {
    this.#note({ event, words: causeWords(end), ...detailsOf(end) })
  }

  refused(reason: RefusalReason, queue: Options['queue']): void {
    if (reason === 'queue-full' && this.#firstWhileFull()) this.#note({ event: 'refused', words: `Messages are refused: ${fullAt(queue)}`, ...queue })
    if (reason === 'message-too-large') this.#note({ event: 'refused', words: inEnglish(() => `Message refused: ${refusalWords[reason]}`), ...queue })
  }

  pushedOut(queue: Options['queue']): void {
    if (this.#firstWhileFull()) this.#note({ event: 'dropped', words: `The oldest messages are pushed out: ${fullAt(queue)}`, ...queue })
  }

  unsent(count: number): void {
    if (count === 0) return
    this.#note({ event: 'dropped', words: `${count} queued ${count === 1 ? 'message was' : 'messages were'} not sent: the connection ended`, count })
  }

  /** No message came for as long as the profile's alarm says. */
  idle(alarmMs: number): void {
    this.#note({ event: 'idle', words: `No message for ${spanWords(alarmMs)}`, alarmMs })
  }

  /** The peer has taken not a byte of these for so long. */
  stalled(ms: number, bytes: number): void {
    this.#note({ event: 'stalled', words: `The peer has taken nothing for ${spanWords(ms)}: ${kibibytes(bytes)} wait`, stalledMs: Math.round(ms), bytes })
  }

  takesAgain(ms: number): void {
    this.#note({ event: 'stalled', words: `The peer takes again, after ${spanWords(ms)}`, stalledMs: Math.round(ms) })
  }

  /** Something that the profile asks for can't be done; the connection goes on without it. */
  trouble(words: string): void {
    this.#note({ event: 'refused', words })
  }

  #firstWhileFull(): boolean {
    const first = !this.#toldFull
    this.#toldFull = true
    return first
  }

  #note(note: LifecycleNote): void {
    this.#log.note(this.#id, this.#veil.over(note))
  }
}
