/** Server: checks every handshake, upgrades those that may pass, and waits for the clients it let in. */
import { once, setMaxListeners } from 'node:events'
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { limits } from '../../shared/limits'
import type { Clock } from '../lib/clock'
import type { Logger } from '../lib/logger'
import { Client } from './client'
import { guard } from './guard'
import { listen, type Listener } from './listener'
import type { Bench, Mode, Refusal } from './modes/mode'
import { route } from './route'
import type { Switchboard } from './switchboard'

export interface ServerOptions {
  clock: Clock
  logger: Logger
  board: Switchboard
  handshakeMs: number
  onCount: () => void
  onEvicted: () => void
}

export class Server {
  readonly #options: ServerOptions
  // Without context takeover a compressor lives as long as one message, and no longer than that for 1,100 clients.
  readonly #upgrades = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: limits.hubMessageBytes,
    perMessageDeflate: { threshold: limits.hubDeflateBytes, serverNoContextTakeover: true, clientNoContextTakeover: true },
  })
  readonly #bench: Bench
  readonly #stopping = new AbortController()
  readonly #lives = new Set<Promise<void>>()
  #listener: Listener | null = null
  #lastId = 0

  constructor(options: ServerOptions) {
    const { clock, board } = options
    this.#options = options
    this.#bench = { clock, broadcast: (from, room, frames) => board.broadcast(from, room, frames) }
    setMaxListeners(0, this.#stopping.signal)
  }

  /** Resolves with the port that it listens on. Throws AppError hub-port. */
  async listen(port: number): Promise<number> {
    const { handshakeMs, logger } = this.#options
    this.#listener = await listen({ port, handshakeMs, logger, onRequest: this.#onRequest, onUpgrade: this.#onUpgrade })
    return this.#listener.port
  }

  /** Serves until aborted; then says goodbye to each client and resolves when no socket is left, after `limits.hubCloseMs` at most. */
  async serveLoop(signal: AbortSignal): Promise<void> {
    if (!signal.aborted) await once(signal, 'abort')
    const closed = this.#listener?.close()
    this.#stopping.abort()
    await Promise.all(this.#lives)
    this.#listener?.cut()
    await closed
  }

  readonly #onRequest = (request: IncomingMessage, response: ServerResponse) => {
    const admitted = this.#admit(request)
    const { status, text } = 'status' in admitted ? admitted : { status: 426, text: 'This path speaks WebSocket only' }
    response.writeHead(status, headersFor(text)).end(text)
  }

  readonly #onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const admitted = this.#admit(request)
    if ('status' in admitted) return refuse(socket, admitted)
    // A client may offer subprotocols; `ws` accepts the first, whatever it is: a test bench should be agreeable.
    this.#upgrades.handleUpgrade(request, socket, head, (ws) => this.#accept({ ws, socket, request, mode: admitted }))
  }

  #admit(request: IncomingMessage): Mode | Refusal {
    const problem = guard(request.headersDistinct, request.socket.localPort)
    if (problem !== null) return { status: 403, text: problem }
    const found = route(request.url ?? '', this.#bench)
    if ('status' in found) return found
    if (this.#stopping.signal.aborted) return { status: 503, text: 'The hub is stopping' }
    if (this.#lives.size >= limits.hubClients) return { status: 503, text: `The hub is full: it has ${limits.hubClients} clients` }
    return found
  }

  #accept({ ws, socket, request, mode }: { ws: WebSocket; socket: Duplex; request: IncomingMessage; mode: Mode }): void {
    const { clock, logger, onCount, onEvicted } = this.#options
    this.#lastId += 1
    const path = shorten(request.url ?? '')
    const client = new Client({ id: this.#lastId, path, address: addressOf(request), mode, ws, socket, clock, logger, onCount, onEvicted })
    const life = this.#live(client)
      .catch((error: unknown) => {
        logger.error('The hub lost hold of a client', error)
        ws.terminate()
      })
      .finally(() => this.#lives.delete(life))
    this.#lives.add(life)
  }

  async #live(client: Client): Promise<void> {
    const { board } = this.#options
    board.register(client)
    const ending = await client.talk(this.#stopping.signal)
    board.unregister(client)
    await client.leave(ending)
  }
}

function headersFor(text: string): Record<string, string | number> {
  return {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'X-Content-Type-Options': 'nosniff',
    Connection: 'close',
  }
}

/** An HTTP answer on a socket that Node has already let go of; it lives no longer than the answer takes. */
function refuse(socket: Duplex, { status, text }: Refusal): void {
  socket.on('error', () => socket.destroy())
  socket.once('finish', () => socket.destroy())
  const headers = Object.entries(headersFor(text)).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${headers.join('')}\r\n${text}`)
}

function addressOf({ socket: { remoteAddress = '', remotePort = 0, remoteFamily } }: IncomingMessage): string {
  return remoteFamily === 'IPv6' ? `[${remoteAddress}]:${remotePort}` : `${remoteAddress}:${remotePort}`
}

function shorten(path: string): string {
  return path.length > limits.hubPathLength ? `${path.slice(0, limits.hubPathLength)}…` : path
}
