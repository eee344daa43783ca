/** A log that only counts: under a flood, what a log in memory keeps is work for the garbage collector, and others would wait for that. */
import type { Clock } from '../../../main/lib/clock'
import type { LogSink } from '../../../main/log/sink'
import type { ConnectionId } from '../../../shared/connection'
import type { LifecycleNote } from '../../../shared/entry'

export class SlimLog implements LogSink {
  readonly pressed = false
  /** When each entry came, in their order (epoch ms). */
  readonly times: number[] = []
  readonly notes: { connectionId: ConnectionId; event: LifecycleNote['event'] }[] = []
  readonly #clock: Pick<Clock, 'now'>

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock
  }

  register(): void {
    // Who it was is asked of the pool.
  }

  append(...[, , , , at = this.#clock.now()]: Parameters<LogSink['append']>): void {
    this.times.push(at)
  }

  note(connectionId: ConnectionId, { event }: LifecycleNote): void {
    this.times.push(this.#clock.now())
    this.notes.push({ connectionId, event })
  }

  onPressure(): () => void {
    return () => undefined
  }
}
