/** Pool: owns the map of connections and nothing else of them; opens, closes, sends to one or to a selection. */
import type { AttemptRecord } from '../../shared/attempt'
import type { ConnectionCounters, ConnectionId, ConnectionSnapshot, RefusalReason, SendOutcome, SendResult } from '../../shared/connection'
import { AppError } from '../../shared/errors'
import { limits } from '../../shared/limits'
import type { ComposedMessage, EncodedMessage } from '../../shared/payload'
import type { Plan } from '../../shared/plan'
import { t } from '../../shared/words/words'
import { bareSurroundings, type Surroundings } from '../prepare/surroundings'
import type { Clock } from '../lib/clock'
import { Listeners } from '../lib/listeners'
import type { Logger } from '../lib/logger'
import type { LogSink } from '../log/sink'
import { Connection } from './connection'
import { Draft } from './draft'
import { Gates } from './gates'
import { ReadTurn } from './read-turn'
import { refused, type Sending as QueueSending } from './send-queue'
import { dialWith } from './socket'
import type { OnNextMessage } from './next-message'
import type { CloseFrame } from './session'
import type { Moment, Seat } from './standing'
import { Veil } from './veil'
import type { Dial } from './wire'
import { WriteTurn } from './write-turn'

export interface PoolOptions {
  log: LogSink
  clock: Clock
  random: () => number
  logger: Logger
  /** Secrets, variables, cookies and the system's proxy; none by default. */
  surroundings?: Surroundings
  /** A seam for tests; real sockets by default. */
  dial?: Dial
}

export interface Sending extends QueueSending {
  connectionId: ConnectionId
}

/** Whose sending it is. */
class Answer implements Sending {
  readonly connectionId: ConnectionId
  readonly #sending: QueueSending

  constructor(connectionId: ConnectionId, sending: QueueSending) {
    this.connectionId = connectionId
    this.#sending = sending
  }

  get outcome(): SendOutcome {
    return this.#sending.outcome
  }

  get settled(): Promise<SendOutcome> {
    return this.#sending.settled
  }

  get unknown(): readonly string[] | undefined {
    return this.#sending.unknown
  }
}

/** How long closing handshakes may take when the app quits, ms; then sockets are cut. */
const quitTimeoutMs = 1_500
/** The same when a connection is taken off the deck. */
const removeTimeoutMs = 3_000

export class Pool {
  readonly #options: PoolOptions
  readonly #dial: Dial
  readonly #veil = new Veil()
  readonly #gates: Gates
  readonly #writes = new WriteTurn()
  readonly #connections = new Map<ConnectionId, Connection>()
  /** Off the deck, but not closed yet. */
  readonly #leaving = new Set<Connection>()
  readonly #listeners: Listeners<[ConnectionId]>
  readonly #moments: Listeners<[ConnectionId, Moment]>
  readonly #ignorePressure: () => void
  #lastId = 0
  #quitting = false

  constructor(options: PoolOptions) {
    this.#options = options
    this.#gates = new Gates(options.clock, options.logger)
    const turn = new ReadTurn()
    this.#dial = options.dial ?? dialWith(options.clock, turn)
    if (options.log.pressed) turn.hold()
    this.#ignorePressure = options.log.onPressure((pressed) => (pressed ? turn.hold() : turn.release()))
    this.#listeners = new Listeners((error) => options.logger.error('A listener of the pool failed', error))
    this.#moments = new Listeners((error) => options.logger.error('A listener of the pool failed', error))
  }

  /** Puts an idle connection on the deck; `index` is its place in an "open ×N", from 1. Throws AppError too-many. */
  add(plan: Plan, name: string, index = 1): ConnectionId {
    if (this.#connections.size >= limits.connections)
      throw new AppError('too-many', t('errors.deck.full', { most: limits.connections }))
    this.#lastId += 1
    const id = `c${this.#lastId}`
    const { log, clock, random, logger, surroundings = bareSurroundings } = this.#options
    const shared = { surroundings, veil: this.#veil, gates: this.#gates, writes: this.#writes, dial: this.#dial, log, clock, random, logger }
    this.#connections.set(id, new Connection({ id, name, plan, index, ...shared, onChange: this.#changed, onMoment: this.#happened }))
    this.#changed(id)
    return id
  }

  /** Starts a connection; harmless if it is already under way. Throws AppError not-found. */
  open(id: ConnectionId): void {
    if (!this.#quitting) this.#get(id).open()
  }

  /** Closes a connection, a pending retry included, with a close code of its own or 1000; a second time cuts it. Throws AppError not-found. */
  close(id: ConnectionId, frame?: CloseFrame): void {
    this.#get(id).close('user-closed', undefined, frame)
  }

  /** Makes the next attempt at once. Throws AppError not-found. */
  retry(id: ConnectionId): void {
    if (!this.#quitting) this.#get(id).retryNow()
  }

  /** The machine has slept, or its network is another one: whoever is dead is found now, and whoever waits for the network to come back need not. */
  probe(): void {
    if (this.#quitting) return
    this.#gates.forget()
    for (const [id, connection] of this.#connections) {
      try {
        connection.probe()
      } catch (error) {
        this.#options.logger.error(`Probing connection ${id} failed`, error)
      }
    }
  }

  /** Takes a connection off the deck at once and closes it; resolves when nothing of it is left. Throws AppError not-found. */
  async remove(id: ConnectionId): Promise<void> {
    const connection = this.#get(id)
    this.#connections.delete(id)
    this.#leaving.add(connection)
    this.#changed(id)
    // Nobody can cut it by hand any more.
    connection.close('user-closed', removeTimeoutMs)
    try {
      await connection.over()
    } finally {
      this.#leaving.delete(connection)
    }
  }

  /** Hands a connection its profile's new name, colour and options; options count from its next attempt on. */
  update(id: ConnectionId, plan: Plan): void {
    this.#connections.get(id)?.update(plan)
  }

  send(id: ConnectionId, message: EncodedMessage | ComposedMessage): Sending {
    return this.#send(id, ready(message))
  }

  /**
   * To each of the selection: the same bytes, or what was composed, which each fills for itself, with `counter` for `{{$counter}}`
   * where the sender counts. Every connection answers for itself.
   */
  broadcast(ids: readonly ConnectionId[], message: EncodedMessage | ComposedMessage, counter?: number): Sending[] {
    const one = ready(message, counter)
    return ids.map((id) => this.#send(id, one))
  }

  /** A ping frame of its own to each; `sent` once it was handed to the socket. */
  ping(ids: readonly ConnectionId[], message: EncodedMessage | ComposedMessage): SendResult[] {
    const one = ready(message)
    return ids.map((connectionId) => {
      const reason = this.#ping(connectionId, one)
      return { connectionId, outcome: reason === null ? { kind: 'sent' } : { kind: 'refused', reason } }
    })
  }

  /** Tells of the next message of a connection, once; returns the way to stop waiting. */
  onNextMessage(id: ConnectionId, listener: OnNextMessage): () => void {
    return this.#connections.get(id)?.next.wait(listener) ?? (() => undefined)
  }

  seat(id: ConnectionId): Seat | null {
    return this.#connections.get(id)?.seat ?? null
  }

  /** Of all, in the order of the deck. */
  seats(): Seat[] {
    return [...this.#connections.values()].map((connection) => connection.seat)
  }

  /** The last attempts of a connection to connect, newest first, as copies with every secret masked; none if it is no longer on the deck. */
  attempts(id: ConnectionId): AttemptRecord[] {
    return this.#connections.get(id)?.attempts ?? []
  }

  /** Bytes without what is secret on any connection, such as tokens that were fetched for one. */
  veiled(data: Uint8Array): Uint8Array {
    return this.#veil.bytes(data)
  }

  /** The app quits: close code 1001 to all, and nothing is left after at most 1.5 s. */
  async closeAll(): Promise<void> {
    this.#quitting = true
    const all = [...this.#connections.values(), ...this.#leaving]
    for (const connection of all) connection.close('app-quit', quitTimeoutMs)
    await Promise.all(all.map((connection) => connection.over()))
    this.#ignorePressure()
  }

  ids(): ConnectionId[] {
    return [...this.#connections.keys()]
  }

  /** Puts these first, in this order, before those that are not named. */
  arrange(order: readonly ConnectionId[]): void {
    const all = new Map(this.#connections)
    this.#connections.clear()
    for (const id of [...order, ...all.keys()]) {
      const connection = all.get(id)
      if (connection !== undefined) this.#connections.set(id, connection)
    }
  }

  snapshot(id: ConnectionId): ConnectionSnapshot | null {
    return this.#connections.get(id)?.snapshot ?? null
  }

  /** All, in the order they were put on the deck. */
  snapshots(): ConnectionSnapshot[] {
    return [...this.#connections.values()].map((connection) => connection.snapshot)
  }

  /** Shows each connection's counters as they are now, without a copy: they must neither be kept nor changed. */
  meter(look: (id: ConnectionId, counters: Readonly<ConnectionCounters>) => void): void {
    for (const [id, connection] of this.#connections) look(id, connection.counters)
  }

  /** Called when it happens: a connection comes into another state, or has measured a round trip. */
  onMoment(listener: (id: ConnectionId, moment: Moment) => void): () => void {
    return this.#moments.add(listener)
  }

  /** Called on every change, so often that listeners must coalesce; a removed connection has no snapshot any more. */
  onChange(listener: (id: ConnectionId) => void): () => void {
    return this.#listeners.add(listener)
  }

  #send(id: ConnectionId, message: EncodedMessage | Draft): Sending {
    return new Answer(id, this.#connections.get(id)?.send(message) ?? refused('not-found'))
  }

  /** Where the surroundings fail, too: whoever pings many pings the others. */
  #ping(id: ConnectionId, message: EncodedMessage | Draft): RefusalReason | null {
    const connection = this.#connections.get(id)
    try {
      return connection === undefined ? 'not-found' : connection.ping(message)
    } catch (error) {
      this.#options.logger.error(`Pinging by connection ${id} failed`, error)
      return 'bad-message'
    }
  }

  #get(id: ConnectionId): Connection {
    const connection = this.#connections.get(id)
    if (connection === undefined) throw new AppError('not-found', t('errors.gone.connection'))
    return connection
  }

  /** Called from inside the loops: a listener that throws must not end a connection. */
  #changed = (id: ConnectionId): void => this.#listeners.tell(id)
  #happened = (id: ConnectionId, moment: Moment): void => this.#moments.tell(id, moment)
}

function ready(message: EncodedMessage | ComposedMessage, counter?: number): EncodedMessage | Draft {
  return 'format' in message ? new Draft(message, counter) : message
}
