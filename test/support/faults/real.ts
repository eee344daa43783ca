/** A run of the model over loopback: a real pool, a server that stalls and restarts, and a fault proxy before each connection's way to it. */
import { expect } from 'vitest'
import type { WebSocket } from 'ws'
import type { ConnectionId } from '../../../shared/connection'
import type { Deck } from '../live-deck'
import { wsServer, type TestServer } from '../servers'
import { turns } from '../turns'
import { until } from '../until'
import { Books, numbered, numberOf, type Verdict } from './books'
import { faultProxy, type FaultProxy } from './proxy'
import type { SentLog } from './sent-log'
import { slots, type RealStep, type SlotAbout } from './steps'

const KiB = 1024
/** Sizes from here on stand for messages that fill the system's buffers. */
const smallBytes = 450
const largeFactor = 5 * KiB
const queueBytes = 16 * KiB * KiB
/** A real wait stands for a longer one of the simulation. */
const longestWaitMs = 12

/** For megabytes that are inflated 16 KiB at a time, beside all else that a busy machine does. */
const patienceMs = 40_000

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

interface Slot {
  id: ConnectionId
  /** The path of its URL, by which the server knows it. */
  path: string
  about: SlotAbout
  books: Books
  /** The server said goodbye on its own: it may not have read what came before ours, which then is no answer. */
  dismissed: boolean
}

/** One run after the other; their connections are told apart by their paths. */
export class RealWorld {
  readonly #deck: Deck
  readonly #log: SentLog
  /** The server's ends, by path, and all that live. */
  readonly #peers = new Map<string, WebSocket>()
  readonly #living = new Set<WebSocket>()
  readonly #proxies: FaultProxy[] = []
  /** Bytes that each proxy had carried when its last link went. */
  readonly #before: number[] = []
  #server: TestServer | null = null
  #port = 0
  #slots: Slot[] = []
  /** Of this run, those that were removed as well. */
  #all: Slot[] = []
  #removals: Promise<void>[] = []
  #numbers = 0
  #paths = 0
  readonly #name: string

  constructor(deck: Deck, log: SentLog, name: string) {
    this.#deck = deck
    this.#log = log
    this.#name = name
  }

  async start(): Promise<this> {
    await this.#serve()
    for (let at = 0; at < slots; at += 1) this.#proxies.push(await faultProxy(this.#port, at + 1))
    return this
  }

  async run(abouts: readonly SlotAbout[], steps: readonly RealStep[]): Promise<Record<Verdict, number>> {
    this.#all = []
    this.#removals = []
    this.#slots = abouts.map((about, at) => this.#seat(about, at))
    await Promise.all(this.#slots.map(({ id }) => this.#deck.reaches(id, 'open')))
    for (const step of steps) {
      this.#heal()
      await this.#step(step)
    }
    await this.#end()
    for (const { id, books, dismissed } of this.#all) books.audit(this.#log.of(id).all, dismissed ? [] : this.#log.of(id).safe)
    const count = (verdict: Verdict) => this.#all.reduce((sum, { books }) => sum + books.told(verdict).length, 0)
    return { 'sent': count('sent'), 'not sent': count('not sent'), 'unknown': count('unknown') }
  }

  async stop(): Promise<void> {
    await Promise.all([this.#server, ...this.#proxies].map(async (server) => server?.close()))
  }

  async #step(step: RealStep): Promise<void> {
    const { pool } = this.#deck
    switch (step.kind) {
      case 'send': return this.#send([step.to], step.size, step.binary)
      case 'burst': for (let i = 0; i < step.count; i += 1) this.#send([step.to], 0, step.binary)
        return
      case 'broadcast': return this.#send(this.#slots.map((_, at) => at), step.size, step.binary)
      case 'spaced': for (let at = 0; at < slots; at += 1) {
        this.#send([at], 0, false)
        await sleep(Math.min(step.ms, 2))
      }
        return
      case 'turns': return turns(step.count * 4)
      case 'time': return sleep(Math.min(step.ms, longestWaitMs))
      case 'server': return this.#serverIs(step.mode)
      case 'change': return this.#change(step.to, step.messages, step.hold)
      case 'remove': return this.#remove(step.to)
      case 'open': return pool.open(this.#slot(step.to).id)
      case 'close': return pool.close(this.#slot(step.to).id)
      case 'retry': return pool.retry(this.#slot(step.to).id)
      default: return this.#touch(step)
    }
  }

  #touch(step: Extract<RealStep, { kind: 'stall' | 'read on' | 'cut' | 'peer closes' }>): void {
    const slot = this.#slot(step.to)
    const peer = this.#peers.get(slot.path)
    if (step.kind === 'stall') peer?.pause()
    else if (step.kind === 'read on') peer?.resume()
    else if (step.kind === 'peer closes') {
      slot.dismissed = true
      peer?.close(step.code)
    } else this.#cut(step.to, step.after, step.how)
  }

  /** At once, or when some more bytes have passed: in a frame's head, in its payload, or between two. */
  #cut(at: number, after: number, how: 'reset' | 'fin'): void {
    const proxy = this.#proxies[at]
    if (proxy === undefined) return
    if (after === 0 && how === 'reset') return proxy.cut()
    const passed = proxy.carried.up - (this.#before[at] ?? 0)
    proxy.up = [{ kind: how, at: passed + after ** 3 }]
  }

  /** A cut is over when nothing is left to be cut; whoever comes next gets through. */
  #heal(): void {
    for (const [at, proxy] of this.#proxies.entries()) {
      if (proxy.links.size > 0) continue
      proxy.up = []
      this.#before[at] = proxy.carried.up
    }
  }

  async #serverIs(mode: 'up' | 'down' | 'silent'): Promise<void> {
    for (const proxy of this.#proxies) {
      // What was swallowed does not come back: a link with a hole in it is of no use any more.
      if (proxy.down.length > 0) proxy.cut()
      proxy.down = mode === 'silent' ? [{ kind: 'hole', at: 0 }] : []
    }
    if (mode === 'down' && this.#server !== null) {
      await this.#server.close()
      this.#server = null
    } else if (mode === 'up' && this.#server === null) await this.#serve()
  }

  async #serve(): Promise<void> {
    this.#server = await wsServer((webSocket, { url = '' }) => {
      const path = url.slice(1)
      const wire = this.#all.find((slot) => slot.path === path)?.books.session()
      this.#peers.set(path, webSocket)
      this.#living.add(webSocket)
      webSocket.on('message', (data: Buffer) => { wire?.push(numberOf(data)) })
      webSocket.on('close', () => this.#living.delete(webSocket))
    }, { port: this.#port, perMessageDeflate: true })
    this.#port = this.#server.port
  }

  #send(to: readonly number[], size: number, binary: boolean): void {
    const number = (this.#numbers += 1)
    const message = numbered(number, size < smallBytes ? size : size * largeFactor, binary)
    for (const at of to) {
      const { id, books } = this.#slot(at)
      books.ask(number, this.#deck.pool.send(id, message))
    }
  }

  #change(at: number, messages: number, hold: boolean): void {
    const slot = this.#slot(at)
    slot.about = { ...slot.about, messages, hold }
    this.#deck.update(slot.id, this.#options(slot.about))
  }

  #remove(at: number): void {
    const { id, about } = this.#slot(at)
    this.#removals.push(this.#deck.pool.remove(id))
    this.#slots[at] = this.#seat(about, at)
  }

  #seat(about: SlotAbout, at: number): Slot {
    this.#paths += 1
    const path = `${this.#name}${this.#paths}`
    const id = this.#deck.open(`${this.#proxies[at]?.url ?? ''}/${path}`, this.#options(about))
    const slot = { id, path, about, books: new Books(), dismissed: false }
    this.#all.push(slot)
    return slot
  }

  #options({ overflow, hold, messages, reconnects, compressed }: SlotAbout) {
    return {
      queue: { messages, bytes: queueBytes, overflow, whileDown: hold ? 'hold' as const : 'refuse' as const },
      reconnect: { enabled: reconnects, baseMs: 10, capMs: 20, attempts: null, minUptimeMs: 0 },
      compression: { mode: compressed ? 'offered' as const : 'off' as const },
      limits: { closeTimeoutMs: 1_000, deadlineMs: 20_000 },
    }
  }

  /** All that can still go out goes out; then every connection is closed and taken off the deck. */
  async #end(): Promise<void> {
    const { pool } = this.#deck
    await this.#serverIs('up')
    for (const proxy of this.#proxies) proxy.up = []
    const idle = () => {
      for (const peer of this.#living) peer.resume()
      return this.#slots.every(({ id }) => this.#isOver(id) || this.#deck.snapshot(id).counters.queuedMessages === 0)
    }
    await until(idle, () => `the queues were empty: ${JSON.stringify(this.#slots.map(({ id }) => this.#deck.snapshot(id)))}`, patienceMs)
    for (const { id } of this.#slots) pool.close(id)
    await until(() => this.#slots.every(({ id }) => this.#isOver(id)), 'all were over')
    for (const { id, books } of this.#slots) {
      const told = { messagesOut: books.all('sent'), dropped: books.all('dropped'), refused: books.all('refused'), queuedMessages: 0, queuedBytes: 0 }
      expect(this.#deck.snapshot(id).counters).toMatchObject(told)
    }
    await Promise.all([...this.#removals, ...this.#slots.map(({ id }) => pool.remove(id))])
    await until(() => this.#living.size === 0, () => `the server had seen all go (but ${[...this.#living].map(({ readyState, isPaused }) => `${readyState}${isPaused ? ' paused' : ''}`).join(', ')})`, patienceMs)
  }

  #isOver(id: ConnectionId): boolean {
    return ['idle', 'closed', 'failed'].includes(this.#deck.state(id).kind)
  }

  #slot(at: number): Slot {
    const slot = this.#slots[at]
    if (slot === undefined) throw new RangeError(`No slot ${at}`)
    return slot
  }
}
