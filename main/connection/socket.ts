/** Dials: prepares, opens the way, asks for the upgrade, and goes where a redirect leads, all under one wall-clock deadline. */
import type { AttemptHop } from '../../shared/attempt'
import type { Cause } from '../../shared/connection'
import { abortError, orAborted } from '../lib/abort'
import type { Clock } from '../lib/clock'
import { cause, Fault } from '../lib/fault'
import { childOf } from '../lib/group'
import type { DialPlan } from '../prepare/dial-plan'
import type { Preparation } from '../prepare/preparation'
import { bodyOf, rawHeaders, refusalCause, responseRecord, type RawHeader } from './answer'
import { digestAuthorization } from './digest'
import type { Line } from './line'
import { patience } from './patience'
import type { ReadTurn } from './read-turn'
import { Redaction } from './redaction'
import { isRedirect, redirected } from './redirect'
import { systemLookup } from './resolve'
import { openRoute } from './route'
import type { AttemptTrace } from './trace'
import { requestRecord, upgrade, type Ask, type Upgraded } from './upgrade'
import { newHop, targetOf, type Lookup, type Target, type Way } from './way'
import type { Dial, Handshake, Socket } from './wire'

/**
 * Makes a Dial whose `limits.deadlineMs` bounds everything from the preparation to the open, redirects included, in wall-clock time: the
 * `handshakeTimeout` of `ws` is only an idle timer, which a dripping server never lets fire.
 * What came while this process was stopped is still heard. All its sockets share `turn`.
 */
export function dialWith(clock: Clock, turn: ReadTurn, lookup: Lookup = systemLookup): Dial {
  return async (preparation, trace, signal) => {
    if (signal.aborted) throw abortError(signal)
    const limit = childOf(signal)
    let late: Cause | null = null
    const takeBack = patience({ clock, valve: null }, preparation.plan.limits.deadlineMs, () => {
      late = cause(trace.phase, 'deadline')
      limit.abort()
    })
    try {
      const socket = await new Dialling({ clock, turn, lookup, preparation, trace }, limit.signal).run()
      if (!signal.aborted) return socket
      socket.terminate()
      throw abortError(signal)
    } catch (error) {
      if (signal.aborted) throw abortError(signal)
      // A refusal whose body did not end in time is worth more than that it was late.
      if (late !== null && !(error instanceof Fault)) throw new Fault(late, '', { cause: error })
      throw error
    } finally {
      takeBack()
      limit.dispose()
    }
  }
}

interface Surround {
  clock: Clock
  turn: ReadTurn
  lookup: Lookup
  preparation: Preparation
  trace: AttemptTrace
}

/** What a request is to do next when it was answered, but not by an upgrade. */
type Next = Pick<Ask, 'target' | 'authorization'>

class Dialling {
  readonly #around: Surround
  readonly #signal: AbortSignal
  #followed = 0

  constructor(around: Surround, signal: AbortSignal) {
    this.#around = around
    this.#signal = signal
  }

  async run(): Promise<Socket> {
    const { preparation, clock, lookup, trace } = this.#around
    trace.enter('prepare')
    const plan = await orAborted(preparation.dialPlan(this.#signal, { asking: () => trace.enter('auth') }), this.#signal)
    const way: Way = { plan, clock, lookup, trace, redaction: new Redaction(plan.secrets), signal: this.#signal }
    const own = targetOf(plan.url)
    let next: Next = { target: own, authorization: null }
    for (;;) {
      const hop = newHop(way.redaction.url(next.target.socketPath === null ? next.target.url.href : plan.url))
      trace.hop(hop)
      const line = await openRoute(next.target, hop, way)
      let open = false
      try {
        trace.enter('http')
        const upgraded = await this.#ask(line, { ...next, plan }, hop, way)
        if (upgraded.kind === 'open') {
          const socket = this.#opened(upgraded, line, way)
          open = true
          return socket
        }
        next = await this.#answered(upgraded, { ...next, own }, hop, way)
      } finally {
        if (!open) line.raw.destroy()
      }
    }
  }

  #ask(line: Line, ask: Ask, hop: AttemptHop, way: Way): Promise<Upgraded> {
    const { plan, redaction } = way
    return upgrade(line, ask, way, {
      turn: this.#around.turn,
      autoPong: this.#around.preparation.plan.heartbeat.autoPong,
      thresholdBytes: plan.compression.thresholdBytes,
      asked: (request) => {
        const headers = request.getRawHeaderNames().flatMap((name) => [request.getHeader(name) ?? ''].flat().map((value) => [name, String(value)] as const))
        redaction.learn(headers)
        Object.assign(hop, requestRecord(request, redaction))
      },
      answered: (response) => {
        hop.response = responseRecord(response, redaction)
        const cookies = response.headers['set-cookie']
        if (cookies !== undefined) plan.keepCookies(ask.target.url, cookies)
      },
    })
  }

  #opened({ webSocket, socket, response, protocol }: Extract<Upgraded, { kind: 'open' }>, line: Line, { plan, trace, redaction }: Way): Socket {
    // `ws` sets it whatever was asked for.
    if (!plan.network.noDelay) line.raw.setNoDelay(false)
    trace.opened(redaction.header('Sec-WebSocket-Protocol', protocol).value, webSocket.extensions)
    const hop = trace.record.hops.at(-1)
    const handshake: Handshake = {
      protocol,
      extensions: webSocket.extensions,
      status: response.statusCode ?? 0,
      headers: hop?.response?.headers ?? [],
      address: hop?.address ?? '',
      timing: timingOf(trace),
    }
    return socket.opened(handshake)
  }

  /** What to ask next, where a redirect or a Digest challenge says so; else throws the Fault of the refusal. */
  async #answered({ response, uri }: Extract<Upgraded, { kind: 'answer' }>, asked: Next & { own: Target }, hop: AttemptHop, way: Way): Promise<Next> {
    const { plan, redaction } = way
    const status = response.statusCode ?? 0
    const challenged = status === 401 && asked.authorization === null ? digestAnswer(rawHeaders(response), { plan, uri }, asked) : null
    if (challenged !== null) return { target: asked.target, authorization: challenged }
    if (isSameServer(asked.target, asked.own)) plan.refused?.(status)
    const refuse = async (why: Cause) => {
      const { body, bodyCut } = await bodyOf(response, way)
      if (hop.response !== null) Object.assign(hop.response, { body, bodyCut })
      return new Fault(why, body)
    }
    if (!isRedirect(status)) throw await refuse(refusalCause(response, way))
    const { location } = response.headers
    const shown = redaction.header('Location', location ?? '').value.slice(0, 500)
    let target: Target
    try {
      target = redirected({ status, location, from: asked.target, followed: this.#followed, shown }, plan.redirects)
    } catch (error) {
      throw error instanceof Fault ? await refuse(error.why) : error
    }
    this.#followed += 1
    return { target, authorization: null }
  }
}

/** What a server elsewhere, where a redirect led, makes of a request says nothing about the profile's credentials. */
function isSameServer({ url, socketPath }: Target, own: Target): boolean {
  return url.origin === own.url.origin && socketPath === own.socketPath
}

/** The profile's user and password are for its own host alone. */
function digestAnswer(headers: readonly RawHeader[], { plan, uri }: { plan: DialPlan; uri: string }, { target, own }: Next & { own: Target }): string | null {
  if (plan.digest === null || target.url.host !== own.url.host) return null
  const challenges = headers.filter(([name]) => name.toLowerCase() === 'www-authenticate').map(([, value]) => value)
  return digestAuthorization(challenges, { ...plan.digest, method: 'GET', uri })
}

function timingOf({ record }: AttemptTrace): Record<string, number> {
  const ended = record.steps.filter(({ phase, endMs }) => phase !== 'prepare' && endMs !== null)
  return Object.fromEntries(ended.map(({ phase, endMs }) => [phase, endMs ?? 0]))
}
