/** One open socket: runs reader, writer and heartbeat as a group, closes the socket when the group ends, and says why it ended. */
import type { Cause } from '../../shared/connection'
import type { Profile } from '../../shared/profile'
import { aborted, orAborted } from '../lib/abort'
import type { Clock } from '../lib/clock'
import { runGroup, type Loop } from '../lib/group'
import type { LogSink } from '../log/sink'
import { isAbort } from '../../shared/errors'
import { cause } from './cause'
import { Heartbeat } from './heartbeat'
import { readLoop } from './reader'
import type { Outgoing, SendQueue } from './send-queue'
import type { Frame, Socket } from './wire'
import { writeLoop } from './writer'

/** The reason given to the session's signal to have it closed; an AbortError, since being told to stop is no failure. */
export class CloseRequest extends Error {
  readonly kind: 'user-closed' | 'app-quit'
  readonly closeCode: number
  /** How long the closing handshake may take, ms. */
  readonly timeoutMs: number
  constructor(kind: 'user-closed' | 'app-quit', timeoutMs: number) {
    super(kind)
    this.name = 'AbortError'
    this.kind = kind
    this.closeCode = kind === 'app-quit' ? 1001 : 1000
    this.timeoutMs = timeoutMs
  }
}

/** What a session tells its connection while it runs. */
export interface SessionEvents {
  onFrames: (frames: readonly Frame[]) => void
  onSent: (sent: readonly Outgoing[], compressed: boolean) => void
  onPing: (payload: Uint8Array) => void
  onRtt: (rttMs: number) => void
  onClosing: (code: number) => void
}

export interface SessionOptions extends SessionEvents {
  socket: Socket
  queue: SendQueue
  profile: Profile
  clock: Clock
  /** Nothing is written while it is pressed. */
  log: LogSink
}

/** Resolves when the socket is gone and every loop has ended. Aborting with a CloseRequest closes it politely. */
export async function runSession(options: SessionOptions, signal: AbortSignal): Promise<Cause> {
  const { socket, profile, onFrames } = options
  const heartbeat = new Heartbeat({ ...options, settings: profile.heartbeat })
  const hear = (frames: readonly Frame[]) => {
    heartbeat.hear(frames)
    onFrames(frames)
  }
  const loops: Loop<Cause | null>[] = [
    () => readLoop(socket, hear),
    (stop) => writeLoop(options, stop),
    (stop) => closeLoop(options, stop),
  ]
  if (profile.queue.overflow === 'close') loops.push((stop) => overflowLoop(options.queue, stop))
  if (profile.heartbeat.enabled) loops.push((stop) => heartbeat.beatLoop(stop))
  const own = await runGroup(signal, loops).catch((error: unknown) => {
    if (isAbort(error)) return null
    throw error
  })
  const wire = await socket.ended
  if (own !== null) return own
  if (!(signal.reason instanceof CloseRequest)) return wire
  return cause('user', signal.reason.kind, { closeCode: wire.closeCode, wasClean: wire.wasClean })
}

async function overflowLoop(queue: SendQueue, signal: AbortSignal): Promise<Cause> {
  await orAborted(queue.overflowed, signal)
  return cause('queue', 'queue-overflow')
}

/** Waits for the end of the group, then ends the socket: politely when asked to, at once when a loop gave up. */
async function closeLoop({ socket, clock, onClosing }: SessionOptions, signal: AbortSignal): Promise<null> {
  await aborted(signal)
  if (signal.reason instanceof CloseRequest) {
    const takeBack = clock.after(signal.reason.timeoutMs, () => socket.terminate())
    socket.close(signal.reason.closeCode, '')
    try {
      onClosing(signal.reason.closeCode)
    } finally {
      await socket.ended
      takeBack()
    }
  } else socket.terminate()
  return null
}
