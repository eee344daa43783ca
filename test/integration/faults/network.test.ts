import type { ChildProcess } from 'node:child_process'
import { expect } from 'vitest'
import type { ConnectionId } from '../../../shared/connection'
import type { Overrides } from '../../../shared/options'
import { bound, count } from '../../support/counts'
import { besideIn, othersOf } from '../../support/faults/bystanders'
import { clientsOf, echoIn, echoPort } from '../../support/faults/echo-child'
import { addresses, apart, cable, noNamespaces, run, within } from '../../support/faults/namespace'
import { poolProcess, type PoolProcess } from '../../support/faults/pool-process'
import { row } from '../../support/faults/row'
import { until } from '../../support/until'

const far = `ws://${addresses.theirs}:${echoPort}/`
/** The default heartbeat. */
const about: Overrides = { reconnect: { capMs: 2_000 } }
const sockets = 20

/** How long after `at` the last of them came into this state, less what its process was held up. */
async function tookMs(pool: PoolProcess, ids: readonly ConnectionId[], state: 'waiting' | 'open', at: number): Promise<number> {
  const seen = await Promise.all(ids.map((id) => pool.came(id, state, at, 15_000)))
  const last = Math.max(...seen.map((one) => one.at))
  return last - at - await pool.call('heldUp', at, last)
}

interface Change {
  what: string
  away: (child: ChildProcess) => void
  back: (child: ChildProcess) => void
  /** Of the attempts meanwhile. */
  code: string
}

const changes: Change[] = [
  { what: 'the link goes down and comes up', away: (child) => run(child, 'ip link set wire down'), back: (child) => run(child, 'ip link set wire up'), code: 'ENETUNREACH' },
  {
    what: 'the address is taken away, and another one given',
    away: (child) => run(child, `ip addr del ${addresses.ours}/24 dev wire`),
    back: (child) => run(child, `ip addr add ${addresses.other}/24 dev wire`),
    code: 'ENETUNREACH',
  },
]

const typed: [url: string, about: Overrides, kind: string, code: string][] = [
  ['ws://192.0.2.1/', {}, 'unreachable', 'ENETUNREACH'],
  ['ws://10.88.0.1/', {}, 'unreachable', 'EHOSTUNREACH'],
  ['ws://10.89.0.1/', {}, 'unreachable', 'EACCES'],
  [far, { network: { localAddress: '10.77.0.99' } }, 'local-address', 'EADDRNOTAVAIL'],
]

/** What has no route, a route that refuses, or an address that is not ours. */
async function named(pool: PoolProcess): Promise<void> {
  run(pool.child, 'ip route add unreachable 10.88.0.0/16')
  run(pool.child, 'ip route add prohibit 10.89.0.0/16')
  const ends = await Promise.all(typed.map(async ([url, more]) => {
    const [id = ''] = await pool.open(url, { ...more, reconnect: { enabled: false } })
    const { kind, code, phase } = (await pool.came(id, 'failed', 0)).state.cause
    return { phase, kind, code }
  }))
  expect(ends).toEqual(typed.map(([, , kind, code]) => ({ phase: 'tcp', kind, code })))
}

row({ id: 'F31', fault: changes.map(({ what }) => what).join('; then '), target: 'local errors typed, found ≤ 15 s, open again ≤ 3 s after the network is back, no connection twice', skip: noNamespaces }, async (told) => {
  const [pool, server] = await Promise.all([poolProcess(...apart), echoIn(apart)])
  cable(pool.child, server)
  await echoIn(within(pool.child))
  await pool.call('watch')
  // On the loopback interface, which stays.
  const leave = await besideIn(pool, { url: `ws://127.0.0.1:${echoPort}/`, sockets: count(9, 49) })
  await named(pool)
  const ids = await pool.opened(far, about, sockets)
  // To open a hundred in one moment is no fault.
  await pool.call('anew')
  const figures: string[] = []
  for (const { away, back, code } of changes) {
    const awayAt = Date.now()
    away(pool.child)
    const foundMs = await tookMs(pool, ids, 'waiting', awayAt)
    expect(foundMs).toBeLessThan(15_000)
    // One attempt at least meets the missing network.
    const codes = () => pool.seen.filter(({ at, state }) => at > awayAt && state.kind === 'waiting').map(({ state }) => ('cause' in state ? `${state.cause.kind} ${state.cause.code}` : ''))
    await until(() => codes().includes(`unreachable ${code}`), () => `an attempt ended as unreachable: ${code} (they ended as ${[...new Set(codes())].join(', ')})`)
    const backAt = Date.now()
    back(pool.child)
    const openMs = await tookMs(pool, ids, 'open', backAt)
    expect(openMs).toBeLessThan(bound(3_000))
    figures.push(`found after ${foundMs} ms, open again after ${openMs} ms`)
  }
  for (const id of ids) expect(await pool.call('send', id, 'still here?')).toEqual({ kind: 'sent' })
  expect(pool.kinds(ids)).toEqual(ids.map(() => 'open'))
  const { accepted } = await clientsOf(server)
  expect(accepted).toBe(pool.seen.filter(({ id, state }) => ids.includes(id) && state.kind === 'open').length)
  expect(accepted).toBeGreaterThanOrEqual(sockets * (changes.length + 1))
  const seen = await leave()
  await pool.end()
  told.measured(`${figures.join('; ')}; ${typed.map(([, , kind, code]) => `${code}: ${kind}`).join(', ')}; ${othersOf(seen)}`)
})
