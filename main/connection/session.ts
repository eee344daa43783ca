/** One open socket: runs reader, writer and heartbeats as a group, closes the socket when the group ends, and says why it ended. */
import type { Cause } from '../../shared/connection'
import type { Plan } from '../../shared/plan'
import { aborted, orAborted } from '../lib/abort'
import type { Clock } from '../lib/clock'
import { runGroup, type Loop } from '../lib/group'
import { cause } from '../lib/fault'
import type { LogSink } from '../log/sink'
import { isAbort } from '../../shared/errors'
import { AppPing } from './app-ping'
import type { Fill } from './draft'
import { Heartbeat } from './heartbeat'
import { Idle } from './idle'
import { patience } from './patience'
import type { Probe } from './probe'
import { readLoop } from './reader'
import type { Outgoing, SendQueue } from './send-queue'
import { Stall } from './stall'
import type { Frame, Socket } from './wire'
import { writeLoop } from './writer'
import type { WriteTurn } from './write-turn'

/** What the close frame says (RFC 6455 §7.4). */
export interface CloseFrame {
  code: number
  reason: string
}

/** The reason given to the session's signal to have it closed; an AbortError, since being told to stop is no failure. */
export class CloseRequest extends Error {
  readonly kind: 'user-closed' | 'app-quit'
  readonly frame: CloseFrame
  /** How long the closing handshake may take, ms. */
  readonly timeoutMs: number
  constructor(kind: 'user-closed' | 'app-quit', timeoutMs: number, frame: CloseFrame = { code: kind === 'app-quit' ? 1001 : 1000, reason: '' }) {
    super(kind)
    this.name = 'AbortError'
    this.kind = kind
    this.frame = frame
    this.timeoutMs = timeoutMs
  }
}

/** The cause of an attempt that was given up because the connection was to be closed. */
export function closedBy(signal: AbortSignal): Cause {
  const kind = signal.reason instanceof CloseRequest ? signal.reason.kind : 'user-closed'
  return cause('user', kind, { by: 'client' })
}

/** The cause of an end that came when another was asked for by then, as the wire saw it. */
export function askedFor({ kind }: CloseRequest, { closeCode, wasClean }: Cause): Cause {
  return cause('user', kind, { closeCode, wasClean, by: 'client' })
}

/** What a session tells its connection while it runs. */
export interface SessionEvents {
  /** `answerAt` is the place of the frame that answers a ping message, or -1. */
  onFrames: (frames: readonly Frame[], answerAt: number) => void
  onSent: (sent: readonly Outgoing[], compressed: boolean) => void
  onPing: (payload: Uint8Array) => void
  onRtt: (rttMs: number) => void
  /** No message came for too long, since then (epoch ms); null: one has come. */
  onIdle: (since: number | null) => void
  /** The peer takes nothing of what was written, since then (epoch ms); null: it does again. */
  onStall: (since: number | null) => void
  /** What the profile asks for and can't be done, in words. */
  onTrouble: (words: string) => void
  /** Nothing is sent any more. */
  onClosing: (closing: Closing) => void
}

export interface Closing {
  /** Ours, which begins the closing handshake; null where the socket concludes by itself. */
  frame: CloseFrame | null
  why: Cause | null
  /** Until it is cut, ms. */
  timeoutMs: number
}

export interface SessionOptions extends SessionEvents {
  socket: Socket
  queue: SendQueue
  plan: Plan
  clock: Clock
  /** Nothing is written while it is pressed. */
  log: LogSink
  writes: WriteTurn
  fill: Fill
  probe: Pick<Probe, 'sessionBegun'>
}

/** Resolves when the socket is gone and every loop has ended. Aborting with a CloseRequest closes it politely. */
export async function runSession(options: SessionOptions, signal: AbortSignal): Promise<Cause> {
  const { socket } = options
  const { hear, loops } = watchers(options)
  const ending = new Ending(options)
  const stall = new Stall(options)
  const own = await runGroup<Cause | null>(signal, [
    () => readLoop(socket, hear),
    (stop) => writeLoop({ ...options, onWritten: () => stall.wrote() }, stop),
    (stop) => stall.watchLoop(stop),
    (stop) => closeLoop(options, ending, stop),
    (stop) => concludeLoop(options, ending, stop),
    ...loops,
  ]).catch((error: unknown) => {
    if (isAbort(error)) return null
    throw error
  })
  const wire = await socket.ended
  if (own !== null) return own
  if (!(signal.reason instanceof CloseRequest)) return wire
  return askedFor(signal.reason, wire)
}

/** The loops that only some profiles ask for, and the ear that they share. */
function watchers(options: SessionOptions): { hear: (frames: readonly Frame[]) => void; loops: Loop<Cause | null>[] } {
  const { plan, queue, clock, onFrames, onRtt } = options
  const loops: Loop<Cause | null>[] = []
  if (plan.queue.overflow === 'close') loops.push((stop) => overflowLoop(queue, stop))
  const heartbeat = plan.heartbeat.enabled ? new Heartbeat({ ...options, settings: plan.heartbeat }) : null
  options.probe.sessionBegun(options.socket, heartbeat)
  if (heartbeat !== null) loops.push((stop) => heartbeat.beatLoop(stop))
  // A pong comes from the peer's WebSocket, an answer from its application: where both are measured, the pong is shown.
  const appPing = plan.appPing.enabled ? new AppPing({ ...options, settings: plan.appPing, onRtt: heartbeat === null ? onRtt : () => undefined }) : null
  if (appPing !== null) loops.push((stop) => appPing.pingLoop(stop))
  const { idleAlarmMs } = plan.limits
  const idle = idleAlarmMs === null ? null : new Idle({ socket: options.socket, clock, alarmMs: idleAlarmMs, onIdle: options.onIdle })
  if (idle !== null) loops.push((stop) => idle.alarmLoop(stop))
  const hear = (frames: readonly Frame[]) => {
    heartbeat?.hear(frames)
    const answerAt = appPing?.hear(frames) ?? -1
    onFrames(frames, answerAt)
    idle?.hear(frames, answerAt)
  }
  return { hear, loops }
}

async function overflowLoop(queue: SendQueue, signal: AbortSignal): Promise<Cause> {
  await orAborted(queue.overflowed, signal)
  return cause('queue', 'queue-overflow', { by: 'client' })
}

/** Cuts a socket that takes too long to end; who asks first sets the time. */
class Ending {
  readonly #options: SessionOptions
  #takeBack: (() => void) | null = null

  constructor(options: SessionOptions) {
    this.#options = options
  }

  /** To the millisecond where `strict`: an app that quits waits for nobody. */
  within(timeoutMs: number, strict = false): void {
    const { clock, socket } = this.#options
    const cut = () => socket.terminate()
    this.#takeBack ??= strict ? clock.after(timeoutMs, cut) : patience({ clock, valve: null }, timeoutMs, cut)
  }

  now(): void {
    this.#takeBack?.()
    this.#options.socket.terminate()
  }

  async over(): Promise<void> {
    await this.#options.socket.ended
    this.#takeBack?.()
  }
}

/** Waits until the socket concludes by itself: who beats or writes would do so in vain. Ends as if aborted, since a sibling's failure says more. */
async function concludeLoop({ socket, plan, onClosing }: SessionOptions, ending: Ending, signal: AbortSignal): Promise<never> {
  const why = await orAborted(socket.concluding, signal)
  const timeoutMs = plan.limits.closeTimeoutMs
  ending.within(timeoutMs)
  onClosing({ frame: null, why, timeoutMs })
  throw new DOMException('The socket concludes', 'AbortError')
}

/** Waits for the end of the group, then ends the socket: politely when asked to or when it concludes, at once when a loop gave up. */
async function closeLoop({ socket, plan, onClosing }: SessionOptions, ending: Ending, signal: AbortSignal): Promise<null> {
  await aborted(signal)
  const request = signal.reason instanceof CloseRequest ? signal.reason : null
  const concluded = socket.conclusion !== null
  if (request === null && !concluded) {
    socket.terminate()
    return null
  }
  try {
    ending.within(request?.timeoutMs ?? plan.limits.closeTimeoutMs, request?.kind === 'app-quit')
    if (request !== null && !concluded) {
      const { frame, timeoutMs } = request
      socket.close(frame.code, frame.reason)
      onClosing({ frame, why: null, timeoutMs })
    }
  } catch (error) {
    // The read loop waits for the socket's end, and nobody else would bring it about; thrown before that loop ends, or it would be its word against ours.
    ending.now()
    throw error
  }
  await ending.over()
  return null
}
