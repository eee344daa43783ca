/** Runs what is compared in turns, so that a machine that gets slower does so for all, and takes medians. */
import type { Figures } from './load'

export const subjects = ['ours', 'ws', 'go', 'electron'] as const
export type Subject = (typeof subjects)[number]

export type Unit = 'msg/s' | 'sockets/s' | 'rows/s' | 'messages' | 'fps' | 'ms' | 'µs' | '%' | 'MiB' | 'KiB' | 'bytes'

/** What has to be reached: of our own figure, or of its ratio to a peer's. */
export interface Target {
  of: Subject
  least?: number
  most?: number
}

/** One line of a table. */
export interface Line {
  what: string
  /** In the figures of a run. */
  key: string
  unit: Unit
  targets: readonly Target[]
}

export interface Comparison {
  lines: readonly Line[]
  run: Partial<Record<Subject, () => Promise<Figures>>>
}

export interface Case {
  name: string
  /** A sentence or two for a reader of the table: what is measured, and how. */
  about: string
  /** What follows each other. `quick`: small counts, to see that it works. */
  comparisons: (context: CaseContext) => Comparison[] | Promise<Comparison[]>
}

export interface CaseContext {
  quick: boolean
  /** The built Go peer; null where there is none. */
  goPeer: string | null
  /** A folder that is gone after the case. */
  folder: string
}

/** Of one line: the medians, by subject. */
export interface Result {
  line: Line
  values: Partial<Record<Subject, number>>
}

export async function compare({ lines, run }: Comparison, runs: number, say: (words: string) => void): Promise<Result[]> {
  const all: Record<Subject, Figures[]> = { ours: [], ws: [], go: [], electron: [] }
  for (let i = 0; i < runs; i += 1) {
    for (const subject of subjects) {
      const figures = await run[subject]?.()
      if (figures === undefined) continue
      all[subject].push(figures)
      say(`${i + 1}/${runs} ${subject}: ${Object.entries(figures).map(([key, value]) => `${key} ${Math.round(value).toLocaleString('en-US')}`).join(', ')}`)
    }
  }
  return lines.map((line) => ({ line, values: mediansOf(line.key, all) }))
}

function mediansOf(key: string, all: Record<Subject, Figures[]>): Partial<Record<Subject, number>> {
  const values: Partial<Record<Subject, number>> = {}
  for (const subject of subjects) {
    const numbers = all[subject].flatMap((figures) => figures[key] ?? [])
    if (numbers.length > 0) values[subject] = median(numbers)
  }
  return values
}

export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5)
}

/** The least number that a share of all does not exceed; halfway between two for an even median. NaN for none. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) * share
  const [low, high] = share === 0.5 ? [Math.floor(at), Math.ceil(at)] : [Math.ceil(at), Math.ceil(at)]
  return ((sorted[low] ?? NaN) + (sorted[high] ?? NaN)) / 2
}

/** Null where there is no peer to compare with. */
export function reached({ values }: Result, { of, least = -Infinity, most = Infinity }: Target): boolean | null {
  const { ours } = values
  const peer = of === 'ours' ? 1 : values[of]
  if (ours === undefined || peer === undefined) return null
  return ours / peer >= least && ours / peer <= most
}
