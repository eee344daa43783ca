import { expect } from 'vitest'
import { limits } from '../../../shared/limits'
import { bound, torture } from '../../support/counts'
import type { Content } from '../../support/faults/content'
import { beside, besideIn, othersOf } from '../../support/faults/bystanders'
import { echoProcess } from '../../support/faults/echo-process'
import { KiB, MiB, warmEngine } from '../../support/faults/engine-process'
import { nothingYet } from '../../support/faults/oracle'
import { row } from '../../support/faults/row'
import { Deck } from '../../support/live-deck'
import { rawServer, upgrade } from '../../support/raw-server'
import { wsServer } from '../../support/servers'
import { turns } from '../../support/turns'

/** A server that takes nothing once the connection is open. */
const stalled = () => rawServer(async (socket) => {
  await upgrade(socket)
  socket.pause()
})

const queueFull = { kind: 'refused', reason: 'queue-full' }
/** Far more than any queue and the system's buffers hold. */
const most = 2_000

row({ id: 'F16', fault: 'a server that does not read, and 125 MiB for it', target: 'queue ≤ 8 MiB and 256 messages, RSS ≤ +16 MiB, refused within 10 ms' }, async ({ measured, bare }) => {
  const engine = await warmEngine()
  const server = await stalled()
  // The log's own memory for so much has been there before.
  const sink = await wsServer(() => undefined)
  const warm = await engine.ask('open', { url: sink.url, sockets: 1 })
  const content: Content = { bytes: 64 * KiB, binary: true, random: true }
  await engine.ask('fill', { id: warm[0] ?? '', content, most })
  await engine.ask('drained', { ids: warm })
  const [small = '', large = ''] = await engine.ask('open', { url: server.url, sockets: 2 })
  const leave = await besideIn(engine)
  await engine.ask('watch')
  const filled = await engine.ask('fill', { id: large, content, most })
  const { growthBytes } = await engine.ask('watched')
  const tiny = await engine.ask('fill', { id: small, content: { bytes: 10, binary: false }, most: 1_000_000 })
  const seen = await leave()
  measured(`refused after ${filled.queued} messages of 64 KiB or ${tiny.queued} of 10 bytes, in ${Math.max(filled.tookMs, tiny.tookMs).toFixed(2)} ms; +${Math.round(growthBytes / MiB)} MiB; ${othersOf(seen)}`)
  expect([filled.refusal, tiny.refusal]).toEqual([queueFull, queueFull])
  expect(Math.max(filled.tookMs, tiny.tookMs)).toBeLessThan(bound(10))
  const [tinyNow, now] = await engine.ask('snapshots', { ids: [small, large] })
  expect(now?.counters.queuedBytes).toBeLessThanOrEqual(limits.queueBytes)
  expect(tinyNow?.counters.queuedMessages).toBeLessThanOrEqual(limits.queueMessages)
  expect(growthBytes).toBeLessThan(16 * MiB)
  await engine.ask('end')
  if (!torture) return
  const { bufferedBytes } = await engine.ask('bareFill', { url: (await stalled()).url, content, most })
  bare(`${Math.round(bufferedBytes / MiB)} MiB queued, nothing refused`)
})

row({ id: 'F16', fault: 'a server that does not read, beside others that do', target: 'the others lose nothing, p99 < 20 ms more' }, async ({ measured }) => {
  await echoProcess()
  const baseline = await nothingYet()
  const deck = new Deck()
  const server = await stalled()
  const id = await deck.opened(server.url)
  const messages = 1_000
  const message = { binary: true, bytes: Buffer.alloc(16 * KiB) }
  const seen = await beside(deck, async () => {
    // As a sender would that has other things to do, too.
    for (let i = 0; i < messages; i += 1) {
      deck.pool.send(id, message)
      if (i % 10 === 0) await turns(1)
    }
  })
  const { refused, queuedMessages } = deck.snapshot(id).counters
  measured(`${refused} of ${messages} refused; ${othersOf(seen)}`)
  expect(refused).toBeGreaterThan(100)
  expect(queuedMessages).toBeLessThanOrEqual(limits.queueMessages)
  await deck.end()
  await server.close()
  await baseline.isBack()
})
