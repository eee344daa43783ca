/** What the event loop still holds, by kind: sockets, connects, lookups, timers. */
import { getEventListeners } from 'node:events'
import { until } from './until'

const kinds = ['TCPSocketWrap', 'TCPConnectWrap', 'TLSWrap', 'GetAddrInfoReqWrap', 'Timeout', 'Zlib'] as const
export type Resources = Record<string, number>

export function resources(): Resources {
  const active = process.getActiveResourcesInfo()
  return Object.fromEntries(kinds.map((kind) => [kind, active.filter((other) => other === kind).length]))
}

/** Waits until no kind is above its baseline; timers of the test runner itself come and go meanwhile. */
export async function backTo(baseline: Resources, limitMs: number): Promise<void> {
  let now: Resources = {}
  const isBack = () => {
    now = resources()
    return Object.entries(now).every(([kind, count]) => count <= (baseline[kind] ?? 0))
  }
  try {
    await until(isBack, 'nothing was left', limitMs)
  } catch (error) {
    throw new Error(`Left over: ${JSON.stringify(now)}, baseline ${JSON.stringify(baseline)}`, { cause: error })
  }
}

export function abortListeners(signal: AbortSignal): number {
  return getEventListeners(signal, 'abort').length
}
