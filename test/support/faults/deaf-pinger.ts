/** A peer, in a process of its own, that goes on and on with pings and takes nothing: no pong, and no message that fills the way for them. */
import type { ConnectionId } from '../../../shared/connection'
import type { Deck } from '../live-deck'
import { frame, pingFrame } from '../raw-server'
import { saying } from './speaker'

const pingsAtOnce = 1_000
const everyMs = 1
const times = 1_000
const pings = Buffer.concat(Array.from({ length: pingsAtOnce }, () => frame(pingFrame)))
const message = { binary: true, bytes: Buffer.alloc(64 * 1024) }
/** More than the system holds between two sockets of which one is not read. */
const messages = 128
const messagesAtOnce = 4

/** Its URL. */
export function deafPinger(): Promise<string> {
  return saying({ says: pings, times, everyMs, deaf: true, ends: 'never' })
}

/** Fills the way to it, so that pongs wait; as a sender would that has other things to do, too. */
export function clog({ pool }: Pick<Deck, 'pool'>, id: ConnectionId, left = messages): void {
  for (let i = 0; i < messagesAtOnce; i += 1) pool.send(id, message)
  if (left > messagesAtOnce && pool.seat(id)?.open === true) setImmediate(() => clog({ pool }, id, left - messagesAtOnce))
}
