/** What a test endured, for docs/torture.md: how often something was done to the stores, and whether anything was lost. */
import { appendFileSync } from 'node:fs'
import { torture } from './counts'

export interface Endured {
  what: string
  count: number
  /** 0, or what the test said of the first loss. */
  lost: 0 | string
  seconds: number
}

const file = torture ? process.env['SOCKDECK_TORTURE_REPORT'] : undefined

/** Runs what throws at the first loss; where a report is wanted, a line of it tells how it ended. */
export async function endured<T>(what: string, count: number, work: () => T | Promise<T>): Promise<T> {
  const begun = performance.now()
  const tell = (lost: Endured['lost']) => {
    const line: Endured = { what, count, lost, seconds: (performance.now() - begun) / 1000 }
    if (file !== undefined) appendFileSync(file, `${JSON.stringify(line)}\n`)
  }
  try {
    const result = await work()
    tell(0)
    return result
  } catch (error) {
    tell(String(error).split('\n')[0] ?? 'unknown')
    throw error
  }
}
