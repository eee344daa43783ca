/** One row of the fault matrix: a test that also says for docs/faults.md what it measured. */
import { appendFileSync } from 'node:fs'
import { test } from 'vitest'
import { torture } from '../counts'
import { weigh, weighing } from './weigh'

export interface RowAbout {
  /** As in the matrix: "F1" to "F48", or the name of a target. */
  id: string
  /** What is injected, in words. */
  fault: string
  /** What must be reached, in words. */
  target: string
  /** The test hangs if it takes longer, ms. */
  limitMs?: number
  /** Why this machine can not inject it; shown instead of a result. */
  skip?: string | null
}

export interface Told {
  /** What was measured, for the table. */
  measured: (text: string) => void
  /** What bare ws did beside it. */
  bare: (text: string) => void
}

/** A line of the report. */
export interface RowLine extends Pick<RowAbout, 'id' | 'fault' | 'target'> {
  measured: string
  bare: string
  /** "holds", "skipped: …", or what failed first. */
  result: string
  seconds: number
}

const file = torture ? process.env['SOCKDECK_FAULTS_REPORT'] : undefined

function tell(line: RowLine): void {
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(line)}\n`)
}

/** Registers the row as a test of that name; what cannot be injected here is skipped, and says why. */
export function row({ id, fault, target, limitMs = torture ? 600_000 : 60_000, skip = null }: RowAbout, work: (told: Told) => Promise<void> | void): void {
  if (weighing) return weigh({ id, fault, target, limitMs, skip }, work)
  const about = { id, fault, target }
  test(`${id}: ${fault}`, { timeout: limitMs }, async (context) => {
    const said = { measured: '', bare: '' }
    const begun = performance.now()
    const over = (result: string) => tell({ ...about, ...said, result, seconds: (performance.now() - begun) / 1000 })
    if (skip !== null) {
      over(`skipped: ${skip}`)
      context.skip(skip)
    }
    try {
      await work({ measured: (text) => { said.measured = text }, bare: (text) => { said.bare = text } })
    } catch (error) {
      over(String(error).split('\n')[0] ?? 'failed')
      throw error
    }
    over('holds')
  })
}
