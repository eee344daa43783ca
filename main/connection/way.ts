/** Way: what the stages of a dial share, and where one of its requests goes. */
import type { LookupAddress } from 'node:dns'
import type { AttemptHop } from '../../shared/attempt'
import { filledUrlProblem, unixUrl, withoutBrackets } from '../../shared/url'
import type { Clock } from '../lib/clock'
import { cause, Fault } from '../lib/fault'
import type { DialPlan } from '../prepare/dial-plan'
import type { Redaction } from './redaction'
import type { AttemptTrace } from './trace'

/** All addresses of a host; `family` 0 for both. */
export type Lookup = (host: string, family: 0 | 4 | 6) => Promise<readonly LookupAddress[]>

export interface Way {
  plan: DialPlan
  clock: Clock
  lookup: Lookup
  trace: AttemptTrace
  redaction: Redaction
  /** Aborts with the attempt, and at its deadline. */
  signal: AbortSignal
}

/** Where a request goes. A Unix socket's requests name `localhost` as their host. */
export interface Target {
  url: URL
  /** null: by TCP to the URL's host. */
  socketPath: string | null
}

/** Throws a Fault for what can't be dialled. */
export function targetOf(text: string): Target {
  const problem = filledUrlProblem(text)
  if (problem !== null) throw new Fault(cause('prepare', 'bad-url', { reason: problem }))
  const unix = unixUrl(text)
  if (unix !== null) return { url: new URL(`ws://localhost${unix.requestPath}`), socketPath: unix.socketPath }
  return { url: new URL(text), socketPath: null }
}

export const isSecure = ({ url }: Target): boolean => url.protocol === 'wss:'

/** Without the brackets of an IPv6 address. */
export const hostOf = ({ url }: Target): string => withoutBrackets(url.hostname)

/** A port of 0 is one that nobody listens on, not the usual one. */
export const portOf = (target: Target): number => (target.url.port === '' ? (isSecure(target) ? 443 : 80) : Number(target.url.port))

export function newHop(url: string): AttemptHop {
  return { url, address: '', localAddress: '', proxy: '', tls: null, requestLine: '', requestHeaders: [], response: null }
}
