/** Item 16 of Electron's checklist: a version that still gets its security fixes, by a table that a person keeps: tests run without a network. */
import { describe, expect, it } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import table from './electron-releases.json' with { type: 'json' }

const { source, lookedAt, majors } = table as { source: string; lookedAt: string; majors: Record<string, { endOfSupport: string; estimated?: boolean }> }

/** A major lives for three times eight weeks: of an older table, no line speaks of a supported one for certain. */
const oldestTableDays = 3 * 8 * 7
const day = 86_400_000

const whatToDo = `Open ${source}, write the supported majors and today's date into test/security/electron-releases.json, and take the newest of them in package.json.
To test an old checkout as of its own time, set SOURCE_DATE_EPOCH to its commit's time (git log -1 --format=%ct).`

/** What is wrong with building on `version` at a time, in words; null if nothing. */
function problemOf(version: string, now: number): string | null {
  const [major = ''] = version.split('.')
  const row = majors[major]
  if (row === undefined) return `Electron ${major} is not among the supported majors (${Object.keys(majors).join(', ')}). ${whatToDo}`
  if (now >= endOf(row.endOfSupport)) return `Electron ${major} gets no security fixes since the end of ${row.endOfSupport}. ${whatToDo}`
  const age = Math.floor((now - Date.parse(lookedAt)) / day)
  if (age > oldestTableDays) return `The table of Electron's releases was last looked at on ${lookedAt}, ${age} days ago. ${whatToDo}`
  return null
}

/** The first moment after a month such as "2027-01". */
function endOf(month: string): number {
  const [year = 0, number = 0] = month.split('-').map(Number)
  return Date.UTC(year, number, 1)
}

/** By the clock a supported version ends one day, and with it this test: then a person has to act. */
const now = process.env['SOURCE_DATE_EPOCH'] === undefined ? Date.now() : Number(process.env['SOURCE_DATE_EPOCH']) * 1000

describe('the version of Electron', () => {
  it('is exact, so that what was tested is what is shipped', () => {
    expect(packageJson.devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/)
  })

  it('is of a major that gets security fixes', () => {
    expect(problemOf(packageJson.devDependencies.electron, now)).toBeNull()
  })

  it('would be refused when it is too old, too new for the table or out of support, with what to do', () => {
    const then = Date.parse(lookedAt)
    expect(problemOf('45.0.0', then)).toBeNull()
    expect(problemOf('33.2.1', then)).toMatch(/^Electron 33 is not among the supported majors \(43, 44, 45\)\. Open https:/)
    expect(problemOf('99.0.0', then)).toMatch(/^Electron 99 is not among/)
    expect(problemOf('43.8.12', Date.UTC(2027, 0, 31))).toBeNull()
    expect(problemOf('43.8.12', Date.UTC(2027, 1, 1))).toMatch(/^Electron 43 gets no security fixes since the end of 2027-01\. Open /)
    expect(problemOf('45.4.1', then + oldestTableDays * day)).toBeNull()
    expect(problemOf('45.4.1', then + (oldestTableDays + 1) * day)).toMatch(/was last looked at on 2026-11-19, 169 days ago\. Open .*SOURCE_DATE_EPOCH/s)
  })
})
