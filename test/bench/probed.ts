/** Runs the built app, or a window with nothing but a text field to compare it with, with a probe in it: no debugger slows it down. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { built } from './processes'

const root = path.join(built, '../..')
const programs = path.join(root, 'test/bench/programs')
/** Far beyond anything that is measured. */
const patienceMs = 60_000

export interface ProbeOptions {
  /** A folder of test/bench/programs. */
  probe: string
  /** Where its data is; it goes with it. */
  folder: string
  /** The empty window in place of the app. */
  peer: boolean
}

/** What the probe tells, and a number to it; ends with the app, and ends the app when nobody wants more. */
export async function* told({ probe, folder, peer }: ProbeOptions): AsyncGenerator<readonly [what: string, figure: number]> {
  const data = mkdtempSync(path.join(folder, `${probe}-`))
  const electron = createRequire(import.meta.url)('electron') as string
  const args = ['-r', path.join(programs, probe, 'main.cjs'), peer ? path.join(programs, 'empty-window') : root]
  const app = spawn(electron, [...args, `--user-data-dir=${data}`, '--disable-gpu', '--password-store=basic'], { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] })
  const patience = setTimeout(() => app.kill('SIGKILL'), patienceMs)
  try {
    for await (const line of createInterface(app.stdout)) {
      const [who, what = '', figure] = line.split(' ')
      if (who === probe) yield [what, Number(figure)]
    }
  } finally {
    clearTimeout(patience)
    if (app.exitCode === null && app.kill('SIGKILL')) await once(app, 'exit')
  }
}
