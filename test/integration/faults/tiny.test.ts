import { expect } from 'vitest'
import { count, torture } from '../../support/counts'
import { besideIn, othersOf } from '../../support/faults/bystanders'
import { capturedFlood } from '../../support/faults/captured'
import { MiB, warmEngine, warmUp } from '../../support/faults/engine-process'
import { floodServer } from '../../support/faults/flood'
import { row } from '../../support/faults/row'

const messages = count(100_000, 1_000_000)
/** Thousands a second. */
const least = 200
const rate = (ms: number) => `${Math.round(messages / ms)}k messages/s`

row({ id: 'F43', fault: `${messages.toLocaleString('en-US')} tiny messages in a burst`, target: `0 lost, in order, ≥ ${least}k messages/s into the capture, RSS ≤ +150 MiB` }, async ({ measured, bare }) => {
  const engine = await warmEngine()
  const server = await floodServer()
  const ids = await engine.ask('open', { url: server.url, sockets: 1 })
  const leave = await besideIn(engine)
  await engine.ask('watch')
  const begun = performance.now()
  await Promise.all([engine.ask('received', { ids, messages }), server.go(messages)])
  const { folder, missed } = await engine.ask('capture')
  const ms = performance.now() - begun
  const { growthBytes } = await engine.ask('watched')
  const seen = await leave()
  measured(`0 lost, ${rate(ms)} into the capture, +${Math.round(growthBytes / MiB)} MiB; ${othersOf(seen)}`)
  expect({ missed, ...capturedFlood(folder) }).toEqual({ missed: 0, messages: warmUp + messages, outOfOrder: 0 })
  expect(growthBytes).toBeLessThan(150 * MiB)
  // A tenth as many are over before it is at full speed, and beside other tests it is the machine's.
  if (torture) expect(messages / ms).toBeGreaterThan(least)
  await engine.ask('end')
  if (!torture) return
  const other = await floodServer()
  const [counted] = await Promise.all([engine.ask('bareReceive', { url: other.url, messages }), other.go(messages)])
  bare(`${rate(counted.ms)}, counted only`)
})
