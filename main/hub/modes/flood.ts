/** /flood?rate=&size=: numbered messages at a chosen rate and size, for trying out the log. */
import { limits } from '../../../shared/limits'
import type { Clock } from '../../lib/clock'
import { textFrame } from '../frame'
import { wholeNumber } from '../query'
import { ignore, type Ending, type ModeKind, type Peer } from './mode'

interface Flood {
  /** Messages per second. */
  rate: number
  /** Bytes of one message; a number with more digits is not cut. */
  size: number
  /** Messages in all. */
  count: number
}

/** How much of a delay is made up for: late timers are, a client that did not read is not. */
const catchUpMs = 100

export const floodMode: ModeKind = {
  usage: ['/flood?rate=100&size=100&count=1000', 'sends numbered messages: so many a second, of so many bytes, so many in all (no count: until you leave)'],
  open({ path, query }, { clock }) {
    if (path !== '/flood') return null
    const rate = wholeNumber(query, { name: 'rate', min: 1, max: limits.hubFloodRate, fallback: 100 })
    const size = wholeNumber(query, { name: 'size', min: 1, max: limits.hubFloodBytes, fallback: 100 })
    const count = wholeNumber(query, { name: 'count', min: 1, max: limits.hubFloodCount, fallback: Infinity })
    for (const problem of [rate, size, count]) if (typeof problem === 'string') return { status: 400, text: problem }
    const flood = { rate, size, count } as Flood
    return { room: null, answer: ignore, sendLoop: (peer, signal) => floodLoop({ ...flood, peer, clock }, signal) }
  },
}

/** Never evicts: while the client's queue is full the flood is paused. Ends with 1000 and its counts after `count` messages. */
async function floodLoop({ rate, size, count, peer, clock }: Flood & { peer: Peer; clock: Clock }, signal: AbortSignal): Promise<Ending> {
  const start = clock.elapsed()
  let last = start
  let credit = 1
  let pausedMs = 0
  for (let sent = 0; sent < count; ) {
    const now = clock.elapsed()
    credit = Math.min(credit + ((now - last) * rate) / 1000, 1 + (catchUpMs * rate) / 1000)
    last = now
    for (; credit >= 1 && sent < count; credit -= 1, sent += 1) {
      const frame = textFrame(`${sent + 1} `.padEnd(size, '.'))
      while (!peer.offer(frame)) {
        const pausedAt = clock.elapsed()
        await peer.freed(signal)
        pausedMs += clock.elapsed() - pausedAt
      }
    }
    // At least a millisecond, the finest that timers have; what falls due meanwhile goes out together.
    if (sent < count) await clock.sleep(Math.max(1, Math.ceil(((1 - credit) * 1000) / rate)), signal)
  }
  await peer.drained(signal)
  return { code: 1000, reason: `${count} sent in ${Math.round(clock.elapsed() - start)} ms, paused for ${Math.round(pausedMs)} ms by a full queue` }
}
