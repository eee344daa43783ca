/** A network in memory under a real pool: sockets whose system takes, holds, loses and gives back what is written, as a test says. */
import type { Cause } from '../../../shared/connection'
import { abortError, aborted } from '../../../main/lib/abort'
import { cause, Fault } from '../../../main/lib/fault'
import type { Carrier, Dial, Frame, Handshake, Socket, TellFate, WriteFate } from '../../../main/connection/wire'

/** A part of a write that the system has not taken yet: what it is told as, together. */
interface Part {
  items: readonly Carrier[]
  tell: (fate: WriteFate) => void
}

export class SimSocket implements Socket {
  readonly handshake: Handshake = { protocol: '', extensions: '', status: 101, headers: [], address: '127.0.0.1:1', timing: {} }
  readonly paused = false
  readonly pauses = 0
  readonly valve = { isShut: false, shuts: 0 }
  readonly ended: Promise<Cause>
  readonly concluding = new Promise<Cause>(() => undefined)
  readonly conclusion = null
  readonly unsentBytes = 0
  readonly takenMark = 0
  /** The peer reads: the system takes what is written at once. */
  reading = true
  /** The peer answers a close frame. */
  polite = true
  /** Each message is a write of its own, as under compression. */
  readonly #apart: boolean
  readonly #onWire: (item: Carrier) => void
  #parts: Part[] = []
  #state: 'open' | 'closing' | 'over' = 'open'
  /** After so many more messages it takes no further ones, although its end is not known yet. */
  #breaksAfter = Infinity
  #end: (cause: Cause) => void = () => undefined
  #inbox: Frame[] = []
  #wake: () => void = () => undefined

  constructor(apart: boolean, onWire: (item: Carrier) => void) {
    this.#apart = apart
    this.#onWire = onWire
    this.ended = new Promise((resolve) => { this.#end = resolve })
  }

  get over(): boolean {
    return this.#state === 'over'
  }

  async read(): Promise<readonly Frame[]> {
    if (this.#inbox.length === 0 && !this.over) await new Promise<void>((resolve) => { this.#wake = resolve })
    return this.#inbox.splice(0)
  }

  write<T extends Carrier>(batch: readonly T[], told: TellFate<T>): void {
    const parts = this.#apart ? batch.map((item) => [item]) : [batch]
    for (const items of parts) {
      const tell = (fate: WriteFate) => told(items, fate, this.#apart)
      this.#breaksAfter -= items.length
      if (this.#state === 'open' && this.#breaksAfter >= 0) this.#parts.push({ items, tell })
      else tell('unwritten')
    }
    if (this.reading) this.take(Infinity)
  }

  ping(): boolean {
    return true
  }

  close(): void {
    if (this.#state !== 'open') return
    this.#state = 'closing'
    this.#closed()
  }

  terminate(): void {
    this.cut(0, cause('open', 'no-close-frame'))
  }

  /** The system takes so many writes. */
  take(parts: number): void {
    for (const { items, tell } of this.#parts.splice(0, parts)) {
      items.forEach(this.#onWire)
      tell('taken')
    }
    this.#closed()
  }

  readOn(): void {
    this.reading = true
    this.take(Infinity)
  }

  breakAfter(messages: number): void {
    this.#breaksAfter = messages
  }

  arrive(text: string): void {
    if (this.over) return
    this.#inbox.push({ kind: 'text', direction: 'in', data: Buffer.from(text), compressed: false })
    this.#wake()
  }

  /** It ends while `reached` messages of those that were under way are on the wire: nobody on this side can know how many. */
  cut(reached: number, why: Cause): void {
    if (this.over) return
    this.#state = 'over'
    const parts = this.#parts.splice(0)
    parts.flatMap(({ items }) => items).slice(0, reached).forEach(this.#onWire)
    const tellAll = () => { for (const { tell } of parts) tell('unknown') }
    // Its end may be known before what became of its writes.
    if (parts.length % 2 === 1) setImmediate(tellAll)
    else tellAll()
    this.#end(why)
    this.#wake()
  }

  /** The peer answers the close frame when it has read what came before it. */
  #closed(): void {
    if (this.#state === 'closing' && this.#parts.length === 0 && this.reading && this.polite) this.cut(0, cause('open', 'close-frame', { closeCode: 1000, wasClean: true }))
  }
}

export type ServerMode = 'up' | 'down' | 'silent'

/** One server for all: what it does with who dials, and the newest socket of each by the name of its profile. */
export class SimServer {
  mode: ServerMode = 'up'
  readonly sockets = new Map<string, SimSocket>()
  readonly #opened: (name: string) => (item: Carrier) => void

  /** `opened` is asked for each session who takes note of what comes onto its wire. */
  constructor(opened: (name: string) => (item: Carrier) => void) {
    this.#opened = opened
  }

  readonly dial: Dial = async ({ plan }, _trace, signal) => {
    // A dial takes a turn, so that much can happen meanwhile.
    await new Promise((resolve) => setImmediate(resolve))
    if (this.mode === 'silent') await aborted(signal)
    if (signal.aborted) throw abortError(signal)
    if (this.mode === 'down') throw new Fault(cause('tcp', 'refused', { code: 'ECONNREFUSED' }))
    const socket = new SimSocket(plan.compression.mode !== 'off', this.#opened(plan.name))
    this.sockets.set(plan.name, socket)
    return socket
  }
}
