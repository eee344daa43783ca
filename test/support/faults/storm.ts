/** A fleet of one pool whose server goes away and comes back, on a clock that is moved by hand, and what it looked like to the server. */
import { Pool } from '../../../main/connection/pool'
import { silentLogger } from '../../../main/lib/logger'
import { FakeClock } from '../clock'
import { MemoryLog } from '../memory-log'
import { newPlan } from '../plan'
import { seeded } from '../random'
import { AcceptingServer } from './accepting'
import { MemoryOthers } from './memory-others'
import type { Undisturbed } from './others'

/** The time within which attempts are counted for a target, from the loss on, ms. */
export const firstMs = 30_000

export interface StormAbout {
  sockets: number
  /** For how long nobody is there, ms. */
  outageMs: number
  /** What it takes a second when it is back. */
  perSecond: number
  seed: number
}

export interface Storm {
  /** Most dials in any 100 ms, from the loss on. */
  peak: number
  /** In the first 30 s from the loss on, and in all. */
  firstPerSocket: number
  attemptsPerSocket: number
  /** How long after the server was back 99 % of the sockets, and all of them, were; ms. */
  mostBackMs: number
  allBackMs: number
}

export async function storm({ sockets, outageMs, perSecond, seed }: StormAbout): Promise<Storm & { others: Undisturbed }> {
  const clock = new FakeClock(0, 1)
  const server = new AcceptingServer(clock)
  const others = new MemoryOthers(clock, 500)
  const pool = new Pool({ log: new MemoryLog(clock), clock, random: seeded(seed), logger: silentLogger, dial: others.beside(server.dial) })
  const plan = newPlan('p', { heartbeat: { enabled: false } })
  for (let i = 0; i < sockets; i += 1) pool.open(pool.add(plan, `s${i}`))
  await clock.advance(1_000)
  if (server.sockets.size !== sockets) throw new Error(`Only ${server.sockets.size} of ${sockets} opened`)
  const opened = server.dials.length
  await others.join(pool)
  server.perSecond = perSecond
  const lostAt = clock.elapsed()
  server.kill()
  await clock.advance(outageMs)
  server.up = true
  const back = { at: clock.elapsed(), accepts: server.accepts.length }
  while (server.sockets.size < sockets && clock.elapsed() < back.at + 120_000) await clock.advance(100)
  const undisturbed = await others.leave()
  const over = pool.closeAll()
  await clock.advance(10_000)
  await over
  if (clock.pending > 0) throw new Error(`${clock.pending} timers are left`)
  return { ...seen({ dials: server.dials.slice(opened), accepts: server.accepts.slice(back.accepts), sockets, lostAt, backAt: back.at }), others: undisturbed }
}

/** When it was dialled and when it accepted, ms; the other two by the same clock. */
export function seen({ dials, accepts, sockets, lostAt, backAt }: { dials: readonly number[]; accepts: readonly number[]; sockets: number; lostAt: number; backAt: number }): Storm {
  const after = (share: number) => (accepts[Math.ceil(sockets * share) - 1] ?? Infinity) - backAt
  const first = dials.filter((at) => at - lostAt <= firstMs).length
  return { peak: busiest(dials).count, firstPerSocket: first / sockets, attemptsPerSocket: dials.length / sockets, mostBackMs: after(0.99), allBackMs: after(1) }
}

/** Most of them within any 100 ms, and the first and last of those. */
export function busiest(times: readonly number[]): { count: number; from: number; to: number } {
  let first = 0
  let most = { count: 0, from: 0, to: 0 }
  times.forEach((to, index) => {
    while ((times[first] ?? 0) <= to - 100) first += 1
    const count = index - first + 1
    if (count > most.count) most = { count, from: times[first] ?? 0, to }
  })
  return most
}

/** For the table: the worst of some; after a `long` outage attempts were counted twice. */
export function worst(storms: readonly Storm[], long = false): string {
  const most = (what: keyof Storm) => Math.max(...storms.map((each) => each[what]))
  const attempts = most('attemptsPerSocket').toFixed(2)
  return `${most('peak')} per 100 ms · ${long ? `${most('firstPerSocket').toFixed(2)} in 30 s and ${attempts} in all` : attempts} per socket · 99 % back in ${(most('mostBackMs') / 1_000).toFixed(1)} s`
}
