/** Listener: HTTP on both loopback addresses at one port; knows every TCP connection, so that none outlives it. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { AppError } from '../../shared/errors'
import { limits } from '../../shared/limits'
import { t } from '../../shared/words/words'
import { codeOf } from '../lib/errno'
import type { Logger } from '../lib/logger'

export interface ListenOptions {
  /** 0 picks a free one. */
  port: number
  /** Time for the whole head of a request, counted from the TCP connection. */
  handshakeMs: number
  logger: Logger
  onRequest: (request: IncomingMessage, response: ServerResponse) => void
  onUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
}

export interface Listener {
  readonly port: number
  /** Takes no more connections; resolves when the last one is gone. */
  close(): Promise<void>
  /** Destroys the connections that are left. */
  cut(): void
}

/** A machine without IPv6 has no ::1; the hub is complete without it. */
const missing = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT'])

/** A free port of 127.0.0.1 may be taken on ::1; then another is tried. */
const freePortTries = 5

/** Throws AppError hub-port, in words with the action, when the port can't be had. */
export async function listen(options: ListenOptions): Promise<Listener> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await listenOnce(options)
    } catch (error) {
      if (options.port !== 0 || tries === freePortTries) throw portError(options.port, error)
    }
  }
}

async function listenOnce(options: ListenOptions): Promise<Listener> {
  const sockets = new Set<Socket>()
  const servers: Server[] = []
  const close = async () => {
    await Promise.all(servers.map((server) => once(server.close(), 'close')))
  }
  const cut = () => sockets.forEach((socket) => socket.destroy())
  const open = async (port: number, host: string) => {
    const server = makeServer(options, sockets)
    server.listen({ port, host })
    await once(server, 'listening')
    servers.push(server)
    server.on('error', (error) => options.logger.error('The hub could not take a connection', error))
    return (server.address() as AddressInfo).port
  }
  try {
    const port = await open(options.port, '127.0.0.1')
    await open(port, '::1').catch((error: unknown) => {
      if (!missing.has(codeOf(error) ?? '')) throw error
    })
    return { port, close, cut }
  } catch (error) {
    cut()
    await close()
    throw error
  }
}

function makeServer({ handshakeMs, logger, onRequest, onUpgrade }: ListenOptions, sockets: Set<Socket>): Server {
  // Node counts these from the TCP connection on, so they end idle connections and dripping heads too. It ends all that are overdue in one turn of the
  // event loop: when it looks more often, these are fewer.
  const timeouts = { headersTimeout: handshakeMs, requestTimeout: handshakeMs, connectionsCheckingInterval: handshakeMs / 50 }
  const server = createServer(timeouts, onRequest)
  server.maxConnections = limits.hubConnections
  server.on('upgrade', onUpgrade)
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.once('drop', () => logger.warn(`The hub turns connections away: ${limits.hubConnections} are open`))
  return server
}

function portError(port: number, error: unknown): AppError {
  const code = codeOf(error) ?? 'unknown'
  const words: Record<string, string> = {
    EADDRINUSE: t('errors.hub.inUse', { port }),
    EACCES: t('errors.hub.rights', { port }),
    ERR_SOCKET_BAD_PORT: t('errors.hub.noPort', { port }),
  }
  return new AppError('hub-port', words[code] ?? t('errors.hub.port', { port, code }), { cause: error })
}
