import type { Socket } from 'node:net'
import { expect } from 'vitest'
import { WebSocket } from 'ws'
import type { Phase } from '../../../shared/connection'
import { blackHole } from '../../support/black-hole'
import { beside, othersOf } from '../../support/faults/bystanders'
import { echoProcess } from '../../support/faults/echo-process'
import { nothingYet } from '../../support/faults/oracle'
import { row, type Told } from '../../support/faults/row'
import { watchStalls } from '../../support/faults/stalls'
import { bound, count } from '../../support/counts'
import { Deck, eager } from '../../support/live-deck'
import { rawServer, requestOf, switching } from '../../support/raw-server'

/** Where time does not count so long that it is in its phase by then, however busy the machine is. */
const deadlineMs = count(1_000, 400)
const allowedMs = bound(100)
const rounds = count(3, 10)
const target = 'ends at its deadline, at most 100 ms late'
/** One byte of the answer each 50 ms. */
async function drip(socket: Socket): Promise<void> {
  const answer = switching(await requestOf(socket), `X-Long: ${'x'.repeat(1_000)}`)
  let at = 0
  const timer = setInterval(() => socket.write(answer.slice(at, at += 1)), 50)
  socket.on('close', () => clearInterval(timer))
}

/** When bare ws gave up by its own `handshakeTimeout`; null: not within three times that. */
async function bareMs(url: string): Promise<number | null> {
  const from = performance.now()
  const socket = new WebSocket(url, { handshakeTimeout: deadlineMs, rejectUnauthorized: false })
  socket.on('error', () => undefined)
  let timer: NodeJS.Timeout | undefined
  const took = await new Promise<number | null>((resolve) => {
    timer = setTimeout(() => resolve(null), 3 * deadlineMs)
    socket.once('close', () => resolve(performance.now() - from))
  })
  clearTimeout(timer)
  socket.terminate()
  return took
}

/** Several attempts at once, each ended by the deadline in this phase and to be tried again, beside sockets that must not notice. */
async function endsInTime(url: string, phase: Phase, { measured, bare }: Told): Promise<void> {
  await echoProcess()
  const baseline = await nothingYet()
  const deck = new Deck()
  const stalls = watchStalls()
  const tookMs: number[] = []
  const lateMs: number[] = []
  const attempt = async () => {
    const id = deck.add(url, { limits: { deadlineMs }, reconnect: { ...eager, baseMs: 60_000, capMs: 60_000 } })
    const from = performance.now()
    deck.pool.open(id)
    expect((await deck.reaches(id, 'waiting')).cause).toMatchObject({ phase, kind: 'deadline', by: 'client' })
    const to = performance.now()
    tookMs.push(to - from)
    lateMs.push(to - from - deadlineMs - stalls.foreign(from + deadlineMs, to))
    expect(deck.history(id)).toEqual(['idle', 'connecting', 'waiting'])
  }
  let bareTook: number | null = null
  const seen = await beside(deck, async () => {
    const attempts = Array.from({ length: rounds }, attempt)
    bareTook = await bareMs(url)
    await Promise.all(attempts)
  }, count(9, 30))
  expect(Math.min(...tookMs)).toBeGreaterThan(deadlineMs - 2)
  expect(Math.max(...lateMs)).toBeLessThan(allowedMs)
  await deck.end()
  await baseline.isBack()
  measured(`at most ${Math.max(...lateMs).toFixed(0)} ms late, ${rounds} attempts; ${othersOf(seen)}`)
  bare(bareTook === null ? `never fired (${3 * deadlineMs} ms at ${deadlineMs})` : `${Math.round(bareTook)} ms at ${deadlineMs}, an error without a code`)
}

const isLinux = process.platform === 'linux' ? null : 'only Linux swallows calls to a full backlog'

row({ id: 'F1', fault: 'a connect that is never answered', target, skip: isLinux }, async (told) => {
  const hole = await blackHole()
  if (hole === null) throw new Error('This system does not swallow calls')
  await endsInTime(`ws://127.0.0.1:${hole}/`, 'tcp', told)
})

row({ id: 'F2', fault: 'a server that accepts and says nothing', target }, async (told) => {
  const { url } = await rawServer((socket) => { socket.resume() })
  await endsInTime(url, 'http', told)
})

row({ id: 'F3', fault: 'a server that answers a byte each 50 ms', target }, async (told) => {
  const { url } = await rawServer(drip)
  await endsInTime(url, 'http', told)
})

row({ id: 'F4', fault: 'a TLS server that says nothing', target }, async (told) => {
  const { url } = await rawServer((socket) => { socket.resume() })
  await endsInTime(url.replace('ws:', 'wss:'), 'tls', told)
})
