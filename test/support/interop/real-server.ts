/** A server that somebody else wrote, as a process with a folder of its own; it can be killed and started again on its port. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { whereIs } from './installed'
import { freePort } from './ports'

export interface Program {
  command: string
  args: readonly string[]
  env?: Record<string, string>
}

/** Writes what the program needs into its folder and says how to run it; `spare` is one more free port. */
export type Layout = (place: { folder: string; port: number; spare: number }) => Program | Promise<Program>

/** Within this it listens, even on a busy machine, ms. */
const startLimitMs = 30_000

/** How much of a program's own words is kept for an error message, characters. */
const wordsKept = 4_000

/** Whether anybody takes connections there; `unsure` where one was taken by a process that ends just now. */
async function listens(port: number, unsure: boolean): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ECONNREFUSED') return false
    if (code === 'ECONNRESET') return unsure
    throw error
  } finally {
    socket.destroy()
  }
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 5))

export class RealServer {
  readonly #layout: Layout
  #folder = ''
  #port = 0
  #program: Program = { command: '', args: [] }
  #child: ChildProcess | null = null
  #words = ''

  constructor(layout: Layout) {
    this.#layout = layout
  }

  get port(): number {
    return this.#port
  }

  url(path = '/', scheme = 'ws'): string {
    return `${scheme}://127.0.0.1:${this.#port}${path}`
  }

  async begin(): Promise<void> {
    this.#folder = mkdtempSync(path.join(tmpdir(), 'sockdeck-interop-'))
    this.#port = await freePort()
    this.#program = await this.#layout({ folder: this.#folder, port: this.#port, spare: await freePort() })
    await this.start()
  }

  /** Resolves when its port takes connections. */
  async start(): Promise<void> {
    const { command, args, env } = this.#program
    // It ends with this process, even if that is killed.
    const leash = whereIs('setpriv')
    const run = [...(leash === null ? [] : [leash, '--pdeathsig', 'TERM', '--']), whereIs(command) ?? command, ...args]
    const child = spawn(run[0] ?? command, run.slice(1), { cwd: this.#folder, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    this.#child = child
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (part: string) => { this.#words = (this.#words + part).slice(-wordsKept) })
    }
    const end = performance.now() + startLimitMs
    let ready = false
    while (!ready) {
      if (performance.now() > end) throw new Error(`${command} does not listen: ${this.#words}`)
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${command} ended at once: ${this.#words}`)
      ready = await listens(this.#port, false)
      if (!ready) await soon()
    }
  }

  /** To its first process only. */
  signal(name: NodeJS.Signals): void {
    this.#child?.kill(name)
  }

  /** Ends it and all that it started; resolves when they are gone. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#child
    this.#child = null
    if (child?.pid === undefined || child.exitCode !== null) return
    const over = once(child, 'exit')
    process.kill(-child.pid, signal)
    await over
    // Those of its group may take a moment longer.
    while (await listens(this.#port, true)) await soon()
  }

  async end(): Promise<void> {
    await this.kill()
    if (this.#folder !== '') rmSync(this.#folder, { recursive: true, force: true })
  }
}
