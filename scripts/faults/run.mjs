/** `npm run faults`: the fault matrix and the real servers, with full counts; writes docs/faults.md and docs/interop.md as the tests say it. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root, runTool } from '../process.mjs'
import { faultsPage } from './faults-page.mjs'
import { interopPage } from './interop-page.mjs'
import { machineWords } from '../machine.mjs'

const pages = [
  { tests: 'test/integration/faults', report: 'SOCKDECK_FAULTS_REPORT', page: 'docs/faults.md', write: faultsPage },
  { tests: 'test/integration/interop', report: 'SOCKDECK_INTEROP_REPORT', page: 'docs/interop.md', write: interopPage },
]

const linesOf = (file) => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line)) : [])

/** What a row is about, whatever it says. */
const subject = ({ id, fault, server, check, title }) => JSON.stringify([id, fault, server, check, title])

/** Rows of this run in the place of those of the run before it. */
export function replaced(before, now) {
  const anew = new Set(now.map(subject))
  return [...before.filter((row) => !anew.has(subject(row))), ...now]
}

/** Given test files, only these are run, and only their rows of the page are new. */
export async function runFaults({ env }, files) {
  const folder = path.join(root, 'out/faults')
  mkdirSync(folder, { recursive: true })
  let failed = null
  for (const { tests, report, page, write } of pages) {
    const chosen = files.length === 0 ? [tests] : files.filter((file) => file.startsWith(`${tests}/`))
    if (chosen.length === 0) continue
    const kept = path.join(folder, `${path.basename(tests)}.ndjson`)
    const now = `${kept}.new`
    rmSync(now, { force: true })
    try {
      // One after the other: rows of a matrix that measures must not get in each other's way.
      await runTool('vitest', 'vitest', ['run', ...chosen, '--no-file-parallelism'], { env: { ...env, SOCKDECK_TORTURE: '1', [report]: now } })
    } catch (error) {
      failed ??= error
    }
    const rows = files.length === 0 ? linesOf(now) : replaced(linesOf(kept), linesOf(now))
    rmSync(now, { force: true })
    writeFileSync(kept, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
    writeFileSync(path.join(root, page), write(rows, machineWords()))
  }
  if (failed !== null) throw failed
}
