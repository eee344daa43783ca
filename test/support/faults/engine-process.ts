/** The engine in a process of its own, for what is measured of a process: its memory and its processor time; ended with the test. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { inject, onTestFinished } from 'vitest'
import { tempDir } from '../disk'
import { workers } from '../workers'
import type { Orders } from './engine-child'
import { floodServer } from './flood'

type Reply = { serial: number; value?: unknown; failure?: string }
type About<K extends keyof Orders> = Parameters<Orders[K]>
type Value<K extends keyof Orders> = Awaited<ReturnType<Orders[K]>>

export const KiB = 1024
export const MiB = 1024 * KiB

export class EngineProcess {
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  #serial = 0

  constructor(child: ChildProcess) {
    this.#child = child
    child.on('message', ({ serial, value, failure }: Reply) => {
      const waiting = this.#waiting.get(serial)
      this.#waiting.delete(serial)
      if (failure === undefined) waiting?.resolve(value)
      else waiting?.reject(new Error(failure))
    })
    child.once('exit', (code, signal) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`The engine ended: ${signal ?? code}`))
    })
  }

  ask<K extends keyof Orders>(name: K, ...[about]: About<K>): Promise<Value<K>> {
    this.#serial += 1
    const serial = this.#serial
    return new Promise((resolve, reject) => {
      this.#waiting.set(serial, { resolve: resolve as (value: unknown) => void, reject })
      this.#child.send({ serial, name, about })
    })
  }
}

/** V8's young generation has its full size (MiB) from the start: how it grows with any work is not what is measured. */
const fullGrown = '--min-semi-space-size=16'
const warmUp = 30_000

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
