/** A run of the model in memory: a real pool over the simulated network and a clock that the steps move. */
import { expect } from 'vitest'
import { Pool } from '../../../main/connection/pool'
import { Broadcasts } from '../../../main/ipc/broadcasts'
import { cause } from '../../../main/lib/fault'
import type { Logger } from '../../../main/lib/logger'
import type { ConnectionId } from '../../../shared/connection'
import { FakeClock } from '../clock'
import { newPlan } from '../plan'
import { seeded } from '../random'
import { turns } from '../turns'
import { Books, numbered, numberOf, type Verdict } from './books'
import { SentLog } from './sent-log'
import { SimServer, type SimSocket } from './sim'
import { slots, type SimStep, type SlotAbout } from './steps'

interface Slot {
  id: ConnectionId
  name: string
  about: SlotAbout
}

export class Simulation {
  readonly #clock = new FakeClock()
  readonly #complaints: string[] = []
  readonly #books = new Map<ConnectionId, Books>()
  readonly #names = new Map<string, ConnectionId>()
  readonly #slots: Slot[]
  readonly #server = new SimServer((name) => {
    const wire = this.#book(this.#names.get(name) ?? '').session()
    return ({ message }) => wire.push(numberOf(message.bytes))
  })
  readonly #log = new SentLog(this.#clock)
  readonly #pool: Pool
  readonly #broadcasts: Broadcasts
  #numbers = 0
  #removed = 0

  constructor(abouts: readonly SlotAbout[]) {
    const logger: Logger = { info: () => undefined, warn: () => undefined, error: (text, error) => this.#complaints.push(`${text}: ${String(error)}`) }
    this.#pool = new Pool({ log: this.#log, clock: this.#clock, random: seeded(1), logger, dial: this.#server.dial })
    this.#slots = abouts.map((about) => this.#seat(about))
    // Everything that a broadcast sends is asked for in its turn.
    const broadcast: Pool['broadcast'] = (ids, message) => {
      const sendings = this.#pool.broadcast(ids, message)
      const number = 'format' in message ? Number(message.text) : numberOf(message.bytes)
      for (const sending of sendings) this.#book(sending.connectionId).ask(number, sending)
      return sendings
    }
    const onNextMessage: Pool['onNextMessage'] = (id, listener) => this.#pool.onNextMessage(id, listener)
    const seat: Pool['seat'] = (id) => this.#pool.seat(id)
    const pool = { broadcast, onNextMessage, seat }
    this.#broadcasts = new Broadcasts({ pool, clock: this.#clock, logger })
  }

  /** What the senders were told, over all connections that there were. */
  get verdicts(): Record<Verdict, number> {
    const books = [...this.#books.values()]
    const count = (verdict: Verdict) => books.reduce((sum, each) => sum + each.told(verdict).length, 0)
    return { 'sent': count('sent'), 'not sent': count('not sent'), 'unknown': count('unknown') }
  }

  async run(steps: readonly SimStep[]): Promise<void> {
    for (const { id } of this.#slots) this.#pool.open(id)
    await turns(2)
    for (const step of steps) {
      await this.#step(step)
      this.#bounded()
    }
    await this.#end()
    for (const [id, books] of this.#books) books.audit(this.#log.of(id).all, books.told('sent'))
    expect(this.#complaints).toEqual([])
    expect(this.#clock.pending, 'timers left').toBe(0)
  }

  async #step(step: SimStep): Promise<void> {
    switch (step.kind) {
      case 'send': return this.#send([step.to], step.size, step.binary)
      case 'burst': for (let i = 0; i < step.count; i += 1) this.#send([step.to], 0, step.binary)
        return
      case 'broadcast': return this.#send(this.#slots.map((_, at) => at), step.size, step.binary)
      case 'spaced': return this.#spaced(step.ms, step.cancelled)
      case 'turns': return turns(step.count)
      case 'time': return this.#clock.advance(step.ms)
      case 'press': return this.#log.press(step.pressed)
      case 'server': this.#server.mode = step.mode
        return
      case 'change': return this.#change(step.to, step.messages, step.hold)
      case 'remove': return this.#remove(step.to)
      case 'open': return this.#pool.open(this.#slot(step.to).id)
      case 'close': return this.#pool.close(this.#slot(step.to).id)
      case 'retry': return this.#pool.retry(this.#slot(step.to).id)
      default: return this.#touch(step)
    }
  }

  /** What befalls a socket, if there is one. */
  #touch(step: Extract<SimStep, { kind: 'stall' | 'read on' | 'cut' | 'peer closes' | 'take' | 'break' | 'rude' }>): void {
    const socket: SimSocket | undefined = this.#server.sockets.get(this.#slot(step.to).name)
    if (socket === undefined) return
    if (step.kind === 'stall') socket.reading = false
    else if (step.kind === 'read on') socket.readOn()
    else if (step.kind === 'cut') socket.cut(step.after, cause('open', step.how === 'reset' ? 'reset' : 'no-close-frame'))
    else if (step.kind === 'peer closes') socket.cut(0, cause('open', 'close-frame', { closeCode: step.code, wasClean: true }))
    else if (step.kind === 'take') socket.take(step.parts)
    else if (step.kind === 'break') socket.breakAfter(step.after)
    else socket.polite = false
  }

  #send(to: readonly number[], size: number, binary: boolean): void {
    const number = (this.#numbers += 1)
    const message = numbered(number, size, binary)
    const ids = to.map((at) => this.#slot(at).id)
    for (const sending of this.#pool.broadcast(ids, message)) this.#book(sending.connectionId).ask(number, sending)
  }

  #spaced(ms: number, cancelled: boolean): void {
    const number = (this.#numbers += 1)
    const text = Buffer.from(numbered(number, 0, false).bytes).toString()
    void this.#broadcasts.start(this.#slots.map(({ id }) => id), { format: 'text', text }, { kind: 'spaced', ms })
    const { id } = this.#broadcasts.list.at(-1) ?? { id: 0 }
    // After the second of three.
    if (cancelled) this.#clock.after(ms * 1.5, () => this.#broadcasts.cancel(id))
  }

  #change(at: number, messages: number, hold: boolean): void {
    const slot = this.#slot(at)
    slot.about = { ...slot.about, messages, hold }
    this.#pool.update(slot.id, this.#plan(slot.name, slot.about))
  }

  /** Another takes its place; what was asked of it keeps its books. */
  #remove(at: number): void {
    const { id, about } = this.#slot(at)
    this.#removed += 1
    void this.#pool.remove(id).then(() => { this.#removed -= 1 })
    this.#slots[at] = this.#seat(about)
  }

  #seat(about: SlotAbout): Slot {
    const name = `s${this.#names.size}`
    const id = this.#pool.add(this.#plan(name, about), name)
    this.#names.set(name, id)
    this.#books.set(id, new Books())
    return { id, name, about }
  }

  #plan(name: string, { overflow, hold, messages, reconnects, compressed }: SlotAbout) {
    return newPlan(name, {
      name,
      queue: { messages, bytes: 2_048, overflow, whileDown: hold ? 'hold' : 'refuse' },
      reconnect: { enabled: reconnects, baseMs: 10, capMs: 100, attempts: null, minUptimeMs: 100 },
      compression: { mode: compressed ? 'offered' : 'off' },
      heartbeat: { enabled: false },
      limits: { closeTimeoutMs: 200 },
    })
  }

  /** The queue holds no more than its bound, or what it held when the bound became smaller; nobody else waits for an answer. */
  #bounded(): void {
    for (const { id } of this.#slots) {
      const { queuedMessages, queuedBytes } = this.#pool.snapshot(id)?.counters ?? { queuedMessages: -1, queuedBytes: -1 }
      if (queuedMessages < 0 || queuedMessages > 12 || queuedBytes > 2_048) throw new Error(`${id} holds ${queuedMessages} messages, ${queuedBytes} bytes`)
    }
  }

  async #end(): Promise<void> {
    this.#broadcasts.close()
    this.#server.mode = 'up'
    this.#log.press(false)
    for (const socket of this.#server.sockets.values()) socket.readOn()
    await turns(2)
    for (const { id } of this.#slots) this.#pool.close(id)
    await this.#clock.advance(20_000)
    for (const { id } of this.#slots) {
      const { counters } = this.#pool.snapshot(id) ?? {}
      const books = this.#book(id)
      expect(counters).toMatchObject({ messagesOut: books.told('sent').length, dropped: books.all('dropped'), refused: books.all('refused'), queuedMessages: 0, queuedBytes: 0 })
    }
    await this.#pool.closeAll()
    expect(this.#removed, 'removals that never ended').toBe(0)
  }

  #slot(at: number): Slot {
    const slot = this.#slots[at % slots]
    if (slot === undefined) throw new RangeError(`No slot ${at}`)
    return slot
  }

  #book(id: ConnectionId): Books {
    const books = this.#books.get(id)
    if (books === undefined) throw new RangeError(`No books of ${id}`)
    return books
  }
}
