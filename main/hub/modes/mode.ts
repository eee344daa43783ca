/** What a path of the hub does with a client: the seam between the modes and the machinery. */
import type { Clock } from '../../lib/clock'
import type { Frame } from '../frame'

/** How the hub ends with a client: the close frame it sends, or null when there is nobody left to send one to. */
export type Ending = { code: number; reason: string } | null

/** A client as its mode sees it. */
export interface Peer {
  /** Queues a message; false if the send queue is full. */
  offer(frame: Frame): boolean
  /** Queues a message; a client whose queue is full is evicted: false. */
  deliver(frame: Frame): boolean
  /** Waits until something left the send queue, perhaps already some time ago: ask again in a loop. */
  freed(signal: AbortSignal): Promise<void>
  /** Waits until all has left the send queue. */
  drained(signal: AbortSignal): Promise<void>
}

export interface Mode {
  /** The room whose broadcasts the client gets. */
  readonly room: string | null
  /** Answers what the client sent; while it waits, the client is not read. */
  answer(peer: Peer, frames: readonly Frame[], signal: AbortSignal): Promise<void>
  /** Sends by itself until it has no more to send. */
  sendLoop?: (peer: Peer, signal: AbortSignal) => Promise<Ending>
}

/** What a mode may use besides its client. */
export interface Bench {
  clock: Clock
  /** Queues frames for everybody in the room but `from`. */
  broadcast(from: Peer, room: string, frames: readonly Frame[]): void
}

export interface Target {
  path: string
  query: URLSearchParams
}

/** An HTTP answer instead of a handshake. */
export interface Refusal {
  status: 400 | 403 | 404 | 426 | 503
  text: string
}

export interface ModeKind {
  /** The path, then what it does; a line of the list that an unknown path gets. */
  readonly usage: readonly [path: string, does: string]
  /** null if the path is another mode's. */
  open(target: Target, bench: Bench): Mode | Refusal | null
}

/** For modes that only send. */
export function ignore(): Promise<void> {
  return Promise.resolve()
}
