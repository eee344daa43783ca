/** WorkerPort: the way to a worker and back; over a thread of this process. */
import { Worker } from 'node:worker_threads'

/** Messages are structured clones, in order. */
export interface WorkerPort {
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** Once, when the worker ends without having been closed. */
  onError(listener: (error: Error) => void): void
  /** Ends the worker in the middle of whatever it does. */
  close(): Promise<void>
}

/** A thread that runs the program at `url`. */
export function threadPort(url: URL): WorkerPort {
  return portOf(new Worker(url))
}

export function portOf(worker: Worker): WorkerPort {
  let closing = false
  let why: Error | null = null
  // The event that follows is 'exit'.
  worker.on('error', (error) => {
    why = error instanceof Error ? error : new Error(String(error))
  })
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => void worker.on('message', listener),
    onError: (listener) =>
      void worker.on('exit', (code) => {
        if (!closing) listener(why ?? new Error(`The worker ended with code ${code}`))
      }),
    close: async () => {
      closing = true
      await worker.terminate()
    },
  }
}
