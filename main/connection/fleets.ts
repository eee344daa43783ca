/** Fleets: where many sockets of one peer have something to say in the same moment, if only goodbye, a few milliseconds of it are heard in each turn of the event loop. */
import { systemClock, type Clock } from '../lib/clock'
import { NextTurn } from '../lib/next-turn'
import type { Valve } from './valve'

export const fleetRule = {
  /** So long the blocks of a fleet are heard in one turn. */
  turnMs: 3,
  /** As many sockets are heard though it takes longer: a few greedy ones are for `ReadTurn` to pause, and no others are to wait for them. */
  least: 9,
  /** But not when it takes so long: code that V8 has not compiled yet is ten times as slow. */
  mostMs: 8,
  /** Ends that are heard in one turn: Node, `ws` and the session have more to do with each in the turns that follow. */
  ends: 8,
  /** So many of those that wait are let in the next turn; who has nothing to say costs a microsecond. */
  perTurn: 128,
} as const

/** Of Node's sockets. */
interface Raw {
  readonly remoteAddress?: string | undefined
  readonly remotePort?: number | undefined
  once: (event: 'end' | 'error' | 'close', listener: () => void) => unknown
}

export class Fleets {
  readonly #elapsed: Clock['elapsed']
  readonly #fleets = new Map<string, Fleet>()

  constructor(elapsed: Clock['elapsed'] = () => systemClock.elapsed()) {
    this.#elapsed = elapsed
  }

  /** An open socket sails with those of its peer, or of its proxy, until it is closed; Unix sockets all do together. */
  join(raw: Raw, valve: Valve): Fleet {
    const peer = `${raw.remoteAddress} ${raw.remotePort}`
    const fleet = this.#fleets.get(peer) ?? new Fleet(this.#elapsed)
    this.#fleets.set(peer, fleet)
    fleet.join(valve)
    const onEnd = () => fleet.ended()
    raw.once('end', onEnd)
    raw.once('error', onEnd)
    raw.once('close', () => {
      fleet.leave(valve)
      if (fleet.size === 0) this.#fleets.delete(peer)
    })
    return fleet
  }
}

/**
 * libuv hands over all that it finds ready before anybody else has a say: a thousand sockets whose server is killed, or that bring a block each,
 * would be some hundred milliseconds. Whoever is not heard yet is not read any more when a turn has become long, and waits in the order of coming.
 */
export class Fleet {
  readonly #elapsed: Clock['elapsed']
  readonly #open = new Set<Valve>()
  readonly #shut = new Set<Valve>()
  /** In this turn. */
  readonly #heard = new Set<Valve>()
  #ends = 0
  #since = 0
  readonly #turn = new NextTurn(() => this.#next())

  constructor(elapsed: Clock['elapsed']) {
    this.#elapsed = elapsed
  }

  get size(): number {
    return this.#open.size + this.#shut.size
  }

  join(valve: Valve): void {
    this.#open.add(valve)
  }

  leave(valve: Valve): void {
    this.#open.delete(valve)
    this.#shut.delete(valve)
  }

  /** Before a block that it brings is taken. */
  hears(valve: Valve): void {
    if (this.#heard.has(valve)) return
    this.#start()
    this.#heard.add(valve)
    const ms = this.#elapsed() - this.#since
    if (ms > fleetRule.mostMs || (ms > fleetRule.turnMs && this.#heard.size > fleetRule.least)) this.#shutAll()
  }

  /** FIN or RST. */
  ended(): void {
    this.#start()
    this.#ends += 1
    if (this.#ends >= fleetRule.ends) this.#shutAll()
  }

  #shutAll(): void {
    for (const valve of this.#open) {
      valve.shut()
      this.#shut.add(valve)
    }
    this.#open.clear()
  }

  #next(): void {
    this.#ends = 0
    this.#heard.clear()
    let room: number = fleetRule.perTurn
    for (const valve of this.#shut) {
      if (room === 0) break
      room -= 1
      this.#shut.delete(valve)
      this.#open.add(valve)
      valve.open()
    }
    if (this.#shut.size > 0) this.#start()
  }

  /** Its time counts from what comes first. */
  #start(): void {
    if (this.#turn.ask()) this.#since = this.#elapsed()
  }
}
