/** Preparation: makes a dial's plan out of a profile's, anew for each attempt, and fills messages when they are sent. */
import type { Plan } from '../../shared/plan'
import type { Filled } from '../../shared/template'
import { unixUrl } from '../../shared/url'
import { t } from '../../shared/words/words'
import { orAborted } from '../lib/abort'
import { systemClock } from '../lib/clock'
import { addressOf } from './address'
import { authorizationOf, type DialPlanOptions } from './authorization'
import { secretsInCookies, secretsInSetCookies } from './cookie-secrets'
import { credentialsOf } from './credentials'
import type { DialPlan } from './dial-plan'
import { Filler } from './filler'
import { InUse } from './in-use'
import { tlsOf } from './material'
import { proxyOf } from './proxy'
import { headersFor, linesOf, protocolsFor } from './request'
import { Scope } from './scope'
import type { Surroundings } from './surroundings'
import { Tokens, type TokenSource } from './tokens'

export interface PreparationOptions {
  plan: Plan
  /** The n-th of "open ×N", from 1. */
  index: number
  surroundings: Surroundings
}

/** A token is fetched once, however many connections of the process ask for it. */
const processTokens: TokenSource = new Tokens(systemClock)

export class Preparation {
  plan: Plan
  readonly index: number
  readonly #surroundings: Surroundings
  readonly #scope: Scope
  readonly #inUse = new InUse()

  constructor({ plan, index, surroundings }: PreparationOptions) {
    this.plan = plan
    this.index = index
    this.#surroundings = surroundings
    this.#scope = new Scope({ folderId: () => this.plan.folderId, index, surroundings })
  }

  /** Every secret value that went into the last dial plan, the one under way, or a text that was filled; a new set whenever one is added. */
  get secretsInUse(): ReadonlySet<string> {
    return this.#inUse.values
  }

  /** What the server of the last dial may know its client by: values of the jar's cookies that were sent to it, or came from it. */
  get cookiesInUse(): ReadonlySet<string> {
    return this.#inUse.cookies
  }

  /** Rejects with a Fault, or an AbortError as soon as `signal` aborts. Variables, secrets, files, cookies and the token are those of now. */
  async dialPlan(signal: AbortSignal, options: DialPlanOptions = {}): Promise<DialPlan> {
    signal.throwIfAborted()
    this.#inUse.freshCookies()
    const filler = new Filler(this.#scope, this.#inUse.dialing)
    const made = await orAborted(this.#made(filler, signal, options), signal)
    this.#inUse.dialled(filler.secrets)
    return made
  }

  /** Fills a text as it is used; look at `unknown` before using it. `counter`: see Scope. */
  fill(template: string, counter?: number): Filled {
    const filled = this.#scope.fill(template, counter)
    if (filled.secrets.length > 0) this.#inUse.filled(filled.secrets)
    return filled
  }

  /** What can be wrong with the profile is found before a token is asked for. */
  async #made(filler: Filler, signal: AbortSignal, options: DialPlanOptions): Promise<DialPlan> {
    const { plan } = this
    const surroundings = this.#surroundings
    const credentials = plan.auth.kind === 'oauth2' ? null : credentialsOf(plan.auth, filler)
    const address = addressOf(plan, filler, credentials?.query ?? null)
    const url = new URL(address.url)
    const protocols = protocolsFor(plan, url, filler)
    const typed = linesOf(plan, filler)
    const proxyFor = proxyOf(plan, surroundings, filler)
    const localAddress = filler.text(plan.network.localAddress, t('main.dial.where.localAddress')).trim()
    const tls = await tlsOf(plan, url, filler)
    const tokens = surroundings.tokens ?? processTokens
    const network = { ...plan.network, localAddress }
    const way = { url: address.url, tls, network, proxyFor }
    const { header: authorization, refused } = await authorizationOf({ plan, credentials, address, way, options, surroundings, tokens }, filler, signal)
    // A Unix socket has no host to keep cookies for.
    const jar = unixUrl(address.url) === null ? await surroundings.jar(plan.folderId) : null
    return {
      url: address.url,
      protocolsFor: protocols,
      protocolRequired: plan.request.protocolRequired,
      compression: plan.compression,
      tls,
      network,
      limits: plan.limits,
      redirects: plan.redirects,
      digest: credentials?.digest ?? null,
      secrets: filler.shapes(),
      headersFor: headersFor({ typed, url, authorization, jar, onCookies: (header) => this.#inUse.addCookies(secretsInCookies(header)) }),
      proxyFor,
      keepCookies: (from, setCookie) => {
        if (jar === null) return
        jar.keep(from, setCookie)
        this.#inUse.addCookies(secretsInSetCookies(setCookie))
      },
      refused,
    }
  }
}
