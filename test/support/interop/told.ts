/** What a real server did, for docs/interop.md: one line for each check and each quirk. */
import { appendFileSync } from 'node:fs'
import { torture } from '../counts'

/** What every server is asked; the columns of the page, in their order. */
export const checkIds = ['connect', 'echo', 'ping', 'large', 'compression', 'close', 'closed', 'restart'] as const
export type CheckId = (typeof checkIds)[number]

export interface InteropLine {
  server: string
  role: string
  version: string
  check: CheckId | 'quirk'
  title: string
  /** What came of it, in words. */
  seen: string
  /** What the table shows in place of ✓: this server does something else there. */
  instead: string | null
  /** "holds", "skipped: …", or what failed first. */
  result: string
}

/** How a test says what it saw. */
export interface Saw {
  (text: string): void
  /** The same where the server does not do what was asked, in a few words. */
  instead: (short: string, text: string) => void
}

const file = torture ? process.env['SOCKDECK_INTEROP_REPORT'] : undefined

export function tell(line: InteropLine): void {
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(line)}\n`)
}
