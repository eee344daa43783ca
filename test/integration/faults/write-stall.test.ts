import { X509Certificate } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { expect } from 'vitest'
import type { ConnectionId } from '../../../shared/connection'
import { limits } from '../../../shared/limits'
import { selfSigned } from '../../support/certificate'
import { FakeClock } from '../../support/clock'
import { count } from '../../support/counts'
import { beside, othersOf } from '../../support/faults/bystanders'
import { echoProcess } from '../../support/faults/echo-process'
import { MiB } from '../../support/faults/engine-process'
import { nothingYet } from '../../support/faults/oracle'
import type { Undisturbed } from '../../support/faults/others'
import { row } from '../../support/faults/row'
import { Deck } from '../../support/live-deck'
import { rawServer } from '../../support/raw-server'
import { wsServer, type TestServer } from '../../support/servers'
import { tlsServer } from '../../support/tls-server'
import { until } from '../../support/until'

const certificate = selfSigned()
const fingerprint = certificate === null ? [] : [new X509Certificate(certificate.cert).fingerprint256]
const roomy = { queue: { bytes: 64 * MiB } }
const messageOf = (bytes: number) => ({ binary: true, bytes: Buffer.alloc(bytes, 'x') })

interface Valve {
  port: number
  taken: () => number
  shut: () => void
  /** Until so many bytes more have been taken. */
  open: (bytes?: number) => Promise<void>
  close: () => Promise<void>
}

/** Between a client and a server; what the client sends passes while it is open. */
async function valve(server: { port: number }): Promise<Valve> {
  let client: Socket | null = null
  let taken = 0
  const own = await rawServer((socket) => {
    client = socket
    const upstream = connect(server.port, '127.0.0.1')
    upstream.on('error', () => socket.destroy()).pipe(socket)
    socket.on('close', () => upstream.destroy())
    socket.on('data', (part) => {
      taken += part.byteLength
      upstream.write(part)
    })
  })
  const open = async (bytes?: number) => {
    const from = taken
    client?.resume()
    if (bytes === undefined) return
    await until(() => taken - from >= bytes, 'so much was taken')
    client?.pause()
  }
  return { port: own.port, taken: () => taken, shut: () => client?.pause(), open, close: () => own.close() }
}

const stalls = (deck: Deck, id: ConnectionId) => deck.notes(id).filter(({ event }) => event === 'stalled').map(({ words }) => words.replace(/[\d.]+ (s|KiB)/g, '# $1'))

/** Of one server, on a clock that is moved; what was said of it, and what the others noticed. */
async function stalledAt(server: TestServer): Promise<{ size: string; seen: Undisturbed }> {
  const clock = new FakeClock()
  const deck = new Deck({ clock })
  const way = await valve(server)
  let size = ''
  const seen = await beside(deck, async () => {
    const id = await deck.opened(server.url.replace(String(server.port), String(way.port)), { ...roomy, tls: { accepted: fingerprint } })
    way.shut()
    deck.pool.send(id, messageOf(12 * MiB))
    await clock.advance(limits.writeStallMs - 1)
    expect([deck.snapshot(id).stalledSince, stalls(deck, id)]).toEqual([null, []])
    // The system itself takes some megabytes, for as long as the machine needs.
    for (let looks = 0; looks < 10 && deck.snapshot(id).stalledSince === null; looks += 1) await clock.advance(limits.writeLookMs)
    const since = deck.snapshot(id).stalledSince
    expect(since).not.toBeNull()
    expect(clock.now() - (since ?? 0)).toBeLessThan(limits.writeStallMs + 2 * limits.writeLookMs)
    await clock.advance(600_000)
    expect(stalls(deck, id)).toEqual(['The peer has taken nothing for # s: # KiB wait'])
    size = String(deck.notes(id).find(({ event }) => event === 'stalled')?.words.replace(/.*: /, ''))
    await way.open(4 * MiB)
    await clock.advance(limits.writeLookMs)
    expect([deck.snapshot(id).stalledSince, deck.state(id).kind]).toEqual([null, 'open'])
    expect(stalls(deck, id).slice(1)).toEqual(['The peer takes again, after # s'])
    await way.open()
    await until(() => deck.snapshot(id).counters.queuedMessages === 0, 'all is taken')
    await clock.advance(limits.writeLookMs)
    expect(deck.history(id)).toEqual(['idle', 'connecting', 'open'])
  }, count(9, 99), false)
  await deck.end()
  expect(clock.pending).toBe(0)
  await way.close()
  return { size, seen }
}

row({ id: 'F14', fault: 'a peer that takes nothing, without a heartbeat: plain, TLS', target: 'told after 15 s, taken back within 1 s of the next byte; never a disconnect' }, async (told) => {
  await echoProcess()
  const baseline = await nothingYet()
  const servers = [await wsServer(() => undefined), ...(certificate === null ? [] : [await tlsServer(certificate)])]
  const ends: Awaited<ReturnType<typeof stalledAt>>[] = []
  for (const server of servers) ends.push(await stalledAt(server))
  await Promise.all(servers.map((server) => server.close()))
  told.measured(`told of ${ends.map(({ size }) => size).join(' and ')} after 15 s, taken back at the next look; ${othersOf(...ends.map(({ seen }) => seen))} (told only: who takes the 12 MiB is in the same process)`)
  await baseline.isBack()
})

row({ id: 'F14', fault: 'a peer that takes 4 MiB of 32 in 10 s each, without a heartbeat', target: 'nothing is told: reading slowly is no fault' }, async (told) => {
  const clock = new FakeClock()
  const deck = new Deck({ clock })
  const server = await wsServer(() => undefined)
  const way = await valve(server)
  const id = await deck.opened(`ws://127.0.0.1:${way.port}`, roomy)
  way.shut()
  const message = messageOf(32 * MiB)
  deck.pool.send(id, message)
  let took = 0
  let waited = 0
  const seen = await beside(deck, async () => {
    while (message.bytes.byteLength - way.taken() > 5 * MiB) {
      await clock.advance(10_000)
      await way.open(4 * MiB)
      took += 10
      waited += deck.snapshot(id).counters.queuedMessages
    }
  }, count(9, 99), false)
  expect(waited).toBeGreaterThan(3)
  expect(stalls(deck, id)).toEqual([])
  await way.open()
  await until(() => deck.snapshot(id).counters.queuedMessages === 0, 'all is taken')
  told.measured(`nothing told in ${took} s; ${othersOf(seen)} (told only: who takes the 32 MiB is in the same process)`)
})
