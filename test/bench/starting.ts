/** Starts the built app, or a window with nothing but a text field to compare it with, and measures from inside when either can be used. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { built } from './processes'

const root = path.join(built, '../..')
const programs = path.join(root, 'test/bench/programs')
/** Far beyond any start. */
const patienceMs = 30_000

export interface Started {
  /** From starting the process to a frame drawn after the text field has the focus, ms. */
  usable: number
  /** The same to a frame that shows all of the desk, ms; of the peer, which has none, as `usable`. */
  whole: number
}

/** `peer`: the empty window in place of the app. Rejects if the window does not come. Its data goes with `folder`. */
export async function started(folder: string, peer: boolean): Promise<Started> {
  const data = mkdtempSync(path.join(folder, 'start-'))
  const electron = createRequire(import.meta.url)('electron') as string
  const args = ['-r', path.join(programs, 'start-probe/main.cjs'), peer ? path.join(programs, 'empty-window') : root]
  const from = Date.now()
  const app = spawn(electron, [...args, `--user-data-dir=${data}`, '--disable-gpu', '--password-store=basic'], { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] })
  const patience = setTimeout(() => app.kill('SIGKILL'), patienceMs)
  try {
    const seen = new Map<string, number>()
    for await (const line of createInterface(app.stdout)) {
      const [who, what = '', at] = line.split(' ')
      if (who === 'start-probe') seen.set(what, Number(at) - from)
      if (seen.has(peer ? 'usable' : 'whole')) break
    }
    const usable = seen.get('usable')
    if (usable === undefined) throw new Error('The window did not come')
    return { usable, whole: seen.get('whole') ?? usable }
  } finally {
    clearTimeout(patience)
    if (app.exitCode === null && app.kill('SIGKILL')) await once(app, 'exit')
  }
}
