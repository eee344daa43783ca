/** `npm run faults`: the fault matrix and the real servers, with full counts; writes docs/faults.md and docs/interop.md as the tests say it. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root, runTool } from '../process.mjs'
import { faultsPage } from './faults-page.mjs'
import { interopPage } from './interop-page.mjs'
import { machineWords } from '../machine.mjs'

const pages = [
  { tests: 'test/integration/faults', variable: 'SOCKDECK_FAULTS_REPORT', weighed: 'SOCKDECK_FAULTS_WEIGHED', page: 'docs/faults.md', write: faultsPage },
  { tests: 'test/integration/interop', variable: 'SOCKDECK_INTEROP_REPORT', page: 'docs/interop.md', write: interopPage },
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
  const failures = []
  /** What the tests report in that variable, and what is kept of runs before where only some files are run. */
  const reported = async (name, variable, args, more = {}) => {
    const kept = path.join(folder, `${name}.ndjson`)
    const now = `${kept}.new`
    rmSync(now, { force: true })
    await runTool('vitest', 'vitest', ['run', ...args], { env: { ...env, ...more, [variable]: now } }).catch((error) => failures.push(error))
    const lines = files.length === 0 ? linesOf(now) : replaced(linesOf(kept), linesOf(now))
    rmSync(now, { force: true })
    writeFileSync(kept, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    return lines
  }
  for (const { tests, variable, weighed, page, write } of pages) {
    const chosen = files.length === 0 ? [tests] : files.filter((file) => file.startsWith(`${tests}/`))
    if (chosen.length === 0) continue
    const name = path.basename(tests)
    // One after the other: rows of a matrix that measures must not get in each other's way.
    const rows = await reported(name, variable, [...chosen, '--no-file-parallelism'], { SOCKDECK_TORTURE: '1' })
    const weights = weighed === undefined ? [] : await reported(`${name}-weighed`, weighed, chosen)
    writeFileSync(path.join(root, page), write(rows, machineWords(), weights))
  }
  if (failures.length > 0) throw failures[0]
}
