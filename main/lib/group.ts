/** Runs sibling loops under one signal: the first to end ends the others, and the parent waits for all (Go: errgroup). */
import { isAbort } from '../../shared/errors'

export type Loop<T> = (signal: AbortSignal) => Promise<T>

/** Why siblings are stopped. One for all: what an error remembers of where it was made takes longer than all else at an end. */
const stopped = new DOMException('Stopped', 'AbortError')

/**
 * Resolves with what the first loop to end returned, after all have ended; rejects with its error if it threw.
 * An error that a sibling throws while it is being stopped does not hide the first result, unless the first end was only an abort.
 */
export async function runGroup<T>(parent: AbortSignal, loops: readonly Loop<T>[]): Promise<T> {
  const controller = childOf(parent)
  type End = { value: T } | { error: unknown }
  let first: End | null = null
  const settle = (end: End) => {
    const onlyStopped = first !== null && 'error' in first && isAbort(first.error)
    if (first === null || (onlyStopped && !('error' in end && isAbort(end.error)))) first = end
    controller.abort()
  }
  await Promise.all(
    loops.map(async (loop) => {
      try {
        settle({ value: await loop(controller.signal) })
      } catch (error) {
        settle({ error })
      }
    }),
  )
  controller.dispose()
  const end = first as End | null
  if (end === null) throw new RangeError('A group needs a loop')
  if ('error' in end) throw end.error
  return end.value
}

/** An AbortController that follows its parent; `dispose` lets go of the parent when the child's work is over. */
export interface ChildController {
  readonly signal: AbortSignal
  abort(reason?: unknown): void
  dispose(): void
}

export function childOf(parent: AbortSignal): ChildController {
  const controller = new AbortController()
  const follow = () => controller.abort(parent.reason)
  if (parent.aborted) follow()
  else parent.addEventListener('abort', follow, { once: true })
  return {
    signal: controller.signal,
    abort: (reason: unknown = stopped) => controller.abort(reason),
    dispose: () => parent.removeEventListener('abort', follow),
  }
}
