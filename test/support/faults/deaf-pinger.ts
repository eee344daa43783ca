/** A peer that goes on and on with pings and takes nothing: no pong, and no message that fills the way for them. */
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ConnectionId } from '../../../shared/connection'
import type { Deck } from '../live-deck'
import { frame, pingFrame, rawServer, upgrade, type RawServer } from '../raw-server'

const pingsAtOnce = 10_000
const everyMs = 10
const bursts = 100
const pings = Buffer.concat(Array.from({ length: pingsAtOnce }, () => frame(pingFrame)))
const message = { binary: true, bytes: Buffer.alloc(64 * 1024) }
/** More than the system holds between two sockets of which one is not read. */
const messages = 128

export async function deafPinger(make: (behave: (socket: Socket) => Promise<void>) => Promise<RawServer> = rawServer): Promise<RawServer> {
  return make(async (socket) => {
    await upgrade(socket)
    socket.pause()
    for (let burst = 0; burst < bursts && !socket.destroyed; burst += 1) {
      socket.write(pings)
      await sleep(everyMs)
    }
  })
}

/** Fills the way to it, so that pongs wait. */
export function clog({ pool }: Deck, id: ConnectionId): void {
  for (let i = 0; i < messages; i += 1) pool.send(id, message)
}
