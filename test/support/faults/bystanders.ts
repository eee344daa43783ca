/** Bystanders: healthy sockets of the same pool, which must not notice what befalls another. */
import { once } from 'node:events'
import { expect } from 'vitest'
import { WebSocket } from 'ws'
import type { ConnectionId } from '../../../shared/connection'
import { count, torture } from '../counts'
import { text } from '../engine'
import type { Deck } from '../live-deck'
import { echoProcess } from './echo-process'
import { watchStalls, type Stalls } from './stalls'

export interface Undisturbed {
  /** How much slower the 99th of 100 echoes became, ms. */
  riseMs: number
  /** Echoes seen while the fault was there. */
  messages: number
}

/** A message to each, this often, ms. */
const everyMs = 50
const calmRounds = 6
const allowedRiseMs = 20

type Echo = (content: string) => Promise<void>

/** The pool's sockets, or the bare one of ws that they are compared with. */
interface Group {
  echoes: Echo[]
  /** What the machine kept this process from is taken off, ms; for the bare one our own work, too: then only the server is left. */
  times: number[]
  bare: boolean
}

function percentile(times: readonly number[], share: number): number {
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

function pooled({ pool }: Deck, id: ConnectionId): Echo {
  return (content) => new Promise((resolve, reject) => {
    pool.onNextMessage(id, (message) => {
      if (message === null) reject(new Error(`The bystander ${id} was cut off`))
      else if (Buffer.from(message.bytes).toString() !== content) reject(new Error(`The bystander ${id} got ${Buffer.from(message.bytes).toString()} for ${content}`))
      else resolve()
    })
    void pool.send(id, text(content)).settled.then(({ kind }) => { if (kind !== 'sent') reject(new Error(`The bystander ${id} could not send: ${kind}`)) })
  })
}

class Rounds {
  readonly #stalls: Stalls
  readonly #groups: Group[]
  #round = 0
  #due = performance.now()

  constructor(stalls: Stalls, groups: Group[]) {
    this.#stalls = stalls
    this.#groups = groups
  }

  /** One numbered message to each and back. Its time runs from when it was due: a loop that is held up can't send either. */
  async next(): Promise<void> {
    this.#due += everyMs
    await new Promise((resolve) => setTimeout(resolve, this.#due - performance.now()))
    const content = `round ${this.#round += 1}`
    const from = this.#due
    const one = async (echo: Echo, { times, bare }: Group) => {
      await echo(content)
      const to = performance.now()
      times.push(to - from - this.#stalls.foreign(from, to) - (bare ? this.#stalls.own(from, to) : 0))
    }
    await Promise.all(this.#groups.flatMap((group) => group.echoes.map((echo) => one(echo, group))))
  }
}

/**
 * Runs `work` beside bystanders on the deck: none may lose, mix up or wait for a message. They leave the deck afterwards. How long they wait is
 * asserted at full counts, on a machine that has nothing else to do. Never `timed` is work whose own servers are so busy in this process that
 * they, not the faults, would be measured.
 */
export async function beside(deck: Deck, work: () => unknown, sockets = count(9, 99), timed = torture): Promise<Undisturbed> {
  const url = await echoProcess()
  const ids = await Promise.all(Array.from({ length: sockets }, () => deck.opened(url, { name: 'bystander' })))
  const bare = await bareEcho(url)
  const [ours, theirs]: [Group, Group] = [{ echoes: ids.map((id) => pooled(deck, id)), times: [], bare: false }, { echoes: [bare.echo], times: [], bare: true }]
  const rounds = new Rounds(watchStalls(), [ours, theirs])
  for (let round = 0; round < calmRounds; round += 1) await rounds.next()
  const calm = [ours, theirs].map(({ times }) => percentile(times.splice(0), 0.99))

  let over = false
  const working = Promise.resolve(work()).finally(() => { over = true })
  const watching = (async () => { do await rounds.next(); while (!over) })()
  await Promise.all([working, watching])

  const [rise = 0, bareRise = 0] = [ours, theirs].map(({ times }, i) => percentile(times, 0.99) - (calm[i] ?? 0))
  // A server that is late for bare ws, too, is not ours.
  const riseMs = Math.max(0, rise - Math.max(0, bareRise))
  if (timed) expect(riseMs, 'rise of the bystanders’ 99th percentile, ms').toBeLessThan(allowedRiseMs)
  for (const id of ids) {
    const { messagesIn, messagesOut } = deck.snapshot(id).counters
    expect({ state: deck.state(id).kind, lost: messagesOut - messagesIn }).toEqual({ state: 'open', lost: 0 })
    deck.pool.close(id)
  }
  await bare.close()
  await Promise.all(ids.map((id) => deck.reaches(id, 'closed')))
  return { riseMs, messages: ours.times.length }
}
