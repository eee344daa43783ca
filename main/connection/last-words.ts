/** Last words: reads what a peer said before it left, where a failed write would destroy the socket with it unread. */
import { readSync } from 'node:fs'
import type { Socket as TcpSocket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { codeOf } from '../lib/errno'

const blockBytes = 64 * 1024
/** What a write says when the peer is gone. */
const gone = new Set<string | null>(['EPIPE', 'ECONNRESET', 'ECONNABORTED'])

/**
 * Node destroys a socket as soon as a write fails, and with it the close frame that may lie unread in the system, whose code decides whether the
 * connection comes back. Under TLS, and where a socket has no descriptor (Windows), that stays so.
 */
export function hearLastWords(raw: TcpSocket): void {
  if (raw instanceof TLSSocket) return
  const destroy = raw.destroy.bind(raw)
  raw.destroy = (error) => {
    if (raw.errored !== null && error !== undefined && 'syscall' in error && error.syscall === 'write' && gone.has(codeOf(error))) readOut(raw)
    return destroy(error)
  }
}

/** As much as the system has: no more than its receive buffer. */
function readOut(raw: TcpSocket): void {
  const { fd = -1 } = (raw as TcpSocket & { _handle?: { fd?: number } | null })._handle ?? {}
  if (fd < 0) return
  tellKept(raw)
  try {
    for (;;) {
      const block = Buffer.allocUnsafeSlow(blockBytes)
      const bytes = readSync(fd, block, 0, blockBytes, null)
      if (bytes === 0) return
      // A stream that has failed takes nothing into its buffer any more.
      raw.emit('data', block.subarray(0, bytes))
    }
  } catch (error) {
    // There is no more, or the system had only the reset left to tell.
    if (codeOf(error) === null) throw error
  }
}

/** What was read before, and comes first; whether a stream that has failed tells of it by itself depends on Node's version. */
function tellKept(raw: TcpSocket): void {
  let told = false
  const notice = () => { told = true }
  raw.on('data', notice)
  const kept = raw.read() as Buffer | null
  raw.off('data', notice)
  if (kept !== null && !told) raw.emit('data', kept)
}
