/** Runs the programs of a benchmark, each in a process of its own that may open as many files as the system lets it. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import type { Figures } from './load'

/** The folder of the built programs. */
export const built = import.meta.dirname

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

function launch(command: string, args: readonly string[], stdio: ('ignore' | 'pipe' | 'inherit' | 'ipc')[]): ChildProcess {
  const raised = 'ulimit -n "$(ulimit -H -n)"; exec "$0" "$@"'
  const child = process.platform === 'win32' ? spawn(command, args, { stdio }) : spawn('sh', ['-c', raised, command, ...args], { stdio })
  running.add(child)
  child.once('close', () => running.delete(child))
  return child
}

/** Files that one process may open; Infinity where the system sets no bound. */
export function openFiles(): number {
  if (process.platform === 'win32') return Infinity
  const limit = Number(execFileSync('sh', ['-c', 'ulimit -H -n'], { encoding: 'utf8' }))
  return Number.isNaN(limit) ? Infinity : limit
}

/** Runs a program to its end; returns what it reported. Rejects if it fails. */
export async function figuresOf(command: string, args: readonly string[], task: object): Promise<Figures> {
  const child = launch(command, [...args, JSON.stringify(task)], ['ignore', 'pipe', 'inherit'])
  let output = ''
  child.stdout?.setEncoding('utf8').on('data', (part: string) => (output += part))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`${path.basename(command)} ${args.map((arg) => path.basename(arg)).join(' ')} failed`)
  return JSON.parse(output) as Figures
}

/** The same with one of test/bench/programs. */
export function figuresOfOurs(program: string, task: object): Promise<Figures> {
  return figuresOf(process.execPath, ['--expose-gc', path.join(built, `${program}.js`)], task)
}

export class LoadServer {
  readonly url: string
  readonly #child: ChildProcess

  constructor(child: ChildProcess, port: number) {
    this.#child = child
    this.url = `ws://127.0.0.1:${port}`
  }

  static async start(): Promise<LoadServer> {
    const child = launch(process.execPath, [path.join(built, 'server.js')], ['ignore', 'inherit', 'inherit', 'ipc'])
    const [{ port }] = (await once(child, 'message')) as [{ port: number }]
    return new LoadServer(child, port)
  }

  /** The clients that are there get their messages from now on. */
  go(): void {
    this.#child.send('go')
  }

  /** Messages that clients have sent and that have come here. */
  async received(): Promise<number> {
    this.#child.send('received')
    const [{ received }] = (await once(this.#child, 'message')) as [{ received: number }]
    return received
  }

  async stop(): Promise<void> {
    const gone = once(this.#child, 'close')
    this.#child.kill('SIGKILL')
    await gone
  }
}

/** A server of its own for each run: none inherits the other's ports and memory. */
export async function withServer<T>(use: (server: LoadServer) => Promise<T>): Promise<T> {
  const server = await LoadServer.start()
  try {
    return await use(server)
  } finally {
    await server.stop()
  }
}
