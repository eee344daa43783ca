/** Line: the raw connection of an attempt, and the first failure that it reported itself; `ws` and HTTP tell less. */
import type { Socket as TcpSocket } from 'node:net'
import { abortError } from '../lib/abort'
import { codeOf } from '../lib/errno'

/** What a line has seen of its end. */
export interface LineSighting {
  /** The socket's own failure: an RST, say, which `ws` shows as a mere 1006; not what came of it after a FIN. */
  error: Error | null
  /** The peer has ended its direction (FIN). */
  finished: boolean
}

export class Line implements LineSighting {
  raw: TcpSocket
  error: Error | null = null
  finished = false
  /** It was a FIN, and no RST beside it: whatever fails now fails because the peer is gone. */
  #settled = false

  constructor(raw: TcpSocket) {
    this.raw = raw
    this.#watch(raw)
  }

  /** TLS over what was there; from now on this is what is spoken to. */
  wrap(raw: TcpSocket): void {
    this.raw = raw
    this.#watch(raw)
  }

  get errorCode(): string | null {
    return codeOf(this.error)
  }

  #watch(raw: TcpSocket): void {
    raw.on('error', (error) => {
      // Node makes up an ECONNRESET for a FIN during the TLS handshake; a real one names its system call.
      const code = codeOf(error)
      // Without a code it is only what `ws` destroyed the socket with.
      if (!this.#settled && code !== null && (code !== 'ECONNRESET' || 'syscall' in error)) this.error ??= error
    })
    // libuv takes an RST that came together with the last bytes for a FIN. A write of nothing sends nothing, and the system then tells of the
    // RST; first of all listeners, since nothing can be written after them.
    raw.prependListener('end', () => {
      this.finished = true
      if (!raw.writable) return
      raw.write('', (error) => {
        if (!error) this.#settled = true
        // Cancelled: this side has had enough of it (Node 24 says so, earlier ones nothing).
        else if ('syscall' in error && codeOf(error) !== 'ECANCELED' && !this.#settled) this.error ??= error
      })
    })
  }
}

/**
 * Settles as the listeners that `begin` adds say, or rejects with an AbortError as soon as `signal` aborts; calls what `begin` returned to
 * take its listeners away.
 */
export function heard<T>(signal: AbortSignal, begin: (resolve: (value: T) => void, reject: (error: Error) => void) => () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(abortError(signal))
    const over = () => {
      signal.removeEventListener('abort', onAbort)
      stop()
    }
    const fail = (error: Error) => {
      over()
      reject(error)
    }
    const onAbort = () => fail(abortError(signal))
    const stop = begin((value) => {
      over()
      resolve(value)
    }, fail)
    signal.addEventListener('abort', onAbort, { once: true })
  })
}
