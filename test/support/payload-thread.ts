import { Analyst } from '../../renderer/worker/analyst'
import type { Answered, Asked } from '../../renderer/worker/protocol'
import type { WorkerThread } from '../../renderer/state/payload-worker'

/** The inspector's worker without a thread: what crosses is cloned, and the answer comes in a later turn. */
export class PayloadThread implements WorkerThread {
  readonly asked: string[] = []
  /** Of each question. */
  readonly languages: string[] = []
  ended = false
  /** Questions wait until this is set. */
  held = false
  readonly #analyst = new Analyst()
  readonly #answered = new Set<(event: { data: Answered }) => void>()
  readonly #failed = new Set<() => void>()
  readonly #waiting: Asked[] = []

  addEventListener(type: 'message' | 'error', listener: ((event: { data: Answered }) => void) & (() => void)): void {
    if (type === 'message') this.#answered.add(listener)
    else this.#failed.add(listener)
  }

  postMessage(message: Asked, transfer: Transferable[]): void {
    this.asked.push(message.name)
    this.languages.push(message.language)
    this.#waiting.push(structuredClone(message, { transfer: transfer as ArrayBuffer[] }))
    if (!this.held) queueMicrotask(() => this.release())
  }

  terminate(): void {
    this.ended = true
  }

  /** Answers what waits, as the real one would: a worker that was ended answers no more. */
  release(): void {
    this.held = false
    for (const { id, name, question } of this.#waiting.splice(0)) {
      if (!this.ended) this.#tell(structuredClone({ id, answer: this.#analyst.answer(name, question) }))
    }
  }

  breakDown(): void {
    for (const listener of this.#failed) listener()
  }

  #tell(data: Answered): void {
    for (const listener of this.#answered) listener({ data })
  }
}
