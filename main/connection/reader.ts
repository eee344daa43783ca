/** Read loop: takes whatever has arrived, a batch at a time, until no more frames can come. */
import type { Frame, Socket } from './wire'

/**
 * Ends by itself when the frames end. It does not stop on abort: while the socket is closing, late data must still
 * reach the log, and the session makes sure that every socket ends.
 */
export async function readLoop(socket: Socket, onFrames: (frames: readonly Frame[]) => void): Promise<null> {
  for (;;) {
    const frames = await socket.read()
    if (frames.length === 0) return null
    onFrames(frames)
  }
}
