/** The others: healthy sockets of a pool, a numbered message to each and back, again and again, and how long that takes. */
import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { Pool } from '../../../main/connection/pool'
import type { ConnectionId } from '../../../shared/connection'
import { count } from '../counts'
import { text } from '../engine'
import { newPlan } from '../plan'
import { until } from '../until'
import { LoopWatch } from './loop-watch'

export interface Undisturbed {
  /** How many they are. */
  sockets: number
  /** Echoes seen while the fault was there; none was lost. */
  messages: number
  /** How much slower the 99th of 100 echoes became, ms. */
  riseMs: number
}

/** A message to each, this often, ms. */
const everyMs = 50
/** In peace; the one in the middle tells, since another may be late for a reason of its own. */
const calmRounds = 7
/** Before these, where time counts: what is compiled for the first time would pass for calm. */
const warmRounds = count(0, 10)
/** Beside a fault that is over at once, too: what comes of it may come later. */
const leastRounds = count(1, 10)
/** Nothing happens to them by itself. */
const quiet = { heartbeat: { enabled: false }, reconnect: { enabled: false }, limits: { deadlineMs: 20_000, closeTimeoutMs: 5_000 } }

type Echo = (content: string) => Promise<void>

/** The pool's sockets, or the bare one of ws that they are compared with. */
interface Group {
  echoes: Echo[]
  /** What the machine kept this process from is taken off, ms; for the bare one our own work, too: then only the server is left. */
  times: number[]
  bare: boolean
}

export function percentile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

async function bareEcho(url: string): Promise<{ echo: Echo; close: () => Promise<unknown> }> {
  const socket = new WebSocket(url)
  await once(socket, 'open')
  const echo: Echo = async (content) => {
    socket.send(content)
    await once(socket, 'message')
  }
  const close = () => {
    socket.close()
    return once(socket, 'close')
  }
  return { echo, close }
}

export type Echoing = Pick<Pool, 'onNextMessage' | 'send'>

/** Rejects if it is cut off, gets what is not its own, or cannot send. */
export function echoOf(pool: Echoing, id: ConnectionId, content: string): Promise<void> {
  return new Promise((resolve, reject) => {
    pool.onNextMessage(id, (message) => {
      const got = message === null ? null : Buffer.from(message.bytes).toString()
      if (got === content) resolve()
      else reject(new Error(got === null ? `The bystander ${id} was cut off` : `The bystander ${id} got ${got} for ${content}`))
    })
    void pool.send(id, text(content)).settled.then(({ kind }) => { if (kind !== 'sent') reject(new Error(`The bystander ${id} could not send: ${kind}`)) })
  })
}

export class Others {
  readonly #pool: Pool
  readonly #ids: readonly ConnectionId[]
  readonly #bare: Awaited<ReturnType<typeof bareEcho>>
  readonly #ours: Group
  readonly #theirs: Group
  readonly #watch = new LoopWatch()
  #round = 0
  #due = 0
  #over = false
  #rested = false
  #calm = [0, 0]
  #watching: Promise<void> = Promise.resolve()

  private constructor(pool: Pool, ids: readonly ConnectionId[], bare: Awaited<ReturnType<typeof bareEcho>>) {
    this.#pool = pool
    this.#ids = ids
    this.#bare = bare
    this.#ours = { echoes: ids.map((id) => (content) => echoOf(pool, id, content)), times: [], bare: false }
    this.#theirs = { echoes: [bare.echo], times: [], bare: true }
  }

  /** So many more sockets of the pool, at an echo server in another process, which it sees at work in peace; from then on they count. */
  static async join(pool: Pool, url: string, sockets: number): Promise<Others> {
    const plan = newPlan('bystander', { ...quiet, name: 'bystander', url })
    const ids = Array.from({ length: sockets }, () => pool.add(plan, plan.name))
    for (const id of ids) pool.open(id)
    await until(() => ids.every((id) => pool.seat(id)?.open === true), () => `the bystanders were open (they are ${JSON.stringify(ids.map((id) => pool.snapshot(id)?.state))})`)
    const others = new Others(pool, ids, await bareEcho(url))
    await others.#begin()
    return others
  }

  /** What was so far does not count. */
  anew(): void {
    for (const { times } of [this.#ours, this.#theirs]) times.length = 0
  }

  /** They leave the pool's sockets behind, closed; rejects if one lost or mixed up a message, or was cut off. */
  async leave(): Promise<Undisturbed> {
    this.#over = true
    try {
      await until(() => this.#rested, 'the bystanders had their echoes')
      await this.#watching
      return this.#judge()
    } finally {
      this.#watch.stop()
      for (const id of this.#ids) this.#pool.close(id)
      await this.#bare.close()
      await until(() => this.#ids.every((id) => ['closed', 'failed', undefined].includes(this.#pool.snapshot(id)?.state.kind)), 'the bystanders were closed')
    }
  }

  async #begin(): Promise<void> {
    this.#due = performance.now()
    for (let round = 0; round < warmRounds; round += 1) await this.#next()
    this.anew()
    await this.#calmDown()
    const first = this.#round
    this.#watching = (async () => { do await this.#next(); while (!this.#over || this.#round < first + leastRounds) })()
    const rest = () => { this.#rested = true }
    // What went wrong is told when they leave.
    this.#watching.then(rest, rest)
  }

  async #calmDown(): Promise<void> {
    const groups = [this.#ours, this.#theirs]
    const rounds: number[][] = groups.map(() => [])
    for (let round = 0; round < calmRounds; round += 1) {
      await this.#next()
      groups.forEach(({ times }, i) => rounds[i]?.push(percentile(times.splice(0), 0.99)))
    }
    this.#calm = rounds.map((lates) => percentile(lates, 0.5))
  }

  /** One numbered message to each and back. Its time runs from when it was due: a loop that is held up can't send either. */
  async #next(): Promise<void> {
    // Nobody has to catch up with what the machine kept them from.
    this.#due += everyMs + this.#watch.foreign(this.#due, performance.now())
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, this.#due - performance.now())))
    const content = `round ${this.#round += 1}`
    const from = this.#due
    this.#watch.forget(from)
    const one = async (echo: Echo, { times, bare }: Group) => {
      await echo(content)
      const to = performance.now()
      times.push(to - from - this.#watch.foreign(from, to) - (bare ? this.#watch.own(from, to) : 0))
    }
    await Promise.all([this.#ours, this.#theirs].flatMap((group) => group.echoes.map((echo) => one(echo, group))))
  }

  #judge(): Undisturbed {
    const hurt = this.#ids.flatMap((id) => {
      const snapshot = this.#pool.snapshot(id)
      const lost = (snapshot?.counters.messagesOut ?? 0) - (snapshot?.counters.messagesIn ?? 0)
      return snapshot?.state.kind === 'open' && lost === 0 ? [] : [`${id} is ${snapshot?.state.kind} and lost ${lost}`]
    })
    if (hurt.length > 0) throw new Error(`Bystanders suffered: ${hurt.join(', ')}`)
    const [rise = 0, bareRise = 0] = [this.#ours, this.#theirs].map(({ times }, i) => percentile(times, 0.99) - (this.#calm[i] ?? 0))
    // A server that is late for bare ws, too, is not ours.
    return { sockets: this.#ids.length, messages: this.#ours.times.length, riseMs: Math.max(0, rise - Math.max(0, bareRise)) }
  }
}
