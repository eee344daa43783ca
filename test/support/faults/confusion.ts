/** Confusion: how often each cause that was injected was reported, and as what. */
import type { Cause } from '../../../shared/connection'
import type { Injection } from './injection'

const nameOf = ({ kind, phase }: { kind: string; phase: string }) => `${kind} (${phase})`

export class Confusion {
  /** Injected → reported → how often. */
  readonly #rows = new Map<string, Map<string, number>>()
  readonly #kinds = new Set<string>()
  /** Each fault that was taken for another, in words. */
  readonly wrong: string[] = []

  add({ cause, phase, by, how }: Injection, reported: Cause | undefined): void {
    const injected = nameOf({ kind: cause, phase })
    const seen = reported === undefined ? 'nothing' : nameOf(reported)
    const row = this.#rows.get(injected) ?? new Map<string, number>()
    row.set(seen, (row.get(seen) ?? 0) + 1)
    this.#rows.set(injected, row)
    this.#kinds.add(cause)
    if (seen !== injected || reported?.by !== by) this.wrong.push(`${how}: ${injected} by ${by} was reported as ${seen} by ${reported?.by} (${reported?.code}, ${reported?.reason})`)
  }

  get kinds(): number {
    return this.#kinds.size
  }

  get rows(): number {
    return this.#rows.size
  }

  get faults(): number {
    return [...this.#rows.values()].flatMap((row) => [...row.values()]).reduce((sum, times) => sum + times, 0)
  }

  /** A line for each row: what was injected, how often it was reported as that, and as what else. */
  get table(): string {
    const lines = [...this.#rows].map(([injected, row]) => {
      const others = [...row].filter(([seen]) => seen !== injected).map(([seen, times]) => `${seen} ${times}`)
      return `${injected.padEnd(42)} ${String(row.get(injected) ?? 0).padStart(4)}  ${others.join(', ')}`
    })
    return lines.sort().join('\n')
  }
}
