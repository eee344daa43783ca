/** A trap: of all the seams of a pool one breaks, once, at the call that a test names. */
import { systemClock, type Clock } from '../../../main/lib/clock'
import { bareSurroundings, type Surroundings } from '../../../main/prepare/surroundings'
import type { DeckOptions } from '../live-deck'
import { MemoryLog } from '../memory-log'
import { seeded } from '../random'

export const seams = [
  'log.register', 'log.append', 'log.note', 'log.pressed',
  'clock.now', 'clock.elapsed', 'clock.after', 'random',
  'surroundings.variables', 'surroundings.jar', 'jar.header', 'jar.keep', 'surroundings.systemProxy',
  'onChange', 'onMoment', 'onNextMessage',
] as const
export type Seam = (typeof seams)[number]

export class Trap {
  sprung = false
  #seam: Seam | null = null
  #left = 0

  /** The `nth` call of this seam from now on breaks. */
  arm(seam: Seam, nth: number): void {
    this.#seam = seam
    this.#left = nth
  }

  disarm(): void {
    this.#seam = null
  }

  /** A call of a seam. */
  step(seam: Seam): void {
    if (seam !== this.#seam) return
    this.#left -= 1
    if (this.#left > 0) return
    this.#seam = null
    this.sprung = true
    throw new Error(`${seam} broke`)
  }

  on<A extends readonly unknown[], R>(seam: Seam, work: (...args: A) => R): (...args: A) => R {
    return (...args) => {
      this.step(seam)
      return work(...args)
    }
  }
}

class TrappedLog extends MemoryLog {
  readonly trap: Trap

  constructor(trap: Trap) {
    super(systemClock)
    this.trap = trap
  }

  override register(...about: Parameters<MemoryLog['register']>): void {
    this.trap.step('log.register')
    super.register(...about)
  }

  override append(...entry: Parameters<MemoryLog['append']>): void {
    this.trap.step('log.append')
    super.append(...entry)
  }

  override note(...note: Parameters<MemoryLog['note']>): void {
    this.trap.step('log.note')
    super.note(...note)
  }

  override get pressed(): boolean {
    // The first look is before the first trap.
    this.trap?.step('log.pressed')
    return super.pressed
  }
}

/** A deck of these has every seam under the trap; the listeners are for the test to add. */
export function trapped(trap: Trap): DeckOptions {
  const clock: Clock = {
    ...systemClock,
    now: trap.on('clock.now', () => systemClock.now()),
    elapsed: trap.on('clock.elapsed', () => systemClock.elapsed()),
    after: trap.on('clock.after', (ms: number, callback: () => void) => systemClock.after(ms, callback)),
  }
  const surroundings: Surroundings = {
    ...bareSurroundings,
    variables: trap.on('surroundings.variables', () => new Map()),
    jar: trap.on('surroundings.jar', () => ({ header: trap.on('jar.header', () => ''), keep: trap.on('jar.keep', () => undefined) })),
    systemProxy: trap.on('surroundings.systemProxy', () => Promise.resolve('DIRECT')),
  }
  return { log: new TrappedLog(trap), clock, random: trap.on('random', seeded(1)), surroundings }
}
