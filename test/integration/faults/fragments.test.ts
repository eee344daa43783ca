import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import type { ConnectionId } from '../../../shared/connection'
import { limits } from '../../../shared/limits'
import { bound, count } from '../../support/counts'
import { beside, besideIn, othersOf } from '../../support/faults/bystanders'
import { echoProcess } from '../../support/faults/echo-process'
import { MiB, warmEngine } from '../../support/faults/engine-process'
import { nothingYet } from '../../support/faults/oracle'
import { faultProxy } from '../../support/faults/proxy'
import { row } from '../../support/faults/row'
import { watchStalls } from '../../support/faults/stalls'
import { Deck } from '../../support/live-deck'
import { frame, pingFrame, rawServer, textFrame, upgrade } from '../../support/raw-server'
import { until } from '../../support/until'

const [begin, more, last] = [frame(0x02, 'x'), frame(0x00, 'x'), frame(0x80, 'x')]
const mostFragments = 16_384
/** One message of so many. */
const fragments = (count: number) => Buffer.concat([begin, ...Array.from({ length: count - 2 }, () => more), last])

const sending = (bytes: Uint8Array) => rawServer(async (socket) => {
  await upgrade(socket)
  socket.resume().write(bytes)
})

row({ id: 'F23', fault: 'a message of 20,000 tiny fragments', target: 'fails with 1008 at 16,384, RSS ≤ +16 MiB' }, async ({ measured }) => {
  await echoProcess()
  const baseline = await nothingYet()
  const deck = new Deck()
  const [just, tooMany] = [await sending(fragments(mostFragments)), await sending(fragments(20_000))]
  const whole = await deck.opened(just.url)
  await until(() => deck.snapshot(whole).counters.messagesIn === 1, 'the message of 16,384 fragments has come')
  expect(deck.frames(whole).map(([what, bytes]) => [what, bytes.length])).toEqual([['in binary', mostFragments]])
  const all: ConnectionId[] = []
  const seen = await beside(deck, async () => {
    for (let time = 0; time < count(1, 10); time += 1) {
      const cut = deck.open(tooMany.url)
      expect(await deck.cause(cut)).toMatchObject({ kind: 'too-many-fragments' })
      all.push(cut)
    }
  })
  for (const cut of all) expect(deck.frames(cut).map(([what, bytes]) => [what, bytes.readUInt16BE()])).toEqual([['out close', 1008]])
  await deck.end()
  await Promise.all([just.close(), tooMany.close()])
  await baseline.isBack()

  const engine = await warmEngine()
  await engine.ask('watch')
  const ids = await engine.ask('open', { url: (await sending(fragments(20_000))).url, sockets: 1 })
  await engine.ask('over', { ids })
  const { growthBytes } = await engine.ask('watched')
  measured(`1008 after 16,384, +${Math.round(growthBytes / MiB)} MiB; ${othersOf(seen)}`)
  expect(growthBytes).toBeLessThan(16 * MiB)
  await engine.ask('end')
})

const greedy = count(20, 100)
const tinyFrames = 32_768
/** As many frames as 64 KiB can hold. */
const tiny = Buffer.alloc(2 * tinyFrames, frame(pingFrame))

row({ id: 'F23', fault: `64 KiB of ${tinyFrames.toLocaleString('en')} tiny frames from each of ${greedy} peers at once`, target: 'all of them come, RSS ≤ +16 MiB beside what came over the wire' }, async ({ measured }) => {
  const engine = await warmEngine()
  const peers: Socket[] = []
  const server = await rawServer(async (socket) => {
    await upgrade(socket)
    peers.push(socket.resume())
  })
  const ids = await engine.ask('open', { url: server.url, sockets: greedy, about: { heartbeat: { autoPong: false } } })
  await until(() => peers.length === greedy, 'the peers have them all')
  const leave = await besideIn(engine)
  await engine.ask('watch')
  for (const peer of peers) peer.write(tiny)
  await engine.ask('controls', { ids, frames: tinyFrames })
  const seen = await leave()
  const growth = (await engine.ask('watched')).growthBytes - greedy * tiny.byteLength
  measured(`all came, +${Math.max(0, Math.round(growth / MiB))} MiB; ${othersOf(seen)}`)
  expect(growth).toBeLessThan(16 * MiB)
  await engine.ask('end')
})

row({ id: 'F23', fault: 'TCP segments of one byte', target: 'every message arrives whole' }, async ({ measured }) => {
  await echoProcess()
  const baseline = await nothingYet()
  const deck = new Deck()
  const messages = ['é', 'x'.repeat(130), '{"a":1}']
  const server = await sending(Buffer.concat(messages.map((each) => frame(textFrame, each))))
  const proxy = await faultProxy(server.port)
  proxy.down = [{ kind: 'slice', bytes: 1, everyMs: 0 }]
  let id = ''
  const seen = await beside(deck, async () => {
    id = await deck.opened(proxy.url)
    await until(() => deck.snapshot(id).counters.messagesIn === messages.length, 'all have come')
  })
  expect(deck.frames(id).map(([what, bytes]) => [what, bytes.toString()])).toEqual(messages.map((each) => ['in text', each]))
  await deck.end()
  await Promise.all([proxy.close(), server.close()])
  await baseline.isBack()
  measured(`all whole; ${othersOf(seen)}`)
})

row({ id: 'F23', fault: 'a message that never ends', target: 'fails with 1009 at the limit of the profile, RSS ≤ limit + 16 MiB' }, async ({ measured }) => {
  const limitBytes = 4 * MiB
  const part = frame(0x00, Buffer.alloc(60_000))
  const server = await rawServer(async (socket) => {
    await upgrade(socket)
    socket.resume().write(frame(0x02, 'x'))
    while (!socket.destroyed) {
      await new Promise<void>((resolve) => { socket.write(part, () => resolve()) })
      await sleep(0)
    }
  })
  const engine = await warmEngine()
  const leave = await besideIn(engine)
  await engine.ask('watch')
  const ids = await engine.ask('open', { url: server.url, sockets: 1, about: { limits: { receiveBytes: limitBytes } } })
  await engine.ask('over', { ids })
  const { growthBytes } = await engine.ask('watched')
  const seen = await leave()
  const [gone] = await engine.ask('snapshots', { ids })
  measured(`1009 at 4 MiB, +${Math.round(growthBytes / MiB)} MiB; ${othersOf(seen)}`)
  expect(gone?.state).toMatchObject({ cause: { kind: 'message-too-big' } })
  expect(growthBytes).toBeLessThan(limitBytes + 16 * MiB)
  await engine.ask('end')
})

row({ id: 'F23', fault: 'a message that never ends, of a fragment now and then, with a time limit for messages (off by default)', target: 'fails with 1008 at its limit, never early, + ≤ 100 ms; without one it stays open' }, async ({ measured }) => {
  await echoProcess()
  const baseline = await nothingYet()
  const limitMs = 400
  const deck = new Deck()
  const server = await rawServer(async (socket) => {
    await upgrade(socket)
    socket.resume().write(begin)
    while (!socket.destroyed) {
      await sleep(20)
      socket.write(more)
    }
  })
  const patient = await deck.opened(server.url)
  const stalls = watchStalls()
  let tookMs = 0
  const seen = await beside(deck, async () => {
    const askedAt = performance.now()
    const id = await deck.opened(server.url, { limits: { messageMs: limitMs } })
    const openAt = performance.now()
    expect(await deck.cause(id)).toMatchObject({ phase: 'open', kind: 'message-timeout', by: 'client' })
    const overAt = performance.now()
    tookMs = overAt - askedAt
    // The message begins as soon as it is open.
    expect(tookMs).toBeGreaterThanOrEqual(limitMs)
    expect(overAt - openAt - stalls.foreign(openAt, overAt)).toBeLessThan(limitMs + limits.heldUpMs + bound(100))
    await until(() => deck.frames(id).length === 1, 'the server is told')
    expect(deck.frames(id).map(([what, bytes]) => [what, bytes.readUInt16BE()])).toEqual([['out close', 1008]])
  })
  expect(deck.state(patient).kind).toBe('open')
  await deck.end()
  await server.close()
  await baseline.isBack()
  measured(`1008 after ${Math.round(tookMs)} ms at ${limitMs}, its dial included; ${othersOf(seen)}`)
})
