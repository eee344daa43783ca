import { AppError } from '../../shared/errors'
import { language, t } from '../../shared/words/words'
import type { Answered, Answers, Asked, Question, Questions } from '../worker/protocol'

/** What is used of a Worker. */
export interface WorkerThread {
  postMessage(message: Asked, transfer: Transferable[]): void
  addEventListener(type: 'message', listener: (event: { data: Answered }) => void): void
  addEventListener(type: 'error', listener: () => void): void
  terminate(): void
}

interface Waiting {
  name: Question
  resolve: (answer: unknown) => void
  reject: (error: unknown) => void
}

/** The page's side of the worker that reads payloads: typed questions, and an end to those that take too long to be of use. */
export class PayloadWorker {
  readonly #start: () => WorkerThread
  readonly #waiting = new Map<number, Waiting>()
  #thread: WorkerThread | null = null
  #lastId = 0

  constructor(start: () => WorkerThread) {
    this.#start = start
  }

  /** Rejects with an AbortError when it is stopped, and with AppError internal when the worker breaks. */
  ask<Q extends Question>(name: Q, question: Questions[Q], transfer: Transferable[] = []): Promise<Answers[Q]> {
    this.#thread ??= this.#begin()
    this.#lastId += 1
    const id = this.#lastId
    const answer = new Promise<unknown>((resolve, reject) => this.#waiting.set(id, { name, resolve, reject }))
    this.#thread.postMessage({ id, name, question, language: language() }, transfer)
    return answer as Promise<Answers[Q]>
  }

  /** Stops it if such a question still waits: nobody wants the answer any more. Other questions take it no time. */
  interrupt(name: Question): void {
    if ([...this.#waiting.values()].some((waiting) => waiting.name === name)) this.stop()
  }

  /** The next question starts it anew, without what it had read. */
  stop(): void {
    this.#end(new DOMException('The worker was stopped', 'AbortError'))
  }

  #begin(): WorkerThread {
    const thread = this.#start()
    thread.addEventListener('message', ({ data }) => {
      if (thread === this.#thread) this.#settle(data)
    })
    thread.addEventListener('error', () => {
      if (thread === this.#thread) this.#end(new AppError('internal', t('inspector.unread')))
    })
    return thread
  }

  #settle(answered: Answered): void {
    const waiting = this.#waiting.get(answered.id)
    this.#waiting.delete(answered.id)
    if ('broken' in answered) waiting?.reject(new AppError('internal', answered.broken))
    else waiting?.resolve(answered.answer)
  }

  #end(error: unknown): void {
    this.#thread?.terminate()
    this.#thread = null
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const { reject } of waiting) reject(error)
  }
}
