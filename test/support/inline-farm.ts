/** A farm without threads: its workers answer in the same process, after a while, and only structured clones pass. */
import { silentLogger } from '../../main/lib/logger'
import { Answerer } from '../../main/log/scan/answer'
import { Farm } from '../../main/log/scan/farm'
import type { WorkerPort } from '../../main/log/scan/port'
import type { Task } from '../../main/log/scan/task'
import { FakeClock } from './clock'

/** A worker under a test's control. */
export class InlinePort implements WorkerPort {
  readonly tasks: Task[] = []
  /** Kinds of the tasks that were done. */
  readonly done: string[] = []
  closed = false
  /** While true, tasks wait. */
  held = false
  readonly #answerer = new Answerer()
  #onMessage: (message: unknown) => void = () => undefined
  #onError: (error: Error) => void = () => undefined

  post(message: unknown): void {
    this.tasks.push(structuredClone(message) as Task)
    setImmediate(() => this.#work())
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#onMessage = listener
  }

  onError(listener: (error: Error) => void): void {
    this.#onError = listener
  }

  close(): Promise<void> {
    this.closed = true
    return Promise.resolve()
  }

  release(): void {
    this.held = false
    this.#work()
  }

  /** As a thread that runs out of memory. */
  die(): void {
    this.closed = true
    this.#onError(new Error('out of memory'))
  }

  #work(): void {
    while (!this.held && !this.closed) {
      const task = this.tasks.shift()
      if (task === undefined) return
      this.done.push(task.kind)
      this.#onMessage(structuredClone(this.#answerer.answer(task)))
    }
  }
}

export interface InlineFarm {
  farm: Farm
  clock: FakeClock
  /** All that were ever started, in their order. */
  ports: InlinePort[]
  /** From now on, no worker does anything until it is released. */
  hold: () => void
}

export function inlineFarm(workers = 2, logger = silentLogger): InlineFarm {
  const ports: InlinePort[] = []
  const clock = new FakeClock()
  let held = false
  const spawn = () => {
    const port = new InlinePort()
    port.held = held
    ports.push(port)
    return port
  }
  const hold = () => {
    held = true
    for (const port of ports) port.held = true
  }
  return { farm: new Farm({ spawn, workers, clock, logger }), clock, ports, hold }
}
