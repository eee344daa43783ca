/** One dial as seen from below `ws`: which phase it is in, how long each took, and what the raw socket reported. */
import { connect as tcpConnect, isIP, type NetConnectOpts, type Socket as TcpSocket } from 'node:net'
import { connect as tlsConnect, type ConnectionOptions } from 'node:tls'
import type { Phase } from '../../shared/connection'
import type { Clock } from '../lib/clock'
import { codeOf } from '../lib/errno'

export class Attempt {
  phase: Phase
  raw: TcpSocket | null = null
  /** Set when the raw socket failed, by RST say; `ws` shows that as a mere 1006. */
  rawErrorCode: string | null = null
  /** Milliseconds from the start of the dial to the end of each phase. */
  readonly timing: Record<string, number> = {}
  readonly #secure: boolean
  readonly #clock: Clock
  readonly #startedAt: number

  constructor(url: URL, clock: Clock) {
    this.#secure = url.protocol === 'wss:'
    this.#clock = clock
    this.#startedAt = clock.elapsed()
    this.phase = isIP(url.hostname.replace(/^\[|\]$/g, '')) === 0 ? 'dns' : 'tcp'
  }

  /** What `ws` calls to get its socket. `path` is HTTP's here, and would be taken for a Unix socket's. */
  connect = (options: NetConnectOpts & ConnectionOptions & { host?: string }): TcpSocket => {
    const host = options.host ?? ''
    // No server name for a literal address (RFC 6066 §3).
    const servername = isIP(host) === 0 ? host : ''
    const raw = this.#secure
      ? tlsConnect({ ...options, path: undefined, servername } as ConnectionOptions)
      : tcpConnect({ ...options, path: undefined } as NetConnectOpts)
    raw.once('lookup', () => this.reach('dns', 'tcp'))
    raw.once('connect', () => this.reach('tcp', this.#secure ? 'tls' : 'http'))
    raw.once('secureConnect', () => this.reach('tls', 'http'))
    raw.on('error', (error) => {
      // Node makes up an ECONNRESET for a FIN during the TLS handshake; a real one names its system call.
      const code = codeOf(error)
      if (code !== 'ECONNRESET' || 'syscall' in error) this.rawErrorCode ??= code
    })
    this.raw = raw
    return raw
  }

  /** Ends one phase and enters the next. */
  reach(ended: Phase, next: Phase): void {
    this.timing[ended] = Math.round((this.#clock.elapsed() - this.#startedAt) * 100) / 100
    this.phase = next
  }
}
