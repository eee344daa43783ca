/** Write loop: drains whatever is queued in one cork, then waits until the system has taken it. */
import { orAborted } from '../lib/abort'
import type { EncodedMessage } from '../../shared/payload'
import type { Outgoing, SendQueue } from './send-queue'
import type { Socket, WriteFate } from './wire'

/**
 * Waiting for each batch is the backpressure: what comes meanwhile gathers in the bounded queue and leaves as the
 * next batch. On abort the loop stops at once; messages in flight still learn their fate from the socket's end.
 */
export async function writeLoop(socket: Socket, queue: SendQueue, onSent: (message: EncodedMessage) => void, signal: AbortSignal): Promise<never> {
  for (;;) {
    const batch = await queue.take(signal)
    await orAborted(writeBatch(socket, queue, batch, onSent), signal)
  }
}

/** Resolves when the system has taken the batch; rejects if `onSent` throws, since nobody above the socket's callback could catch it. */
function writeBatch(socket: Socket, queue: SendQueue, batch: readonly Outgoing[], onSent: (message: EncodedMessage) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const tell = (index: number, fate: WriteFate) => {
      const item = batch[index]
      if (item === undefined) return
      try {
        if (fate === 'taken') onSent(item.message)
      } catch (broken) {
        reject(broken instanceof Error ? broken : new Error(String(broken)))
      }
      queue.settle(item, fate)
    }
    const messages = batch.map((item) => item.message)
    socket.write(messages, tell).then(resolve, reject)
  })
}
