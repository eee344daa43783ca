/** Fragments: sends a large message in parts (RFC 6455 §5.4), one after the other. */
import { limits } from '../../shared/limits'
import type { WriteFate } from './wire'

export interface Fragment {
  binary: boolean
  fin: boolean
  compress: boolean
}

/** Masking copies what is written, and a copy of a large message for each of a thousand sockets would be more memory than there is. */
export class Fragments {
  readonly #send: (part: Uint8Array, about: Fragment, tell: (fate: WriteFate) => void) => void
  /** What is still to be cut. */
  bytesToCome = 0

  constructor(send: (part: Uint8Array, about: Fragment, tell: (fate: WriteFate) => void) => void) {
    this.#send = send
  }

  async send(bytes: Uint8Array, about: Pick<Fragment, 'binary' | 'compress'>): Promise<WriteFate> {
    this.bytesToCome += bytes.byteLength
    for (let at = 0; ; at += limits.corkBytes) {
      const part = bytes.subarray(at, at + limits.corkBytes)
      this.bytesToCome -= part.byteLength
      const fin = at + part.byteLength === bytes.byteLength
      const fate = await new Promise<WriteFate>((resolve) => this.#send(part, { ...about, fin }, resolve))
      if (fate === 'unwritten' && at > 0) return 'unknown'
      if (fate !== 'taken' || fin) return fate
      // The system takes several at once, and to mask them all would hold up everybody else.
      await new Promise<void>((resolve) => { setImmediate(resolve) })
    }
  }
}
