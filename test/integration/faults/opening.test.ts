import { expect } from 'vitest'
import { Pool } from '../../../main/connection/pool'
import { systemClock } from '../../../main/lib/clock'
import { silentLogger } from '../../../main/lib/logger'
import type { StateKind } from '../../../shared/connection'
import { count } from '../../support/counts'
import { acceptingProcess } from '../../support/faults/accepting'
import { beside, othersOf } from '../../support/faults/bystanders'
import { echoProcess } from '../../support/faults/echo-process'
import { nothingYet } from '../../support/faults/oracle'
import { row } from '../../support/faults/row'
import { MemoryLog } from '../../support/memory-log'
import { newPlan } from '../../support/plan'
import { seeded } from '../../support/random'
import { until } from '../../support/until'

const fleet = count(200, 1_000)
const target = 'the others lose nothing, p99 < 20 ms more'
const rounds = count(1, 5)

/** As many on the deck, and a way to wait until all are in a state: counted as they come, since to look at a thousand again and again holds the loop. */
function deck(url: string) {
  const pool = new Pool({ log: new MemoryLog(systemClock), clock: systemClock, random: seeded(1), logger: silentLogger })
  const plan = newPlan('fleet', { url, heartbeat: { enabled: false }, reconnect: { enabled: false } })
  const ids = Array.from({ length: fleet }, (_, i) => pool.add(plan, `s${i}`))
  const counts = new Map<StateKind, number>([['idle', fleet]])
  const come = (kind: StateKind, more: number) => counts.set(kind, (counts.get(kind) ?? 0) + more)
  const ours = new Set(ids)
  pool.onMoment((id, moment) => {
    if (moment.kind !== 'state' || !ours.has(id)) return
    come(moment.before.kind, -1)
    come(moment.state.kind, 1)
  })
  const all = (kind: StateKind) => until(() => counts.get(kind) === fleet, () => `all were ${kind} (they are ${JSON.stringify([...counts])})`, 20_000)
  return { pool, ids, all }
}

row({ id: 'opening', fault: `a person opens ${fleet} sockets in one moment, closes them, and stops them while they dial`, target }, async ({ measured }) => {
  const [server] = await Promise.all([acceptingProcess(), echoProcess()])
  const baseline = await nothingYet()
  const { pool, ids, all } = deck(server.url)
  let openMs = Infinity
  const round = async () => {
    const from = performance.now()
    for (const id of ids) pool.open(id)
    await all('open')
    openMs = Math.min(openMs, performance.now() - from)
    for (const id of ids) pool.close(id)
    await all('closed')
    for (const id of ids) pool.open(id)
    await new Promise((resolve) => setTimeout(resolve, 20))
    for (const id of ids) pool.close(id)
    await all('closed')
  }
  // What is compiled for the first time is not what they wait for.
  await round()
  const others = await beside({ pool }, async () => { for (let done = 0; done < rounds; done += 1) await round() }, count(9, 49))
  expect(ids.map((id) => pool.snapshot(id)?.counters.retries)).toEqual(ids.map(() => 0))
  await pool.closeAll()
  await baseline.isBack()
  await server.kill()
  measured(`all open after ${openMs.toFixed(0)} ms at best; ${othersOf(others)}`)
})
