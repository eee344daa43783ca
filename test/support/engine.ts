/** Small makings for tests of the engine. */
import type { ConnectionCounters } from '../../shared/connection'
import type { EncodedMessage } from '../../shared/payload'

export const text = (content: string): EncodedMessage => ({ binary: false, bytes: Buffer.from(content) })

export const counters = (): ConnectionCounters => ({
  messagesIn: 0, messagesOut: 0, bytesIn: 0, bytesOut: 0, controlIn: 0, controlOut: 0, queuedMessages: 0, queuedBytes: 0, refused: 0, dropped: 0, retries: 0,
})
