import { expect, it } from 'vitest'
import { limits } from '../../shared/limits'
import { Deck } from '../support/live-deck'
import { rawServer, upgrade } from '../support/raw-server'
import { echo, wsServer } from '../support/servers'
import { until } from '../support/until'

it('arrives whole and byte for byte when it is larger than a fragment, and later messages come after it', async () => {
  const deck = new Deck()
  const { url } = await wsServer(echo)
  const id = await deck.opened(url)
  const bytes = Buffer.from(Array.from({ length: 3.5 * limits.corkBytes }, (_, i) => i % 251))
  const sendings = [{ binary: true, bytes }, { binary: false, bytes: Buffer.from('after') }].map((message) => deck.pool.send(id, message))
  for (const { settled } of sendings) expect(await settled).toEqual({ kind: 'sent' })
  await until(() => deck.snapshot(id).counters.messagesIn === 2, 'both came back')
  const echoed = deck.frames(id).filter(([what]) => what.startsWith('in'))
  expect(echoed.map(([what]) => what)).toEqual(['in binary', 'in text'])
  expect(echoed[0]?.[1].equals(bytes)).toBe(true)
})

it('costs a fleet of stalled sockets one fragment each, not one copy of the message each', async () => {
  const deck = new Deck()
  const { url } = await rawServer(async (socket) => {
    await upgrade(socket)
    socket.pause()
  })
  const ids = await Promise.all(Array.from({ length: 100 }, () => deck.opened(url)))
  const bytes = Buffer.alloc(8 * limits.corkBytes)
  const before = process.memoryUsage().arrayBuffers
  const sendings = deck.pool.broadcast(ids, { binary: true, bytes })
  expect(sendings.every(({ outcome }) => outcome.kind === 'queued')).toBe(true)
  await until(() => ids.every((id) => deck.snapshot(id).counters.queuedBytes === bytes.byteLength), 'all hold it')
  for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setImmediate(resolve))
  // Copies of the whole would be 800 MiB.
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(250 * 1024 * 1024)
})
