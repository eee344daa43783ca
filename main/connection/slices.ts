/** Slices: hands what was read to `ws` a few KiB at a time, since a block of 64 KiB may be of tens of thousands of frames. */
import { limits } from '../../shared/limits'
import type { ReadTurn } from './read-turn'

type Write = (chunk: Uint8Array, encoding: BufferEncoding, done: (error?: Error | null) => void) => void

/** Of ws 8: a stream, which holds its socket back while a block is under way; where a later version has none, blocks stay whole. */
interface Receiver {
  _write?: Write
  _state?: number
  _payloadLength?: number
  _bufferedBytes?: number
}

/** In the middle of a frame's payload. */
const getData = 4

/** From now on the rest of a block waits for the next turn of the event loop when this one is used up. */
export function slice(webSocket: object, turn: Pick<ReadTurn, 'full'>): void {
  const { _receiver: receiver } = webSocket as { _receiver?: Receiver | null }
  const whole = receiver?._write
  if (!receiver || whole === undefined) return
  receiver._write = (chunk, encoding, done) => {
    if (isPayload(receiver, chunk.byteLength)) return whole.call(receiver, chunk, encoding, done)
    const from = (at: number): void => {
      const end = at + limits.readSliceBytes
      if (end >= chunk.byteLength) return whole.call(receiver, chunk.subarray(at), encoding, done)
      whole.call(receiver, chunk.subarray(at, end), encoding, (error) => {
        if (error) done(error)
        else if (turn.full) setImmediate(from, end)
        else from(end)
      })
    }
    from(0)
  }
}

/** All of it belongs to one frame, and no other begins in it. */
function isPayload({ _state, _payloadLength = 0, _bufferedBytes = 0 }: Receiver, bytes: number): boolean {
  return _state === getData && _bufferedBytes + bytes < _payloadLength
}
