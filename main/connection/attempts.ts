/** Attempts: the last tries to connect of one connection, the newest of which may still be under way. */
import type { AttemptRecord } from '../../shared/attempt'
import { limits } from '../../shared/limits'
import type { AttemptTrace } from './trace'

/** Of how many of them whole bodies of refused upgrades are kept, and how many characters of the others. */
const wholeBodies = 3
const cutBody = 2_048

export class Attempts {
  readonly #kept: AttemptTrace[] = []

  add(trace: AttemptTrace): void {
    this.#kept.push(trace)
    if (this.#kept.length > limits.attemptsKept) this.#kept.shift()
    const older = this.#kept.at(-1 - wholeBodies)
    if (older !== undefined) cutBodies(older.record)
  }

  get latest(): AttemptTrace | null {
    return this.#kept.at(-1) ?? null
  }

  /** Newest first; copies. */
  list(): AttemptRecord[] {
    return this.#kept.map(({ record }) => structuredClone(record)).reverse()
  }
}

/** Thousands of connections that retry would add up to gigabytes. */
function cutBodies({ hops }: AttemptRecord): void {
  for (const { response } of hops) {
    if (response === null || response.body.length <= cutBody) continue
    // Through a buffer, since a mere slice would keep the whole text alive.
    response.body = Buffer.from(response.body.slice(0, cutBody)).toString()
    response.bodyCut = true
  }
}
