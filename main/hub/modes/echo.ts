/** /echo: sends every message back, text as text and binary as binary. */
import type { ModeKind } from './mode'

export const echoMode: ModeKind = {
  usage: ['/echo', 'sends every message back'],
  open: ({ path }) =>
    path === '/echo'
      ? {
          room: null,
          // A client that does not read its echoes is not read either: its own send queue fills, nobody else waits.
          async answer(peer, frames, signal) {
            for (const frame of frames) while (!peer.offer(frame)) await peer.freed(signal)
          },
        }
      : null,
}
