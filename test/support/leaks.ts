/** What the event loop still holds, by kind: sockets, connects, lookups, timers. */
import { getEventListeners } from 'node:events'
import { until } from './until'

/** As Node names them; a TLS connection is a TCP socket, too. */
const kinds = ['TCPSocketWrap', 'ConnectWrap', 'GetAddrInfoReqWrap', 'Timeout'] as const
export type Resources = Record<(typeof kinds)[number], number>
const nothing: Resources = { TCPSocketWrap: 0, ConnectWrap: 0, GetAddrInfoReqWrap: 0, Timeout: 0 }

export function resources(): Resources {
  const held = { ...nothing }
  for (const active of process.getActiveResourcesInfo()) {
    const kind = kinds.find((other) => other === active)
    if (kind !== undefined) held[kind] += 1
  }
  return held
}

/** Waits until no kind is above its baseline; timers of the test runner itself come and go meanwhile. */
export async function backTo(baseline: Resources, limitMs: number): Promise<void> {
  let now = nothing
  const isBack = () => {
    now = resources()
    return kinds.every((kind) => now[kind] <= baseline[kind])
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
