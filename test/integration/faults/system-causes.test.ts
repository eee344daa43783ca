import type { ChildProcess } from 'node:child_process'
import { expect } from 'vitest'
import type { Cause } from '../../../shared/connection'
import type { Overrides } from '../../../shared/options'
import { torture } from '../../support/counts'
import { besideIn, othersOf } from '../../support/faults/bystanders'
import { echoIn, echoPort } from '../../support/faults/echo-child'
import { addresses, apart, cable, noNamespaces, run, swallow, within } from '../../support/faults/namespace'
import { poolProcess, type PoolProcess } from '../../support/faults/pool-process'
import { row } from '../../support/faults/row'

const far = `ws://${addresses.theirs}:${echoPort}/`
/** Only the system gives up, and soon. */
const about: Overrides = { reconnect: { enabled: false }, heartbeat: { enabled: false }, limits: { deadlineMs: 20_000 } }
const hurries = ['net.ipv4.tcp_syn_retries=1', 'net.ipv4.tcp_retries2=0']

const set = (child: ChildProcess, setting: string) => run(child, ['sysctl', '-qw', setting])

async function failed(pool: PoolProcess, id: string): Promise<Pick<Cause, 'phase' | 'kind' | 'code' | 'by'>> {
  const { phase, kind, code, by } = (await pool.came(id, 'failed', 0, 15_000)).state.cause
  return { phase, kind, code, by }
}

async function lostBy(pool: PoolProcess, id: string, kind: Cause['kind'], code: string): Promise<void> {
  void pool.call('send', id, 'anybody there?')
  expect(await failed(pool, id)).toEqual({ phase: 'open', kind, code, by: 'network' })
}

/** Where the server was, a router that knows no way to it. */
function elsewhere(server: ChildProcess): void {
  run(server, 'ip addr add 10.77.0.9/24 dev wire')
  run(server, `ip route add unreachable ${addresses.theirs}/32`)
  set(server, 'net.ipv4.ip_forward=1')
}

row({
  id: 'causes',
  fault: 'what only the system can tell: no acknowledgement, no answer to a SYN, a router that knows no way, no port left',
  target: '`connection-timeout`, `connect-timeout`, `network-lost`, `local-limit`',
  skip: noNamespaces ?? (torture ? null : 'only with full counts: the system takes its time'),
}, async (told) => {
  const [pool, server] = await Promise.all([poolProcess(...apart), echoIn(apart)])
  cable(pool.child, server)
  run(pool.child, 'ip link set lo up')
  await echoIn(within(pool.child))
  const here = `ws://127.0.0.1:${echoPort}/`
  const leave = await besideIn(pool, { url: here })
  for (const setting of hurries) set(pool.child, setting)
  const [hasty = '', patient = ''] = await pool.opened(far, about, 2)
  swallow(server)
  await lostBy(pool, hasty, 'connection-timeout', 'ETIMEDOUT')
  // 3 s: the system repeats a SYN after one second, and waits two more.
  const [unheard = ''] = await pool.open(far, about)
  expect(await failed(pool, unheard)).toEqual({ phase: 'tcp', kind: 'connect-timeout', code: 'ETIMEDOUT', by: 'network' })

  elsewhere(server)
  await lostBy(pool, patient, 'network-lost', 'EHOSTUNREACH')

  set(pool.child, 'net.ipv4.ip_local_port_range=40000 40000')
  await pool.opened(here, about)
  const [late = ''] = await pool.open(here, about)
  expect(await failed(pool, late)).toEqual({ phase: 'tcp', kind: 'local-limit', code: 'EADDRNOTAVAIL', by: 'client' })
  const seen = await leave()
  await pool.end()
  told.measured(`each as injected; ${othersOf(seen)}`)
})
