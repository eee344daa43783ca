/** Write loop: drains whatever is queued in one cork, then waits until the system has taken it. */
import { Condition } from '../lib/abort'
import type { LogSink } from '../log/sink'
import type { Outgoing, SendQueue } from './send-queue'
import type { Socket, TellFate } from './wire'
import type { WriteTurn } from './write-turn'

export interface WriteOptions {
  socket: Socket
  queue: SendQueue
  log: LogSink
  /** Of all sockets. */
  writes: WriteTurn
  /** The system has taken these, at least one. */
  onSent: (sent: readonly Outgoing[], compressed: boolean) => void
  /** A batch was written; perhaps it waits. */
  onWritten: () => void
}

/**
 * Waiting for each batch is the backpressure: what comes meanwhile gathers in the bounded queue and leaves as the
 * next batch. Every sent message is an entry, so nothing leaves while the log is pressed. On abort the loop stops at
 * once; messages in flight still learn their fate from the socket's end.
 */
export async function writeLoop({ socket, queue, log, writes, onSent, onWritten }: WriteOptions, signal: AbortSignal): Promise<never> {
  const condition = new Condition(signal)
  let untold = 0
  let broken = false
  const told: TellFate<Outgoing> = (part, fate, compressed) => {
    try {
      if (fate === 'taken') onSent(part, compressed)
    } catch (error) {
      // Nobody above the socket's callback could catch it.
      condition.fail(error instanceof Error ? error : new Error(String(error)))
    }
    queue.settle(part, fate)
    broken ||= fate !== 'taken'
    untold -= part.length
    if (untold === 0) condition.notify()
  }
  const obstacle = (): Promise<void> | null => {
    if (queue.idle) return queue.offered(condition)
    if (log.pressed) return relieved(log, condition)
    return writes.full ? writes.next(condition) : null
  }
  try {
    for (;;) {
      for (let wait = obstacle(); wait !== null; wait = obstacle()) await wait
      condition.check()
      const batch = queue.take()
      untold = batch.length
      writes.spend(batch.reduce((sum, { message }) => sum + message.bytes.byteLength, 0), condition)
      socket.write(batch, told)
      onWritten()
      // A socket that did not take everything takes nothing more: what waits can't be on the wire, and must not seem to be.
      while (untold > 0 || broken) await condition.wait()
    }
  } finally {
    writes.leave(condition)
    condition.end()
  }
}

async function relieved(log: LogSink, condition: Condition): Promise<void> {
  const ignore = log.onPressure(condition.notify)
  try {
    while (log.pressed) await condition.wait()
  } finally {
    ignore()
  }
}
