import { expect } from 'vitest'
import { count, torture } from '../../support/counts'
import { besideIn, othersOf } from '../../support/faults/bystanders'
import { capturedFlood } from '../../support/faults/captured'
import { engineProcess, KiB, MiB } from '../../support/faults/engine-process'
import { floodServer } from '../../support/faults/flood'
import { row } from '../../support/faults/row'

const seconds = count(3, 60)
const perSecond = 50_000
const messages = seconds * perSecond
const warmUp = 20_000
/** One each 50 ms of each of two kinds, and one more for a beginning; a timer of Node may be a millisecond early. */
const mostEvents = (ms: number) => 2 * (ms / 49 + 2)

row({
  id: 'F17', fault: `a page that hangs for ${seconds} s at 50,000 messages a second`, target: '0 lost, RSS ≤ +64 MiB, events bounded by time; the gap shown with its count, all rows there ≤ 500 ms after it goes on',
}, async ({ measured }) => {
  const engine = await engineProcess()
  const server = await floodServer()
  const ids = await engine.ask('open', { url: server.url, sockets: 1 })
  await Promise.all([server.go(warmUp), engine.ask('received', { ids, messages: warmUp })])
  const leave = await besideIn(engine)
  const begun = performance.now()
  await engine.ask('hang', { text: '7x' })
  await engine.ask('watch')
  await Promise.all([server.go(messages, perSecond), engine.ask('received', { ids, messages: warmUp + messages })])
  const { folder, missed } = await engine.ask('capture')
  // So that the log stands still, and its counts can be compared.
  const seen = await leave()
  const caught = await engine.ask('goOn')
  const ms = performance.now() - begun
  const { growthBytes } = await engine.ask('watched')
  measured(`0 of ${messages} lost, +${Math.round(growthBytes / MiB)} MiB, ${caught.events} events of ${Math.round(caught.bytes / KiB)} KiB waited, a gap of ${caught.missed} told, rows ${Math.round(caught.ms)} ms after it went on; ${othersOf(seen)}`)
  const { messages: kept, outOfOrder } = capturedFlood(folder)
  // The second pour begins to count from 0 again.
  expect({ missed, kept, outOfOrder }).toEqual({ missed: 0, kept: warmUp + messages, outOfOrder: 1 })
  expect(caught.events).toBeLessThan(mostEvents(ms))
  // The others talked, too.
  expect(caught.came).toBeGreaterThanOrEqual(messages)
  expect(caught.missed).toBe(caught.came)
  // Every tenth number ends in a 7.
  expect(caught.matches).toBe((warmUp + messages) / 10)
  expect(caught.rows.map((row) => Number.parseInt(row, 10))).toEqual(Array.from({ length: 50 }, (_, i) => messages - 3 - 10 * (49 - i)))
  if (torture) expect(caught.ms).toBeLessThan(500)
  expect(growthBytes).toBeLessThan(64 * MiB)
  await engine.ask('end')
})
