/** One connection's life: dial → session → decide → backoff → again, until it is closed or not worth another attempt. */
import type { Cause, ConnectionCounters, ConnectionId, ConnectionSnapshot, ConnectionState } from '../../shared/connection'
import { isAbort } from '../../shared/errors'
import type { EncodedMessage } from '../../shared/payload'
import type { Profile } from '../../shared/profile'
import { redactProtocol, redactUrl } from '../../shared/url'
import type { Clock } from '../lib/clock'
import { childOf, type ChildController } from '../lib/group'
import type { Logger } from '../lib/logger'
import type { LogSink } from '../log/sink'
import { Backoff } from './backoff'
import { cause } from './cause'
import { LastSeen } from './last-seen'
import { retryDecision } from './retry'
import { refused, SendQueue, type Sending } from './send-queue'
import { CloseRequest, runSession } from './session'
import { Story } from './story'
import { DialError, type Dial, type Socket } from './wire'

export interface ConnectionOptions {
  id: ConnectionId
  name: string
  profile: Profile
  dial: Dial
  log: LogSink
  clock: Clock
  random: () => number
  logger: Logger
  onChange: (id: ConnectionId) => void
}

interface AttemptEnd {
  why: Cause
  /** It stayed open long enough for the backoff to start anew. */
  stable: boolean
  /** What a server that refused the upgrade had to say. */
  body: string
}

/** A connection that stayed up this long counts as well again: its backoff starts from the first delay. */
export const stableAfterMs = 10_000

export class Connection {
  readonly id: ConnectionId
  readonly #options: ConnectionOptions
  readonly #story: Story
  readonly #counters: ConnectionCounters = {
    messagesIn: 0, messagesOut: 0, bytesIn: 0, bytesOut: 0, queuedMessages: 0, queuedBytes: 0, refused: 0, dropped: 0, retries: 0,
  }
  readonly #lastSeen = new LastSeen()
  #profile: Profile
  #name: string
  #shownUrl: string
  #state: ConnectionState = { kind: 'idle' }
  /** Of an open socket that nobody has asked to close. */
  #queue: SendQueue | null = null
  #socket: Socket | null = null
  #run: { controller: AbortController; over: Promise<void> } | null = null
  #wait: ChildController | null = null
  /** Asked to open while it was still closing. */
  #reopens = false

  constructor(options: ConnectionOptions) {
    this.#options = options
    this.id = options.id
    this.#profile = options.profile
    this.#name = options.name
    this.#shownUrl = redactUrl(options.profile.url)
    this.#story = new Story(options.log, options.id)
    this.#register()
  }

  get snapshot(): ConnectionSnapshot {
    const { id: profileId, color, folderId } = this.#profile
    const counters = { ...this.#counters }
    return { id: this.id, profileId, name: this.#name, color, folderId, url: this.#shownUrl, state: this.#state, counters, last: this.#lastSeen.message }
  }

  get profileId(): string {
    return this.#profile.id
  }

  /** New options count from the next attempt on; name and colour at once. */
  update(profile: Profile): void {
    // "Trader #2" stays the second when its profile is renamed.
    if (this.#name.startsWith(this.#profile.name)) this.#name = profile.name + this.#name.slice(this.#profile.name.length)
    this.#profile = profile
    this.#shownUrl = redactUrl(profile.url)
    this.#register()
    this.#changed()
  }

  /** Starts the connection's life, unless it is already under way; one that is closing opens again when it is closed. */
  open(): void {
    if (this.#run !== null) {
      this.#reopens = this.#run.controller.signal.aborted
      return
    }
    this.#reopens = false
    const controller = new AbortController()
    const run = { controller, over: Promise.resolve() }
    // First, so that who hears of the first state can close already.
    this.#run = run
    run.over = this.#live(controller.signal).catch((error: unknown) => {
      this.#options.logger.error(`Connection ${this.id} broke`, error)
      this.#run = null
      this.#become({ kind: 'failed', at: this.#now(), cause: cause('open', 'unknown', { reason: 'internal error' }) })
    })
  }

  /** Closes politely (RFC 6455 §7.1.2); asked for a second time while closing, cuts at once. Wins over a pending retry. */
  close(kind: CloseRequest['kind'] = 'user-closed', timeoutMs = this.#profile.closeTimeoutMs): void {
    this.#reopens = false
    if (this.#run === null) return
    this.#queue = null
    if (this.#run.controller.signal.aborted) this.#socket?.terminate()
    else this.#run.controller.abort(new CloseRequest(kind, timeoutMs))
  }

  /** Resolves when nothing of the connection runs any more. */
  async over(): Promise<void> {
    await this.#run?.over
  }

  /** Ends a wait for the next attempt at once; opens a connection that is over. */
  retryNow(): void {
    if (this.#wait === null) this.open()
    else this.#wait.abort()
  }

  send(message: EncodedMessage): Sending {
    if (this.#queue === null) {
      this.#counters.refused += 1
      this.#changed()
      return refused('not-open')
    }
    const droppedBefore = this.#counters.dropped
    const sending = this.#queue.offer(message)
    if (sending.outcome.kind === 'refused') this.#story.refused(sending.outcome.reason, this.#profile.queue)
    if (this.#counters.dropped > droppedBefore) this.#story.pushedOut(this.#profile.queue)
    this.#changed()
    return sending
  }

  async #live(signal: AbortSignal): Promise<void> {
    const backoff = new Backoff(this.#options.random)
    for (let attempt = 1; ; attempt += 1) {
      const { why, stable, body } = await this.#attempt(attempt, signal)
      if (stable) {
        backoff.reset()
        attempt = 1
      }
      const decision = this.#worthRetrying(why, attempt, signal)
      if (!decision.retry) return this.#end(why, body)
      const delay = backoff.next(this.#profile.reconnect, decision)
      this.#story.waiting(attempt, delay, { why, body })
      this.#become({ kind: 'waiting', retryAt: this.#now() + delay.delayMs, attempt, cause: why })
      if (!(await this.#pause(delay.delayMs, signal))) return this.#end(closedBy(signal))
      this.#counters.retries += 1
    }
  }

  /** One dial and, if it succeeds, one session to its end. */
  async #attempt(attempt: number, signal: AbortSignal): Promise<AttemptEnd> {
    const profile = this.#profile
    this.#story.connecting(attempt, this.#shownUrl)
    this.#become({ kind: 'connecting', attempt, since: this.#now() })
    let socket: Socket
    try {
      socket = await this.#options.dial(profile, signal)
    } catch (error) {
      if (isAbort(error)) return { why: closedBy(signal), stable: false, body: '' }
      if (!(error instanceof DialError)) throw error
      return { why: error.why, stable: false, body: error.body }
    }
    const openedAt = this.#options.clock.elapsed()
    const why = await this.#session(socket, profile, signal)
    return { why, stable: this.#options.clock.elapsed() - openedAt >= stableAfterMs, body: '' }
  }

  async #session(socket: Socket, profile: Profile, signal: AbortSignal): Promise<Cause> {
    const { clock, log } = this.#options
    const queue = new SendQueue(profile.queue, this.#counters)
    this.#queue = queue
    this.#socket = socket
    const { protocol, extensions } = socket.handshake
    try {
      this.#story.open(socket.handshake)
      this.#become({ kind: 'open', since: this.#now(), rttMs: null, protocol: redactProtocol(protocol), extensions })
      return await runSession({
        socket, queue, profile, clock, log,
        onFrames: (frames) => {
          const at = clock.now()
          this.#story.passed(frames, at, profile.heartbeat.logged)
          this.#lastSeen.received(frames, at, this.#counters)
          this.#changed()
        },
        onSent: (sent, compressed) => {
          const at = clock.now()
          this.#story.sent(sent, at, compressed)
          this.#lastSeen.sent(sent, at, this.#counters)
          this.#changed()
        },
        onPing: (payload) => {
          if (profile.heartbeat.logged) this.#story.pinged(payload)
        },
        onRtt: (rttMs) => {
          if (this.#state.kind === 'open') this.#become({ ...this.#state, rttMs })
        },
        onClosing: (code) => this.#closing(code, signal),
      }, signal)
    } catch (error) {
      // Its loops may not have run, and nobody else holds it.
      socket.terminate()
      throw error
    } finally {
      this.#queue = null
      this.#socket = null
      this.#story.unsent(queue.end())
    }
  }

  #closing(code: number, signal: AbortSignal): void {
    this.#story.closing(code)
    const timeoutMs = signal.reason instanceof CloseRequest ? signal.reason.timeoutMs : 0
    this.#become({ kind: 'closing', since: this.#now(), forceAt: this.#now() + timeoutMs })
  }

  #worthRetrying(why: Cause, attempt: number, signal: AbortSignal): ReturnType<typeof retryDecision> {
    const { enabled, attempts } = this.#profile.reconnect
    if (signal.aborted || !enabled || (attempts !== null && attempt > attempts)) return { retry: false }
    return retryDecision(why)
  }

  /** False if the connection was closed while it waited. */
  async #pause(ms: number, signal: AbortSignal): Promise<boolean> {
    const wait = childOf(signal)
    this.#wait = wait
    try {
      await this.#options.clock.sleep(ms, wait.signal)
    } catch (error) {
      if (!isAbort(error)) throw error
    } finally {
      this.#wait = null
      wait.dispose()
    }
    return !signal.aborted
  }

  #end(why: Cause, body = ''): void {
    const wanted = why.wasClean || why.kind === 'user-closed' || why.kind === 'app-quit'
    // Before it is told: whoever hears "closed" may open again.
    this.#run = null
    this.#story.over(wanted ? 'closed' : 'failed', { why, body })
    this.#become({ kind: wanted ? 'closed' : 'failed', at: this.#now(), cause: why })
    if (this.#reopens) this.open()
  }

  #become(state: ConnectionState): void {
    this.#state = state
    this.#changed()
  }

  #changed(): void {
    this.#options.onChange(this.id)
  }

  #now(): number {
    return this.#options.clock.now()
  }

  #register(): void {
    this.#options.log.register({ connectionId: this.id, name: this.#name, color: this.#profile.color, url: this.#shownUrl })
  }
}

function closedBy(signal: AbortSignal): Cause {
  const kind = signal.reason instanceof CloseRequest ? signal.reason.kind : 'user-closed'
  return cause('user', kind)
}
