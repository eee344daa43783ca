/** Asks for the upgrade to WebSocket over a finished line (RFC 6455 §4.1); the only maker of `ws` clients. */
import { createHash } from 'node:crypto'
import type { ClientRequest, IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import WebSocket from 'ws'
import type { HeaderLine } from '../../shared/attempt'
import type { CauseKind } from '../../shared/connection'
import { longestTimeoutMs } from '../lib/clock'
import { codeOf } from '../lib/errno'
import { cause, Fault } from '../lib/fault'
import type { DialPlan, HeaderPair } from '../prepare/dial-plan'
import { httpCause } from './cause'
import { heard, type Line } from './line'
import { OpenSocket, type OpenSocketOptions } from './open-socket'
import { limitMessages } from './overdue'
import type { ReadTurn } from './read-turn'
import type { Redaction } from './redaction'
import { hasOwnCertificate } from './tls-context'
import type { Target, Way } from './way'

const protocolHeader = 'sec-websocket-protocol'

export interface Ask {
  target: Target
  plan: DialPlan
  /** The answer to a Digest challenge; null: none was made. */
  authorization: string | null
}

/** Throws a Fault where Node or `ws` does not take the options that a profile's schema lets through. */
export function newClient(ask: Ask, connection: () => Duplex | undefined, finish: (request: ClientRequest) => void): WebSocket {
  const { plan, target } = ask
  const options = {
    headers: headersOf(ask),
    perMessageDeflate: deflateOptions(plan.compression),
    // Pongs are the open socket's own, so that the log knows of them.
    autoPong: false,
    maxPayload: plan.limits.receiveBytes,
    followRedirects: false,
    // The session alone limits it, whoever begins: a timer of `ws` asks nobody what has come by then.
    closeTimeout: longestTimeoutMs,
    createConnection: connection,
    finishRequest: finish,
  }
  try {
    return new WebSocket(target.url, [...plan.protocolsFor(target.url)], options)
  } catch (error) {
    throw new Fault(cause('prepare', 'bad-request', { code: codeOf(error), reason: error instanceof Error ? error.message : '' }), '', { cause: error })
  }
}

/** A name used twice, in whatever case, is sent twice; used once it stays a string, since Node treats Host and its like only so. */
function headersOf({ plan, target, authorization }: Ask): Record<string, string | string[]> {
  const pairs: HeaderPair[] = plan.headersFor(target.url).filter(([name]) => authorization === null || name.toLowerCase() !== 'authorization')
  if (authorization !== null) pairs.push(['Authorization', authorization])
  const headers = new Map<string, { name: string; values: string[] }>()
  for (const [name, value] of pairs) {
    const same = headers.get(name.toLowerCase())
    if (same) same.values.push(value)
    else headers.set(name.toLowerCase(), { name, values: [value] })
  }
  return Object.fromEntries([...headers.values()].map(({ name, values }) => [name, values.length > 1 ? values : (values[0] ?? '')]))
}

/** `false` is a word of `ws` for "not offered, and not taken from a server"; `undefined` for its own choice. */
function deflateOptions({ mode, clientWindowBits, serverWindowBits, clientTakeover, serverTakeover }: DialPlan['compression']) {
  if (mode === 'off') return false
  return {
    clientMaxWindowBits: clientWindowBits ?? false,
    serverMaxWindowBits: serverWindowBits ?? undefined,
    clientNoContextTakeover: clientTakeover ? undefined : true,
    serverNoContextTakeover: serverTakeover ? undefined : true,
    // The open socket decides what is worth packing, with a window that is kept, too.
    threshold: 0,
  }
}

/** The request as it goes out, its secrets hidden. */
export function requestRecord(request: ClientRequest, redaction: Redaction): { requestLine: string; requestHeaders: HeaderLine[] } {
  const requestHeaders = request.getRawHeaderNames().flatMap((name) => {
    const value = request.getHeader(name)
    const values = Array.isArray(value) ? (name.toLowerCase() === 'cookie' ? [value.join('; ')] : value) : [String(value)]
    return values.map((one) => redaction.header(name, one))
  })
  return { requestLine: `${request.method} ${redaction.path(request.path)} HTTP/1.1`, requestHeaders }
}

export type Upgraded = { kind: 'open'; webSocket: WebSocket; socket: OpenSocket; response: IncomingMessage; protocol: string } | { kind: 'answer'; response: IncomingMessage; uri: string }

export interface UpgradeOptions extends OpenSocketOptions {
  turn: ReadTurn
  /** Told of each answer as soon as its headers are there. */
  answered: (response: IncomingMessage) => void
  /** Told of the request before it goes out. */
  asked: (request: ClientRequest) => void
}

/** Throws a Fault, or an AbortError as soon as the way's signal aborts; the line is the caller's to destroy then. */
export async function upgrade(line: Line, ask: Ask, way: Way, options: UpgradeOptions): Promise<Upgraded> {
  way.signal.throwIfAborted()
  if (line.raw.destroyed) throw failure(null, null, line, ask.plan)
  let sent: ClientRequest | null = null
  const webSocket = newClient(ask, () => line.raw, (request) => {
    sent = request
    options.asked(request)
    finish(request)
  })
  // Listens from the start: the first frame may come in the same packet as the handshake's answer.
  // Of the options no more than this: they hold the whole attempt with its secrets, and the socket lives for days.
  const socket = new OpenSocket(webSocket, line, options.turn, { autoPong: options.autoPong, thresholdBytes: options.thresholdBytes })
  const { messageMs } = ask.plan.limits
  if (messageMs !== null) limitMessages(webSocket, { socket, clock: way.clock, mostMs: messageMs })
  const offer = offerOf(sent, ask)
  let response: IncomingMessage | null = null
  let protocol = ''
  /** Nobody above an event of `ws` could catch what it throws. */
  const told = (answer: IncomingMessage, reject: (error: Error) => void): boolean => {
    try {
      options.answered(answer)
      return true
    } catch (error) {
      reject(error instanceof Error ? error : new Error(String(error)))
      return false
    }
  }
  try {
    return await heard<Upgraded>(way.signal, (resolve, reject) => {
      // HTTP tells of the end before the line has told of an RST behind it.
      const broken = (error: Error | null) => setImmediate(() => reject(failure(error, response, line, ask.plan)))
      const onClose = () => broken(null)
      const onUpgrade = (answer: IncomingMessage) => {
        response = answer
        if (!told(answer, reject)) return
        const kind = handshakeFlaw(answer, offer)
        if (kind === null) protocol = agreed(answer, offer)
        else reject(new Fault(cause('websocket', kind, { httpStatus: 101, reason: flawWords(kind, answer, way.redaction) })))
      }
      const onOpen = () => {
        if (response !== null) resolve({ kind: 'open', webSocket, socket, response, protocol })
      }
      const onAnswer = (request: ClientRequest, answer: IncomingMessage) => {
        if (told(answer, reject)) resolve({ kind: 'answer', response: answer, uri: request.path })
      }
      webSocket.on('error', broken).on('close', onClose).once('upgrade', onUpgrade).once('open', onOpen).once('unexpected-response', onAnswer)
      // What is still listening lives as long as the socket: it must not keep the handshake's request and answer.
      return () => webSocket.off('error', broken).off('close', onClose).off('upgrade', onUpgrade).off('open', onOpen).off('unexpected-response', onAnswer)
    })
  } catch (error) {
    webSocket.terminate()
    throw error
  }
}

function finish(request: ClientRequest): void {
  try {
    request.end()
  } catch (error) {
    request.destroy(error as Error)
  }
}

function failure(error: Error | null, response: IncomingMessage | null, line: Line, plan: DialPlan): Fault {
  const own = hasOwnCertificate(plan.tls)
  if (response === null) return new Fault(error === null && line.error === null ? cause('http', 'no-close-frame') : httpCause(error, { line, own }), '', { cause: error })
  if (line.error !== null) return new Fault({ ...httpCause(error, { line, own }), phase: 'websocket' }, '', { cause: error })
  const kind = error === null ? 'no-close-frame' : response.headers['sec-websocket-extensions'] === undefined ? 'bad-handshake' : 'bad-extension'
  return new Fault(cause('websocket', kind, { code: codeOf(error), httpStatus: 101, reason: error?.message ?? '' }), '', { cause: error })
}

interface Offer {
  key: string
  protocols: readonly string[]
  protocolRequired: boolean
  deflate: DialPlan['compression']['mode']
}

function offerOf(request: ClientRequest | null, { plan, target }: Ask): Offer {
  return { key: String(request?.getHeader('Sec-WebSocket-Key') ?? ''), protocols: plan.protocolsFor(target.url), protocolRequired: plan.protocolRequired, deflate: plan.compression.mode }
}

/** What `ws` would refuse without a code (RFC 6455 §4.1), and what only the profile minds. */
function handshakeFlaw({ headers }: IncomingMessage, { key, protocols, protocolRequired, deflate }: Offer): CauseKind | null {
  if (headers.upgrade?.toLowerCase() !== 'websocket') return 'bad-upgrade'
  if (headers['sec-websocket-accept'] !== createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')) return 'bad-accept'
  const protocol = headers[protocolHeader]
  if (protocol === undefined && protocols.length > 0 && protocolRequired) return 'subprotocol-missing'
  if (protocol !== undefined && !protocols.includes(protocol)) return 'subprotocol'
  const extensions = headers['sec-websocket-extensions']
  if (extensions !== undefined && deflate === 'off') return 'bad-extension'
  return extensions === undefined && deflate === 'required' ? 'extension-missing' : null
}

/** The subprotocol that the server picked, or '' (RFC 6455 §4.2.2). */
function agreed({ headers }: IncomingMessage, { protocols: [first] }: Offer): string {
  const picked = headers[protocolHeader] ?? ''
  // Only so does `ws` go on without one that was asked for.
  if (picked === '' && first !== undefined) headers[protocolHeader] = first
  return picked
}

function flawWords(kind: CauseKind, { headers }: IncomingMessage, redaction: Redaction): string {
  const said = kind === 'subprotocol' ? headers[protocolHeader] : kind === 'bad-extension' ? headers['sec-websocket-extensions'] : kind === 'bad-upgrade' ? headers.upgrade : undefined
  return said === undefined ? '' : redaction.header(kind === 'subprotocol' ? 'Sec-WebSocket-Protocol' : '', said).value.slice(0, 200)
}
