/** The seam between a session and the network: what the loops need of a socket, and nothing of `ws`. */
import type { HeaderLine } from '../../shared/attempt'
import type { Cause } from '../../shared/connection'
import type { EncodedMessage } from '../../shared/payload'
import type { Preparation } from '../prepare/preparation'
import type { AttemptTrace } from './trace'
import type { Valve } from './valve'

/** A message or control frame (RFC 6455 §5.5, §5.6) in the order in which it passed; keeping `data` keeps the block it came in. */
export interface Frame {
  kind: 'text' | 'binary' | 'ping' | 'pong' | 'close'
  /** `out` for what the socket answers by itself: pongs, and the close frame that answers a close frame or a broken rule. */
  direction: 'in' | 'out'
  data: Uint8Array
  /** It was compressed on the wire (permessage-deflate, RFC 7692); false for control frames. */
  compressed: boolean
}

/** Who hands over a message, and is told of it. */
export interface Carrier {
  readonly message: EncodedMessage
}

/** What became of a message that was given to a socket; `unknown` if it may be partly on the wire. */
export type WriteFate = 'taken' | 'unwritten' | 'unknown'

/** Told of a part of what was given to `write`, in its order, once for each message; `compressed` as in a frame. */
export type TellFate<T> = (part: readonly T[], fate: WriteFate, compressed: boolean) => void

/** What the opening handshake agreed on, and how long each phase took. */
export interface Handshake {
  protocol: string
  extensions: string
  status: number
  /** Of the answer, masked. */
  headers: readonly HeaderLine[]
  address: string
  /** Milliseconds from the start of the dial to the end of each phase that took place. */
  timing: Readonly<Record<string, number>>
}

/** An open socket. Reader reads, writer writes, heartbeat pings, session closes; nobody else holds it. */
export interface Socket {
  readonly handshake: Handshake
  /**
   * The frames that have arrived, at least one; an empty batch says that no more will come. The batch is lent: the next
   * call empties it, since who waits for frames would keep the last ones, and the blocks they came in, alive.
   */
  read(): Promise<readonly Frame[]>
  /** True while this side does not read the socket. */
  readonly paused: boolean
  /** How often this side has stopped reading it so far: a pong that came meanwhile is seen too late. */
  readonly pauses: number
  /** Shut while it is not read for a moment, since others of its peer are heard first (`fleets.ts`), which says nothing of the peer. */
  readonly valve: Pick<Valve, 'isShut' | 'shuts'>
  /** Writes all together, and tells their fate as soon as it is known: perhaps before it returns. */
  write<T extends Carrier>(batch: readonly T[], told: TellFate<T>): void
  /** Bytes given to it that the system has not taken. */
  readonly unsentBytes: number
  /** Another number whenever the system has taken some of them. */
  readonly takenMark: number
  /** False if so many pings wait to be taken by the system that this one can't. */
  ping(payload: Uint8Array): boolean
  /** Starts the closing handshake (RFC 6455 §7.1.2). Harmless when already closing. */
  close(code: number, reason: string): void
  /** Cuts the connection without a close frame. */
  terminate(): void
  /**
   * Why nothing can be sent any more, although TCP is still there: the peer's close frame has come, this side has answered a broken rule with one,
   * or the peer has ended its direction and does not take what waits. Resolves as soon as that is so; null until then.
   */
  readonly concluding: Promise<Cause>
  readonly conclusion: Cause | null
  /** How it ended, as far as the wire can tell; resolves once nothing is left of it. */
  readonly ended: Promise<Cause>
}

/**
 * Prepares and opens a socket, all within the plan's deadline, or throws a Fault; rejects with an AbortError as soon as `signal`
 * aborts, and nothing happens after. What it does and sees goes into `trace`.
 */
export type Dial = (preparation: Preparation, trace: AttemptTrace, signal: AbortSignal) => Promise<Socket>
