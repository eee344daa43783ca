/** Tokens: the OAuth tokens in use, each fetched once for all who need it and renewed before it ends. */
import { createHash } from 'node:crypto'
import { orAborted } from '../lib/abort'
import type { Clock } from '../lib/clock'
import { Fault } from '../lib/fault'
import { fetchToken, type Token, type TokenRequest } from './oauth'

export interface TokenSource {
  /** Rejects with a Fault or, as soon as `signal` aborts, an AbortError. `rotated` hears of a new refresh token. */
  token(request: TokenRequest, signal: AbortSignal, rotated?: (refreshToken: string) => void): Promise<string>
  /** The server didn't take this token: the next who asks gets a new one. */
  refused(token: string): void
}

interface Held {
  accessToken: string
  /** Epoch ms. */
  renewAt: number
}

/** A request under way, and how many wait for it; with the last of them it is given up. */
interface Flight {
  token: Promise<Token>
  waiting: number
  controller: AbortController
}

/** Where a server doesn't say how long its token lives. */
const silentLifetimeMs = 5 * 60_000
/** A token is renewed so long before its end, or a tenth of its life if that is shorter. */
const marginMs = 30_000
/** Different requests whose tokens are kept; the one asked for longest ago goes first. */
const kept = 1_000

export class Tokens implements TokenSource {
  readonly #clock: Pick<Clock, 'now'>
  readonly #fetch: typeof fetchToken
  readonly #held = new Map<string, Held>()
  readonly #rotated = new Map<string, string>()
  readonly #flights = new Map<string, Flight>()

  constructor(clock: Pick<Clock, 'now'>, fetch = fetchToken) {
    this.#clock = clock
    this.#fetch = fetch
  }

  async token(request: TokenRequest, signal: AbortSignal, rotated?: (refreshToken: string) => void): Promise<string> {
    signal.throwIfAborted()
    const key = keyOf(request)
    const held = this.#held.get(key)
    if (held !== undefined && this.#clock.now() < held.renewAt) return held.accessToken
    const flight = this.#flights.get(key) ?? this.#takeOff(key, request, rotated)
    flight.waiting += 1
    try {
      return (await orAborted(flight.token, signal)).accessToken
    } finally {
      flight.waiting -= 1
      if (flight.waiting === 0) this.#giveUp(key, flight)
    }
  }

  refused(token: string): void {
    for (const [key, { accessToken }] of this.#held) if (accessToken === token) this.#held.delete(key)
  }

  #takeOff(key: string, request: TokenRequest, rotated?: (refreshToken: string) => void): Flight {
    const controller = new AbortController()
    const token = this.#fetched(key, request, controller.signal).then((found) => {
      this.#keep(request, found)
      if (found.refreshToken !== null && found.refreshToken !== request.refreshToken) rotated?.(found.refreshToken)
      return found
    })
    const flight = { token, waiting: 0, controller }
    this.#flights.set(key, flight)
    const landed = () => this.#landed(key, flight)
    token.then(landed, landed)
    return flight
  }

  /** With the newest refresh token; one that the server doesn't know any more gives way to the profile's own. */
  async #fetched(key: string, request: TokenRequest, signal: AbortSignal): Promise<Token> {
    const newer = this.#rotated.get(key)
    if (newer === undefined) return this.#fetch(request, signal)
    try {
      return await this.#fetch({ ...request, refreshToken: newer }, signal)
    } catch (error) {
      if (error instanceof Fault && error.why.kind === 'oauth-refused') this.#rotated.delete(key)
      throw error
    }
  }

  #keep(request: TokenRequest, { accessToken, lifetimeMs, refreshToken }: Token): void {
    const key = keyOf(request)
    const lifetime = lifetimeMs ?? silentLifetimeMs
    const held = { accessToken, renewAt: this.#clock.now() + lifetime - Math.min(marginMs, lifetime / 10) }
    put(this.#held, key, held)
    if (refreshToken === null || refreshToken === request.refreshToken) return
    put(this.#rotated, key, refreshToken)
    // Whoever reads the profile's secret after the new one was put there asks with that.
    put(this.#held, keyOf({ ...request, refreshToken }), held)
  }

  #landed(key: string, flight: Flight): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key)
  }

  #giveUp(key: string, flight: Flight): void {
    this.#landed(key, flight)
    flight.controller.abort()
  }
}

function put<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key)
  map.set(key, value)
  const [oldest] = map.keys()
  if (map.size > kept && oldest !== undefined) map.delete(oldest)
}

/** Of all that makes the request; a hash, so that no secret stands about as a key. */
function keyOf({ tls, ...request }: TokenRequest): string {
  const { grant, tokenUrl, clientId, clientSecret, refreshToken, scope, audience, clientAuth } = request
  const asked = [grant, tokenUrl, clientId, clientSecret, refreshToken, scope, audience, clientAuth]
  const secured = [tls.ca, tls.certificate, tls.key, tls.pfx?.toString('base64') ?? null, tls.passphrase, tls.minVersion, tls.maxVersion, tls.pins ?? [], tls.accepted ?? []]
  return createHash('sha256').update(JSON.stringify([asked, secured])).digest('base64')
}
