/**
 * The others on a clock that a test moves: healthy sockets of the same pool at a server of their own in memory. What they wait for is told by that
 * clock: how long the loop is really held up says nothing, since such a clock goes as fast as it can, with turns of the loop between any two timers.
 */
import { expect } from 'vitest'
import type { Pool } from '../../../main/connection/pool'
import type { Carrier, Dial, TellFate } from '../../../main/connection/wire'
import type { ConnectionId } from '../../../shared/connection'
import { settled, type FakeClock } from '../clock'
import { FakeSocket } from '../fake-socket'
import { newPlan } from '../plan'
import { echoOf, percentile, type Echoing, type Undisturbed } from './others'

/** What they are called. */
export const bystander = 'bystander'
/** At an origin that no fault befalls. */
const url = 'ws://127.0.0.1:65535/'
/** From a message or a ping to its answer. */
const answerMs = 5
const allowedRiseMs = 20

/** A peer that answers everything, soon. */
class EchoSocket extends FakeSocket {
  readonly #clock: FakeClock

  constructor(clock: FakeClock) {
    super()
    this.#clock = clock
  }

  override write<T extends Carrier>(batch: readonly T[], told: TellFate<T>): void {
    super.write(batch, told)
    for (const { message } of batch) this.#answer('text', Buffer.from(message.bytes).toString())
  }

  override ping(payload: Uint8Array): boolean {
    this.#answer('pong', Buffer.from(payload).toString())
    return super.ping(payload)
  }

  #answer(kind: 'text' | 'pong', content: string): void {
    this.#clock.after(answerMs, () => this.arrive(kind, content))
  }
}

export class MemoryOthers {
  readonly #clock: FakeClock
  readonly #everyMs: number
  readonly #ids: ConnectionId[] = []
  readonly #times: number[] = []
  readonly #wrong: string[] = []
  #asked = 0
  #takeBack: () => void = () => undefined
  #pool: Pool | null = null

  /** A message to each so often. */
  constructor(clock: FakeClock, everyMs = 50) {
    this.#clock = clock
    this.#everyMs = everyMs
  }

  /** The pool's way to them; to all others it is `dial`. */
  beside(dial: Dial): Dial {
    return (preparation, trace, signal) => (preparation.plan.url === url ? Promise.resolve(new EchoSocket(this.#clock)) : dial(preparation, trace, signal))
  }

  async join(pool: Pool, sockets = 3): Promise<void> {
    this.#pool = pool
    const plan = newPlan(bystander, { name: bystander, url, reconnect: { enabled: false } })
    for (let i = 0; i < sockets; i += 1) this.#ids.push(pool.add(plan, plan.name))
    for (const id of this.#ids) pool.open(id)
    await settled()
    this.#round(pool)
  }

  /** They are gone from the pool; none has lost, mixed up or waited for a message. */
  async leave(): Promise<Undisturbed> {
    this.#takeBack()
    await this.#clock.advance(answerMs)
    const kinds = this.#ids.map((id) => this.#pool?.snapshot(id)?.state.kind)
    expect({ wrong: this.#wrong, echoes: this.#times.length, kinds }).toEqual({ wrong: [], echoes: this.#asked, kinds: this.#ids.map(() => 'open') })
    const riseMs = percentile(this.#times, 0.99) - answerMs
    expect(riseMs, 'rise of the bystanders’ 99th percentile, ms of the clock').toBeLessThan(allowedRiseMs)
    for (const id of this.#ids) this.#pool?.close(id)
    await settled()
    for (const id of this.#ids) await this.#pool?.remove(id)
    return { sockets: this.#ids.length, messages: this.#times.length, riseMs }
  }

  #round(pool: Echoing): void {
    this.#asked += this.#ids.length
    const from = this.#clock.elapsed()
    for (const id of this.#ids) {
      const heard = () => { this.#times.push(this.#clock.elapsed() - from) }
      echoOf(pool, id, `${id} ${this.#asked}`).then(heard, (error: unknown) => { this.#wrong.push(String(error)) })
    }
    this.#takeBack = this.#clock.after(this.#everyMs, () => this.#round(pool))
  }
}
