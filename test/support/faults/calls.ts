/** Calls to a program in a process of its own, and their answers, as messages between the two; everything goes over as JSON. */
import type { ChildProcess } from 'node:child_process'

/** By name, what a program can be asked for. */
// oxlint-disable-next-line typescript/no-explicit-any -- each has arguments of its own
type Table = Record<string, (...args: any[]) => unknown>

interface Call {
  call: number
  name: string
  args: unknown[]
}

interface Answer {
  call: number
  value?: unknown
  failed?: string
}

/** The side that asks; other messages of the program are for others to hear. */
export class Caller<T extends Table> {
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  #last = 0

  constructor(child: ChildProcess) {
    this.#child = child
    child.on('message', ({ call, value, failed }: Partial<Answer>) => {
      if (call === undefined) return
      const waiting = this.#waiting.get(call)
      this.#waiting.delete(call)
      if (failed === undefined) waiting?.resolve(value)
      else waiting?.reject(new Error(failed))
    })
    // Its death must not leave anybody waiting.
    child.once('exit', (code, signal) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`The process ended: ${signal ?? code}`))
    })
  }

  call<N extends keyof T & string>(name: N, ...args: Parameters<T[N]>): Promise<Awaited<ReturnType<T[N]>>> {
    const call = (this.#last += 1)
    return new Promise((resolve, reject) => {
      this.#waiting.set(call, { resolve: resolve as (value: unknown) => void, reject })
      this.#child.send({ call, name, args } satisfies Call)
    })
  }
}

/** The side that is asked: this process. */
export function answerCalls(table: Table): void {
  const answer = async ({ call, name, args }: Call): Promise<Answer> => {
    try {
      return { call, value: await table[name]?.(...args) }
    } catch (error) {
      return { call, failed: String(error) }
    }
  }
  process.on('message', (asked: Call) => void answer(asked).then((answered) => process.send?.(answered)))
}
