/** Dial plans for tests of the dial, and a dial of one with its trace. */
import { AttemptTrace } from '../../main/connection/trace'
import { ReadTurn } from '../../main/connection/read-turn'
import { dialWith } from '../../main/connection/socket'
import type { Lookup } from '../../main/connection/way'
import type { Socket } from '../../main/connection/wire'
import { systemClock, type Clock } from '../../main/lib/clock'
import { Fault } from '../../main/lib/fault'
import type { DialPlan, HeaderPair, TlsPlan } from '../../main/prepare/dial-plan'
import type { Preparation } from '../../main/prepare/preparation'
import type { AttemptRecord } from '../../shared/attempt'
import { defaultOptions, type Overrides } from '../../shared/options'
import { redactUrl } from '../../shared/url'
import { newPlan } from './plan'

export interface DialPlanAbout extends Partial<Omit<DialPlan, 'tls' | 'compression' | 'network' | 'limits' | 'redirects'>> {
  headers?: readonly HeaderPair[]
  protocols?: readonly string[]
  tls?: Partial<TlsPlan>
  compression?: Partial<DialPlan['compression']>
  network?: Partial<DialPlan['network']>
  limits?: Partial<DialPlan['limits']>
  redirects?: Partial<DialPlan['redirects']>
}

export const noTls: TlsPlan = { ca: null, certificate: null, key: null, pfx: null, passphrase: '', serverName: '', minVersion: null, maxVersion: null, pins: [], accepted: [] }

export function newDialPlan(url: string, given: DialPlanAbout = {}): DialPlan {
  const { headers = [], protocols = [], tls, compression, network, limits, redirects, ...about } = given
  return {
    url,
    protocolsFor: () => protocols,
    digest: null,
    secrets: [],
    headersFor: () => headers,
    proxyFor: () => Promise.resolve(null),
    keepCookies: () => undefined,
    ...about,
    tls: { ...noTls, ...tls },
    protocolRequired: defaultOptions.request.protocolRequired,
    compression: { ...defaultOptions.compression, ...compression },
    network: { ...defaultOptions.network, ...network },
    limits: { ...defaultOptions.limits, ...limits },
    redirects: { ...defaultOptions.redirects, ...redirects },
  }
}

export interface DialAbout extends DialPlanAbout {
  heartbeat?: NonNullable<Overrides['heartbeat']>
  signal?: AbortSignal
  lookup?: Lookup
  clock?: Clock
  /** In place of handing out the plan. */
  prepare?: (signal: AbortSignal) => Promise<DialPlan>
}

export interface Dialled {
  record: AttemptRecord
  /** The open socket, or why there is none. */
  socket: Socket | null
  fault: Fault | null
}

/** One dial to its end; an abort rejects. */
export async function dialled(url: string, { heartbeat, signal = new AbortController().signal, lookup, clock = systemClock, prepare, ...about }: DialAbout = {}): Promise<Dialled> {
  const trace = new AttemptTrace({ id: 1, connectionId: 'c1', name: 'test', attempt: 1, url: redactUrl(url), clock })
  const plan = newDialPlan(url, about)
  const preparation = {
    plan: newPlan('p1', { url, limits: plan.limits, ...(heartbeat && { heartbeat }) }),
    dialPlan: prepare ?? (() => Promise.resolve(plan)),
  } as unknown as Preparation
  try {
    const socket = await dialWith(clock, new ReadTurn(), lookup)(preparation, trace, signal)
    return { record: trace.record, socket, fault: null }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return { record: trace.record, socket: null, fault: error }
  }
}

/** Ends what a dial opened. */
export async function end({ socket }: Dialled): Promise<void> {
  socket?.terminate()
  await socket?.ended
}
