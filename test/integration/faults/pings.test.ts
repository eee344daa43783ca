import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import type { ConnectionSnapshot } from '../../../shared/connection'
import { count } from '../../support/counts'
import { besideIn, othersOf } from '../../support/faults/bystanders'
import { deafPinger } from '../../support/faults/deaf-pinger'
import { KiB, MiB, warmEngine, type EngineProcess } from '../../support/faults/engine-process'
import { row } from '../../support/faults/row'
import { frame, pingFrame, rawServer, upgrade } from '../../support/raw-server'
import { until } from '../../support/until'

const perSecond = 100_000
const seconds = count(1, 10)
const pongFrame = 0x8a
const burst = 1_000

/** Answers of a client: each is 6 bytes, masked and empty. */
const pongBytes = 6

interface Told {
  sent: number
  pongs: number
  over: boolean
}

/** Sends so many control frames a second to each client; counts the bytes that come back. */
async function pinger(first: number) {
  const block = Buffer.concat(Array.from({ length: burst }, () => frame(first)))
  const told: Told = { sent: 0, pongs: 0, over: false }
  const server = await rawServer(async (socket) => {
    await upgrade(socket)
    socket.on('data', (chunk) => { told.pongs += chunk.length / pongBytes })
    const [begun, all] = [performance.now(), perSecond * seconds]
    while (told.sent < all && !socket.destroyed) {
      const due = Math.min(all, ((performance.now() - begun) / 1000) * perSecond) - told.sent
      for (let sent = 0; sent < due; sent += burst) {
        await new Promise<void>((resolve) => { socket.write(block, () => resolve()) })
        told.sent += burst
      }
      await sleep(5)
    }
    told.over = true
  })
  return { server, told }
}

const share = count(0.8, 0.3)
/** To each burst 60 answers at most, and one to its newest ping; some more where it comes in two parts. */
const pongShare = (61 / burst) * 1.1

/** When all that was sent, and each answer, is at its end; or as it is after a while. The screen makes the rate of these counters. */
async function settled(engine: EngineProcess, ids: string[], told: Readonly<Told>): Promise<ConnectionSnapshot> {
  const endAt = performance.now() + 10_000
  for (;;) {
    const [now] = await engine.ask('snapshots', { ids })
    if (now === undefined) throw new Error('It is not on the deck')
    const { controlIn, controlOut } = now.counters
    if ((controlIn >= told.sent && controlOut === told.pongs) || performance.now() > endAt) return now
    await sleep(20)
  }
}

for (const [name, first] of [['pings', pingFrame], ['pongs that nobody asked for', pongFrame]] as const) {
  const answered = first === pingFrame
  row({ id: 'F24', fault: `a flood of ${name}, 100,000 a second`, target: `stays open, all counted, ${answered ? 'pongs ≤ 6.7 %' : 'no pong'}, CPU ≤ 30 % of a core, RSS ≤ +24 MiB` }, async ({ measured }) => {
    const engine = await warmEngine()
    const { server, told } = await pinger(first)
    const leave = await besideIn(engine)
    await engine.ask('watch')
    const ids = await engine.ask('open', { url: server.url, sockets: 1 })
    await until(() => told.over, 'all are sent', seconds * 3_000 + 20_000)
    const after = await settled(engine, ids, told)
    const { growthBytes, cpuMs } = await engine.ask('watched')
    const seen = await leave()
    // As if all had come at that pace, however late the machine was.
    const used = cpuMs / ((told.sent / perSecond) * 1000)
    const { controlIn, controlOut } = after.counters
    measured(`${told.sent} came (${controlIn} counted), ${told.pongs} pongs went, ${Math.round(used * 100)} % of a core, +${Math.round(growthBytes / MiB)} MiB; ${othersOf(seen)}`)
    expect(after.state.kind).toBe('open')
    expect(told.sent).toBeGreaterThanOrEqual(perSecond * seconds)
    expect({ controlIn, controlOut }).toEqual({ controlIn: told.sent, controlOut: told.pongs })
    if (answered) expect(told.pongs).toBeGreaterThan(0)
    expect(told.pongs / told.sent).toBeLessThanOrEqual(answered ? pongShare : 0)
    expect(used).toBeLessThan(share)
    expect(growthBytes).toBeLessThan(24 * MiB)
    await engine.ask('end')
  })
}

/** From the open to the cut of one that takes no pong. */
async function cutOff(engine: EngineProcess): Promise<void> {
  const ids = await engine.ask('open', { url: await deafPinger(), sockets: 1 })
  // More than the system holds between two sockets of which one is not read, so that pongs wait; not all of it in one turn.
  for (let part = 0; part < 32; part += 1) await engine.ask('fill', { id: ids[0] ?? '', content: { bytes: 64 * KiB, binary: true }, most: 4 })
  await engine.ask('over', { ids })
  const [gone] = await engine.ask('snapshots', { ids })
  expect(gone?.state).toMatchObject({ cause: { kind: 'ping-flood', by: 'client' } })
}

row({ id: 'F24', fault: 'pings without end from a peer that takes no pong', target: 'cut with cause ping-flood, the others lose nothing' }, async ({ measured }) => {
  const engine = await warmEngine()
  // The first makes the engine warm for this, too.
  await cutOff(engine)
  const leave = await besideIn(engine)
  for (let time = 0; time < count(1, 20); time += 1) await cutOff(engine)
  const seen = await leave()
  measured(`cut; ${othersOf(seen)}`)
  await engine.ask('end')
})
