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
import type { Probe } from './probe'
import { readLoop } from './reader'
import type { Outgoing, SendQueue } from './send-queue'
import type { Frame, Socket } from './wire'
import { writeLoop } from './writer'

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

/** What a session tells its connection while it runs. */
export interface SessionEvents {
  /** `answerAt` is the place of the frame that answers a ping message, or -1. */
  onFrames: (frames: readonly Frame[], answerAt: number) => void
  onSent: (sent: readonly Outgoing[], compressed: boolean) => void
  onPing: (payload: Uint8Array) => void
  onRtt: (rttMs: number) => void
  /** No message came for too long, since then (epoch ms); null: one has come. */
  onIdle: (since: number | null) => void
  /** What the profile asks for and can't be done, in words. */
  onTrouble: (words: string) => void
  onClosing: (frame: CloseFrame) => void
}

export interface SessionOptions extends SessionEvents {
  socket: Socket
  queue: SendQueue
  plan: Plan
  clock: Clock
  /** Nothing is written while it is pressed. */
  log: LogSink
  fill: Fill
  probe: Pick<Probe, 'sessionBegun'>
}

/** Resolves when the socket is gone and every loop has ended. Aborting with a CloseRequest closes it politely. */
export async function runSession(options: SessionOptions, signal: AbortSignal): Promise<Cause> {
  const { socket } = options
  const { hear, loops } = watchers(options)
  const own = await runGroup<Cause | null>(signal, [
    () => readLoop(socket, hear),
    (stop) => writeLoop(options, stop),
    (stop) => closeLoop(options, stop),
    ...loops,
  ]).catch((error: unknown) => {
    if (isAbort(error)) return null
    throw error
  })
  const wire = await socket.ended
  if (own !== null) return own
  if (!(signal.reason instanceof CloseRequest)) return wire
  return cause('user', signal.reason.kind, { closeCode: wire.closeCode, wasClean: wire.wasClean, by: 'client' })
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
  const idle = idleAlarmMs === null ? null : new Idle({ clock, alarmMs: idleAlarmMs, onIdle: options.onIdle })
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

/** Waits for the end of the group, then ends the socket: politely when asked to, at once when a loop gave up. */
async function closeLoop(options: SessionOptions, signal: AbortSignal): Promise<null> {
  const { socket } = options
  await aborted(signal)
  if (!(signal.reason instanceof CloseRequest)) {
    socket.terminate()
    return null
  }
  try {
    await closePolitely(options, signal.reason)
    return null
  } catch (error) {
    // The read loop waits for the socket's end, and nobody else would bring it about.
    socket.terminate()
    throw error
  }
}

async function closePolitely({ socket, clock, onClosing }: SessionOptions, { frame, timeoutMs }: CloseRequest): Promise<void> {
  const takeBack = clock.after(timeoutMs, () => socket.terminate())
  socket.close(frame.code, frame.reason)
  try {
    onClosing(frame)
  } finally {
    await socket.ended
    takeBack()
  }
}
