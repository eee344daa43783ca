/** Server programs in processes of their own: each says its port, by IPC, when it listens. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'

/** Runs the text of a module. */
export const moduleCommand = (program: string, ...args: readonly string[]): string[] => [process.execPath, '--input-type=module', '--eval', program, ...args]

const spawned = ([command = '', ...args]: readonly string[]): ChildProcess => spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })

/** Starts a program that says something by IPC when it is ready; ended with the test. */
export async function launch(command: readonly string[]): Promise<{ child: ChildProcess; said: unknown }> {
  const child = spawned(command)
  onTestFinished(() => { child.kill('SIGKILL') })
  const gone = once(child, 'exit').then(([code]) => { throw new Error(`${command[0]} ended with ${String(code)} before it was ready`) })
  gone.catch(() => undefined)
  const [said] = (await Promise.race([once(child, 'message'), gone])) as unknown[]
  return { child, said }
}

/** Of one server for all tests of a worker, started when it is first asked for, the URL. The program must end when it is disconnected. */
export function lasting(command: readonly string[]): () => Promise<string> {
  let started: Promise<string> | null = null
  const start = async () => {
    const child = spawned(command)
    const [port] = (await once(child, 'message')) as [number]
    // It keeps nobody waiting.
    child.unref()
    child.channel?.unref()
    return `ws://127.0.0.1:${port}/`
  }
  return () => (started ??= start())
}
