/** Hub: the built-in server's life: start, stop, and what the screen sees of it. */
import { AppError } from '../../shared/errors'
import type { HubState } from '../../shared/hub'
import { hubPort, limits } from '../../shared/limits'
import { encodeMessage, type ComposedMessage } from '../../shared/payload'
import { t } from '../../shared/words/words'
import type { Clock } from '../lib/clock'
import { runGroup } from '../lib/group'
import type { Logger } from '../lib/logger'
import { Changes } from './changes'
import { encodeFrame } from './frame'
import { Server } from './server'
import { Switchboard } from './switchboard'

export interface HubOptions {
  clock: Clock
  logger: Logger
}

/** From one start to its stop. */
interface Run {
  board: Switchboard
  stop: AbortController
  /** Settles when nothing is left of it. */
  over: Promise<void>
}

export class Hub {
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #changes: Changes
  #kind: HubState['kind'] = 'stopped'
  #port = hubPort
  #problem = ''
  #evicted = 0
  #run: Run | null = null
  #turn: Promise<unknown> = Promise.resolve()
  #retired = false

  constructor({ clock, logger }: HubOptions) {
    this.#clock = clock
    this.#logger = logger
    this.#changes = new Changes(clock, logger)
  }

  get state(): HubState {
    const clients = this.#run?.board.snapshot() ?? []
    return { kind: this.#kind, port: this.#port, problem: this.#problem, clients, evicted: this.#evicted }
  }

  /** Told when the state changed, at most every 250 ms for clients and their counters. Returns the way to stop listening. */
  onChange(listener: () => void): () => void {
    return this.#changes.listen(listener)
  }

  /**
   * Resolves when the hub listens on `port` (0: any free one), restarting it if it listens on another. Throws AppError
   * hub-port if the port can't be had; the hub has then failed and can be started again.
   */
  start(port: number): Promise<HubState> {
    return this.#inTurn(() => this.#start(port))
  }

  /** Closes each client with 1001 and cuts those that do not answer within `limits.hubCloseMs`; resolves when nothing is left. */
  stop(): Promise<HubState> {
    return this.#inTurn(async () => {
      await this.#end()
      return this.#become('stopped')
    })
  }

  /** Stops for good, since the app quits: a start that comes later does nothing. */
  retire(): Promise<HubState> {
    this.#retired = true
    return this.stop()
  }

  /** Closes a client with 1008 and says so in the reason. Throws AppError not-found. */
  evict(id: number): void {
    if (this.#run?.board.evict(id) !== true) throw new AppError('not-found', t('hub.gone'))
  }

  /**
   * Queues a message for every client, as it was typed; resolves with how many took it. Throws AppError bad-hex, bad-base64,
   * bad-json or message-too-large, and not-found if the hub does not run.
   */
  broadcast(composed: ComposedMessage): Promise<number> {
    if (this.#run === null || this.#kind !== 'running') throw new AppError('not-found', t('hub.notRunning'))
    const { binary, bytes } = encodeMessage(composed)
    if (bytes.byteLength > limits.composedBytes) throw new AppError('message-too-large', t('hub.tooLarge', { most: limits.composedBytes / 1024 / 1024 }))
    return this.#run.board.announce(encodeFrame(bytes, binary))
  }

  /** One step at a time, in the order asked for, so that the last one asked for decides. */
  #inTurn(step: () => Promise<HubState>): Promise<HubState> {
    const turn = this.#turn.then(step)
    this.#turn = turn.catch(() => undefined) // the caller of this step hears of it; the next step starts anew
    return turn
  }

  async #start(port: number): Promise<HubState> {
    if (this.#retired || (this.#kind === 'running' && (port === 0 || port === this.#port))) return this.state
    await this.#end()
    this.#port = port
    this.#evicted = 0
    this.#become('starting')
    const board = new Switchboard(this.#changes.gather)
    const server = new Server({
      clock: this.#clock,
      logger: this.#logger,
      board,
      handshakeMs: limits.hubHandshakeMs,
      onCount: this.#changes.gather,
      onEvicted: () => {
        this.#evicted += 1
      },
    })
    try {
      this.#port = await server.listen(port)
    } catch (error) {
      this.#become('failed', error instanceof AppError ? error.message : t('errors.hub.notStarted'))
      throw error
    }
    const stop = new AbortController()
    this.#run = { board, stop, over: this.#serve(board, server, stop.signal) }
    return this.#become('running')
  }

  /** Never throws: a loop that breaks has nobody else to tell. */
  async #serve(board: Switchboard, server: Server, signal: AbortSignal): Promise<void> {
    try {
      await runGroup<void>(signal, [(signal) => board.loop(signal), (signal) => server.serveLoop(signal)])
    } catch (error) {
      this.#logger.error('The hub broke off', error)
      this.#run = null
      this.#become('failed', t('errors.hub.brokeOff'))
    }
  }

  async #end(): Promise<void> {
    if (this.#run === null) return
    this.#become('stopping')
    this.#run.stop.abort()
    await this.#run.over
    this.#run = null
  }

  #become(kind: HubState['kind'], problem = ''): HubState {
    this.#kind = kind
    this.#problem = problem
    this.#changes.tell()
    return this.state
  }
}
