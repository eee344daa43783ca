/** Probe: the question whether the peer still lives, handed on to the session that runs now. */
import type { Heartbeat } from './heartbeat'
import type { Socket } from './wire'

export class Probe {
  #ask: (() => void) | null = null

  /**
   * A peer that is pinged by its profile is lost without a sign of life; any other one is only pinged: it may be one that never answers,
   * but a way that is gone shows itself when something is sent on it.
   */
  sessionBegun(socket: Socket, heartbeat: Pick<Heartbeat, 'probe'> | null): void {
    this.#ask = () => {
      if (heartbeat === null) socket.ping(Buffer.from('sockdeck probe'))
      else heartbeat.probe()
    }
  }

  sessionOver(): void {
    this.#ask = null
  }

  /** Harmless where no session runs. */
  ask(): void {
    this.#ask?.()
  }
}
