/** Answer: does the tasks of a scan worker, one at a time. */
import { AppError, type WireError } from '../../../shared/errors'
import { limits } from '../../../shared/limits'
import { openCapture, summarize } from '../read/open'
import { Lookup } from './lookup'
import type { Query } from './query'
import { scanRange } from './range'
import { Scanner } from './scanner'
import type { Answer, Reply, Task } from './task'

export class Answerer {
  readonly #lookup = new Lookup()
  /** By the query as JSON, the one used last at the end: a view asks many times for the same. */
  readonly #scanners = new Map<string, Scanner>()

  answer(task: Task): Reply {
    try {
      return { answer: this.#do(task) }
    } catch (error) {
      return { error: wordsOf(error) }
    }
  }

  #do(task: Task): Answer {
    switch (task.kind) {
      case 'scan':
        return scanRange(task, this.#scannerOf(task.query))
      case 'rows':
        return this.#lookup.rows(task)
      case 'payload':
        return this.#lookup.payload(task)
      case 'open':
        return openCapture(task.folder)
      case 'summary':
        return summarize(task.folder)
    }
  }

  #scannerOf(query: Query): Scanner {
    const key = JSON.stringify(query)
    const scanner = this.#scanners.get(key) ?? new Scanner(query)
    this.#scanners.delete(key)
    this.#scanners.set(key, scanner)
    for (const oldest of this.#scanners.keys()) if (this.#scanners.size > limits.views) this.#scanners.delete(oldest)
    return scanner
  }
}

/** The memory that an answer hands over rather than copies. */
export function transfersOf(reply: Reply): ArrayBuffer[] {
  if ('error' in reply) return []
  if ('offsets' in reply.answer) return [reply.answer.offsets.buffer as ArrayBuffer]
  return 'bytes' in reply.answer ? [reply.answer.bytes.buffer as ArrayBuffer] : []
}

function wordsOf(error: unknown): WireError {
  if (error instanceof AppError) return { code: error.code, message: error.message }
  return { code: 'internal', message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) }
}
