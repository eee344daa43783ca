/** The engine in a process of its own, for what is measured of a process: its memory and its processor time; ended with the test. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { inject, onTestFinished } from 'vitest'
import { tempDir } from '../disk'
import { workers } from '../workers'
import { Caller } from './calls'
import type { Orders } from './engine-child'
import { floodServer } from './flood'
import type { Undisturbed } from './others'

export const KiB = 1024
export const MiB = 1024 * KiB

export class EngineProcess {
  readonly #caller: Caller<Orders>

  constructor(child: ChildProcess) {
    this.#caller = new Caller(child)
  }

  ask<K extends keyof Orders>(name: K, ...about: Parameters<Orders[K]>): Promise<Awaited<ReturnType<Orders[K]>>> {
    return this.#caller.call(name, ...about)
  }

  /** As in bystanders.ts. */
  join(url: string, sockets: number): Promise<void> {
    return this.ask('join', url, sockets)
  }

  leave(): Promise<Undisturbed> {
    return this.ask('leave')
  }
}

/** V8's young generation has its full size (MiB) from the start: how it grows with any work is not what is measured. */
const fullGrown = '--min-semi-space-size=16'
/** Messages. */
export const warmUp = 30_000

/** One that has had some work before, so that what it needs for any work is there. */
export async function warmEngine(): Promise<EngineProcess> {
  const engine = await engineProcess([fullGrown])
  const server = await floodServer()
  const ids = await engine.ask('open', { url: server.url, sockets: 1 })
  await Promise.all([server.go(warmUp), engine.ask('received', { ids, messages: warmUp })])
  return engine
}

export async function engineProcess(flags: readonly string[] = []): Promise<EngineProcess> {
  const child = spawn(process.execPath, ['--expose-gc', ...flags, fileURLToPath(inject('engine')), tempDir(), workers.scan.href, workers.job.href], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  onTestFinished(async () => {
    const gone = once(child, 'exit')
    if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await gone
  })
  await once(child, 'message')
  return new EngineProcess(child)
}
