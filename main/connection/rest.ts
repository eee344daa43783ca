/** Rest: a wait by the clock inside a loop, which other news can end. */
import { limits } from '../../shared/limits'
import type { Condition } from '../lib/abort'
import type { Clock } from '../lib/clock'
import type { Socket } from './wire'

export interface RestAbout {
  clock: Clock
  condition: Condition
  /** Of the socket that the news is to come by, if it does. */
  valve?: Socket['valve']
}

/** Waits for so many milliseconds, or until `isOver` says yes at a notification; rejects as the condition does. */
export async function rest({ clock, condition, valve }: RestAbout, ms: number, isOver = () => false): Promise<void> {
  const startedAt = clock.elapsed()
  let late = false
  let takeBack: () => void = () => undefined
  const over = () => {
    late = true
    condition.notify()
  }
  // What came while the process was held up has not been read yet, and may be what is waited for. Where many sockets have one peer, it takes some turns.
  const readOn = (mostMs: number) => {
    const shuts = valve?.shuts
    takeBack = clock.after(limits.heldUpMs, () => {
      const unread = valve !== undefined && (valve.isShut || valve.shuts !== shuts)
      if (unread && mostMs > 0) readOn(mostMs - limits.heldUpMs)
      else over()
    })
  }
  takeBack = clock.after(ms, () => {
    if (clock.elapsed() - startedAt > ms + limits.heldUpMs) readOn(limits.catchUpMs)
    else over()
  })
  try {
    while (!late && !isOver()) await condition.wait()
  } finally {
    takeBack()
  }
}
