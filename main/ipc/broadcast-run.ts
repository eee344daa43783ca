/** Broadcast run: takes one message to its sockets in an order, and writes down what became of it on each. */
import type { BroadcastChange, BroadcastLine, BroadcastOrder, BroadcastRun } from '../../shared/broadcast'
import type { ConnectionId, SendOutcome } from '../../shared/connection'
import { isAbort } from '../../shared/errors'
import { limits } from '../../shared/limits'
import { bytesOf, type Sendable } from '../../shared/sendable'
import type { Pool, Sending } from '../connection/pool'
import type { Clock } from '../lib/clock'
import { replyPreview } from './reply-preview'
import { unknownToAll } from './sends'

export interface RunOptions {
  pool: Pick<Pool, 'broadcast' | 'onNextMessage' | 'seat'>
  clock: Clock
  /** Called on every change, so often that listeners must coalesce. */
  onChange: () => void
}

export interface RunWish {
  id: number
  ids: readonly ConnectionId[]
  message: Sendable
  order: BroadcastOrder
}

export class Run {
  readonly #options: RunOptions
  readonly #wish: RunWish
  readonly #at: number
  readonly #controller = new AbortController()
  /** A line is replaced, never changed: what was handed out stays as it was. */
  readonly #lines: Map<ConnectionId, BroadcastLine>
  readonly #changed = new Set<ConnectionId>()
  #state: BroadcastRun['state'] = 'running'
  #stateTold = true
  #turnsOver = false
  /** Sockets that have the message in their queue, and how to stop waiting for the first reply of those that took it. */
  readonly #queued = new Set<ConnectionId>()
  readonly #listening = new Map<ConnectionId, () => void>()
  /** Told when a socket is over: it has replied, or will not. */
  #onOver: ((id: ConnectionId) => void) | null = null
  #onQuiet: (() => void) | null = null

  constructor(options: RunOptions, wish: RunWish) {
    this.#options = options
    this.#wish = wish
    this.#at = Math.floor(options.clock.now())
    this.#lines = new Map([...new Set(wish.ids)].map((connectionId) => [connectionId, { connectionId, name: options.pool.seat(connectionId)?.name ?? '', outcome: null, reply: null }]))
  }

  get value(): BroadcastRun {
    const { id, message, order } = this.#wish
    return { id, at: this.#at, bytes: bytesOf(message), order, state: this.#state, lines: [...this.#lines.values()] }
  }

  get running(): boolean {
    return this.#state === 'running'
  }

  /** Whole lines that differ since the last call; null if nothing does. */
  takeChange(): BroadcastChange | null {
    if (this.#changed.size === 0 && this.#stateTold) return null
    const lines = [...this.#changed].flatMap((id) => this.#lines.get(id) ?? [])
    this.#changed.clear()
    this.#stateTold = true
    return { id: this.#wish.id, state: this.#state, lines }
  }

  /**
   * Begins to send: to all, or to those up to the first that others have to wait for. Returns the names of variables that none of
   * them knows; the run is then over, and was none. What fails later, with nobody waiting, goes to `onFailure`.
   */
  begin(onFailure: (error: unknown) => void): string[] {
    const refusals: Pick<Sending, 'outcome' | 'unknown'>[] = []
    this.#turns(refusals)
      .catch((error: unknown) => {
        if (!isAbort(error)) onFailure(error)
      })
      .finally(() => this.#settle())
    this.#settle()
    return this.#turnsOver ? unknownToAll(refusals) : []
  }

  /** Resolves when no socket has the message waiting in its queue, or after `limits.sendReplyMs`. */
  quiet(): Promise<void> {
    if (this.#queued.size === 0) return Promise.resolve()
    return new Promise((resolve) => {
      const takeBack = this.#options.clock.after(limits.sendReplyMs, resolve)
      this.#onQuiet = () => {
        takeBack()
        resolve()
      }
    })
  }

  /** Sends to nobody else and waits for no reply; what is queued still goes out, and its outcome is told. */
  cancel(): void {
    if (!this.running) return
    this.#become('cancelled')
    this.#controller.abort()
    for (const stop of this.#listening.values()) stop()
    this.#listening.clear()
  }

  async #turns(refusals: Pick<Sending, 'outcome' | 'unknown'>[]): Promise<void> {
    const { pool, clock } = this.#options
    const { message, order } = this.#wish
    const ids = [...this.#lines.keys()]
    if (order.kind === 'at-once') {
      const sendings = pool.broadcast(ids, message)
      refusals.push(...sendings)
      for (const sending of sendings) this.#take(sending)
    } else {
      let due = clock.elapsed()
      for (const id of ids) {
        const [sending] = pool.broadcast([id], message)
        if (sending === undefined) continue
        refusals.push(sending)
        this.#take(sending)
        // Nothing went out: nobody has to wait for that.
        if (sending.outcome.kind === 'refused' || id === ids.at(-1)) continue
        if (order.kind === 'one-by-one') await this.#over(id, order.waitMs)
        else {
          // On a grid, so that late turns don't add up; but two are never closer to make up for a long delay.
          due += order.ms
          if (due <= clock.elapsed()) due = clock.elapsed() + order.ms
          await clock.sleep(due - clock.elapsed(), this.#controller.signal)
        }
        this.#controller.signal.throwIfAborted()
      }
    }
    this.#turnsOver = true
  }

  /** Waits until a socket has replied or will not, but no longer than that. */
  #over(id: ConnectionId, waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const { signal } = this.#controller
      const end = () => {
        takeBack()
        signal.removeEventListener('abort', end)
        this.#onOver = null
        resolve()
      }
      const takeBack = this.#options.clock.after(waitMs, end)
      signal.addEventListener('abort', end, { once: true })
      this.#onOver = (over) => {
        if (over === id) end()
      }
    })
  }

  #take({ connectionId, outcome, settled }: Sending): void {
    this.#write(connectionId, { outcome })
    if (outcome.kind !== 'queued') return
    this.#queued.add(connectionId)
    void settled.then((end) => this.#settled(connectionId, end))
  }

  #settled(id: ConnectionId, outcome: SendOutcome): void {
    this.#queued.delete(id)
    this.#write(id, { outcome })
    if (outcome.kind === 'sent' && this.running) this.#listen(id)
    else this.#onOver?.(id)
    if (this.#queued.size === 0) this.#onQuiet?.()
    this.#settle()
  }

  #listen(id: ConnectionId): void {
    const { pool, clock } = this.#options
    const { order } = this.#wish
    const takenAt = clock.elapsed()
    const over = () => {
      this.#listening.get(id)?.()
      this.#listening.delete(id)
      this.#onOver?.(id)
      this.#settle()
    }
    const ignore = pool.onNextMessage(id, (message) => {
      if (message !== null) this.#write(id, { reply: { latencyMs: clock.elapsed() - takenAt, preview: replyPreview(message) } })
      over()
    })
    const takeBack = clock.after(Math.max(limits.firstReplyMs, order.kind === 'one-by-one' ? order.waitMs : 0), over)
    this.#listening.set(id, () => {
      ignore()
      takeBack()
    })
  }

  #write(id: ConnectionId, news: Partial<BroadcastLine>): void {
    const line = this.#lines.get(id)
    if (line === undefined) return
    this.#lines.set(id, { ...line, ...news })
    this.#changed.add(id)
    this.#options.onChange()
  }

  /** Done when every socket had its turn and nothing more will be known of any. */
  #settle(): void {
    if (this.running && this.#turnsOver && this.#queued.size + this.#listening.size === 0) this.#become('done')
  }

  #become(state: BroadcastRun['state']): void {
    this.#state = state
    this.#stateTold = false
    this.#options.onChange()
  }
}
