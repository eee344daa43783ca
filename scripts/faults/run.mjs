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

const linesOf = (file) => readFileSync(file, 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line))

/** With arguments for vitest only what they choose is run, and no page is written: it would have only these rows. */
export async function runFaults({ env }, args) {
  const folder = path.join(root, 'out/faults')
  mkdirSync(folder, { recursive: true })
  let failed = null
  for (const { tests, report, page, write } of pages) {
    const file = path.join(folder, `${path.basename(tests)}.ndjson`)
    rmSync(file, { force: true })
    try {
      // One after the other: rows of a matrix that measures must not get in each other's way.
      await runTool('vitest', 'vitest', ['run', tests, '--no-file-parallelism', ...args], { env: { ...env, SOCKDECK_TORTURE: '1', [report]: file } })
    } catch (error) {
      failed ??= error
    }
    if (existsSync(file) && args.length === 0) writeFileSync(path.join(root, page), write(linesOf(file), machineWords()))
  }
  if (failed !== null) throw failed
}
