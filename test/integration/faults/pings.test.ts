import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { count } from '../../support/counts'
import { beside } from '../../support/faults/bystanders'
import { clog, deafPinger } from '../../support/faults/deaf-pinger'
import { echoProcess } from '../../support/faults/echo-process'
import { MiB, warmEngine } from '../../support/faults/engine-process'
import { nothingYet } from '../../support/faults/oracle'
import { row } from '../../support/faults/row'
import { frame, pingFrame, rawServer, upgrade } from '../../support/raw-server'
import { Deck } from '../../support/live-deck'
import { until } from '../../support/until'

const perSecond = 100_000
const seconds = count(1, 10)
const pongFrame = 0x8a
const burst = 1_000

/** Answers of a client: each is 6 bytes, masked and empty. */
const pongBytes = 6

/** Sends so many control frames a second to each client; counts the bytes that come back. */
async function pinger(first: number) {
  const block = Buffer.concat(Array.from({ length: burst }, () => frame(first)))
  const told = { sent: 0, pongs: 0, over: false }
  const server = await rawServer(async (socket) => {
    await upgrade(socket)
    socket.on('data', (chunk) => { told.pongs += chunk.length / pongBytes })
    const begun = performance.now()
    for (let now = 0; now < seconds * 1000 && !socket.destroyed; now = performance.now() - begun) {
      const due = (now / 1000) * perSecond - told.sent
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

const share = count(0.5, 0.3)

for (const [name, first] of [['pings', pingFrame], ['pongs that nobody asked for', pongFrame]] as const) {
  row({ id: 'F24', fault: `a flood of ${name}, 100,000 a second`, target: 'stays open, pongs bounded, CPU ≤ 30 % of a core, RSS ≤ +24 MiB' }, async ({ measured }) => {
    const engine = await warmEngine()
    const { server, told } = await pinger(first)
    await engine.ask('watch')
    const ids = await engine.ask('open', { url: server.url, sockets: 1 })
    await until(() => told.over, 'all are sent', seconds * 3_000 + 20_000)
    const { growthBytes, cpuMs } = await engine.ask('watched')
    const [after] = await engine.ask('snapshots', { ids })
    // As if all had come at that pace, however late the machine was.
    const used = cpuMs / ((told.sent / perSecond) * 1000)
    const { controlIn, controlOut } = after?.counters ?? { controlIn: 0, controlOut: 0 }
    measured(`${told.sent} came (${controlIn} counted), ${Math.round(told.pongs)} pongs went, ${Math.round(used * 100)} % of a core, +${Math.round(growthBytes / MiB)} MiB`)
    expect(after?.state.kind).toBe('open')
    expect(told.sent).toBeGreaterThan(perSecond * seconds * 0.5)
    expect(told.pongs > 0).toBe(first === pingFrame)
    expect(told.pongs).toBeLessThan(told.sent)
    // What is still on its way to it aside: the screen makes the rate of them.
    expect(controlIn).toBeGreaterThan(told.sent * 0.5)
    expect(controlIn).toBeLessThanOrEqual(told.sent)
    expect(controlOut > 0).toBe(first === pingFrame)
    expect(used).toBeLessThan(share)
    expect(growthBytes).toBeLessThan(24 * MiB)
    await engine.ask('end')
  })
}

row({ id: 'F24', fault: 'pings without end from a peer that takes no pong', target: 'cut with cause ping-flood, the others lose nothing' }, async ({ measured }) => {
  await echoProcess()
  const baseline = await nothingYet()
  const deck = new Deck()
  const server = await deafPinger()
  const { riseMs } = await beside(deck, async () => {
    const id = await deck.opened(server.url)
    clog(deck, id)
    expect(await deck.cause(id)).toMatchObject({ kind: 'ping-flood', by: 'client' })
  }, undefined, false)
  measured(`cut, bystanders + ${riseMs.toFixed(1)} ms`)
  await deck.end()
  await server.close()
  await baseline.isBack()
})
