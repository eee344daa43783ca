import { expect } from 'vitest'
import type { ConnectionId } from '../../../shared/connection'
import { count } from '../../support/counts'
import { text } from '../../support/engine'
import { beside, othersOf } from '../../support/faults/bystanders'
import { echoProcess } from '../../support/faults/echo-process'
import { nothingYet } from '../../support/faults/oracle'
import { faultProxy, type FaultProxy, type Toxic } from '../../support/faults/proxy'
import { row } from '../../support/faults/row'
import { Deck, eager } from '../../support/live-deck'
import { echo, wsServer } from '../../support/servers'
import { until } from '../../support/until'

const KiB = 1024
/** Past the answer to the opening handshake, in the midst of the first echo. */
const inEcho = 2_000

const toxics: Toxic[] = [
  { kind: 'latency', ms: 40, jitterMs: 30 },
  { kind: 'bandwidth', bytesPerSecond: 256 * KiB },
  { kind: 'slice', bytes: 1, everyMs: 1 },
  { kind: 'corrupt', at: 0 },
  { kind: 'corrupt', at: inEcho },
  { kind: 'reset', at: 0 },
  { kind: 'reset', at: inEcho },
  { kind: 'fin', at: 0 },
  { kind: 'fin', at: inEcho },
  { kind: 'hole', at: 0 },
  { kind: 'hole', at: inEcho },
]

/** How long each is there: for some messages, losses and attempts, ms. */
const eachMs = count(120, 2_000)

interface Victim {
  id: ConnectionId
  proxy: FaultProxy
}

/** Sends while the toxic is there, and may be lost, come back, and be lost again; comes out of it alive. */
async function suffers(deck: Deck, { id, proxy }: Victim, toxic: Toxic, way: 'up' | 'down'): Promise<void> {
  proxy[way] = [toxic]
  const end = performance.now() + eachMs
  while (performance.now() < end) {
    deck.pool.send(id, text('x'.repeat(4 * KiB)))
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  proxy[way] = []
  // What was swallowed or delayed for long is of no use any more.
  proxy.cut()
  await until(() => deck.state(id).kind !== 'open', () => `${toxic.kind} ${way}: it was cut`)
  deck.pool.open(id)
  await until(() => {
    if (deck.state(id).kind === 'waiting') deck.pool.retry(id)
    if (deck.state(id).kind === 'failed') deck.pool.open(id)
    return deck.state(id).kind === 'open'
  }, () => `${toxic.kind} ${way}: it is back: ${JSON.stringify(deck.state(id))}`)
}

row({
  id: 'Isolation',
  fault: `${2 * toxics.length} toxics on one socket, one after the other`,
  target: 'the others + < 20 ms p99, 0 lost',
  limitMs: count(60_000, 600_000),
}, async ({ measured }) => {
  // One for all tests: it must not count as left behind.
  await echoProcess()
  const baseline = await nothingYet()
  const deck = new Deck()
  const server = await wsServer(echo)
  const proxies = await Promise.all(toxics.flatMap((_, at) => [faultProxy(server.port, at), faultProxy(server.port, -at)]))
  const heartbeat = { enabled: true, intervalMs: 100, timeoutMs: 300, misses: 1 }
  const about = { reconnect: { ...eager, minUptimeMs: 0 }, heartbeat, limits: { deadlineMs: 400 }, queue: { messages: 64 } }
  const seen = await beside(deck, async () => {
    for (const [at, toxic] of toxics.entries()) {
      await Promise.all((['up', 'down'] as const).map(async (way, index) => {
        const proxy = proxies[2 * at + index]
        if (proxy === undefined) return
        const id = await deck.opened(proxy.url, about)
        await suffers(deck, { id, proxy }, toxic, way)
        await deck.pool.remove(id)
      }))
    }
  }, count(19, 99))
  expect(deck.complaints).toEqual([])
  measured(`${seen.sockets} ${othersOf(seen)}`)
  await Promise.all([...proxies, server].map((each) => each.close()))
  await deck.end()
  await baseline.isBack()
})
