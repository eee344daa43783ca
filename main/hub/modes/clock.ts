/** /clock?ms=1000: a JSON tick at a chosen rate, for trying out reconnects and timing. */
import { limits } from '../../../shared/limits'
import type { Clock } from '../../lib/clock'
import { textFrame } from '../frame'
import { wholeNumber } from '../query'
import { ignore, type ModeKind, type Peer } from './mode'

export const clockMode: ModeKind = {
  usage: ['/clock?ms=1000', 'sends {"tick":1,"at":"…"} every so many milliseconds'],
  open({ path, query }, { clock }) {
    if (path !== '/clock') return null
    const everyMs = wholeNumber(query, { name: 'ms', min: limits.hubTickMinMs, max: limits.hubTickMaxMs, fallback: 1000 })
    if (typeof everyMs === 'string') return { status: 400, text: everyMs }
    return { room: null, answer: ignore, sendLoop: (peer, signal) => tickLoop({ peer, everyMs, clock }, signal) }
  },
}

/** First tick at once. Ticks keep to the schedule of the first, without catching up on those that sleep or load made late. */
async function tickLoop({ peer, everyMs, clock }: { peer: Peer; everyMs: number; clock: Clock }, signal: AbortSignal): Promise<never> {
  let due = clock.elapsed()
  for (let tick = 1; ; tick += 1) {
    peer.deliver(textFrame(JSON.stringify({ tick, at: new Date(clock.now()).toISOString() })))
    due = Math.max(due + everyMs, clock.elapsed())
    await clock.sleep(due - clock.elapsed(), signal)
  }
}
