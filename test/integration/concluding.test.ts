import type { Socket } from 'node:net'
import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { Deck, eager } from '../support/live-deck'
import { text } from '../support/engine'
import { closeBody, closeFrame, frame, rawServer, textFrame, upgrade } from '../support/raw-server'
import { until } from '../support/until'

/** Upgrades, says these bytes, and neither ends nor answers anything after. */
async function staying(bytes: Buffer, ...more: string[]) {
  const heard: Buffer[] = []
  const server = await rawServer(async (socket) => {
    socket.allowHalfOpen = true
    await upgrade(socket, ...more)
    socket.write(bytes)
    socket.on('data', (data: Buffer) => heard.push(data))
  })
  return { server, url: server.url, heard: () => Buffer.concat(heard) }
}

/** The body of the only frame that a client sent, unmasked. */
function unmasked(wire: Buffer): Buffer {
  return Buffer.from(wire.subarray(6).map((byte, at) => byte ^ (wire[2 + (at % 4)] ?? 0)))
}

const goingAway = frame(closeFrame, closeBody(1001, 'bye'))
const longTimeout = { limits: { closeTimeoutMs: 60_000 } }

describe('a server that says goodbye and keeps TCP open', () => {
  it('is shown as closing at once, with its code and reason and the end in sight', async () => {
    const deck = new Deck()
    const server = await staying(Buffer.concat([frame(textFrame, 'last'), goingAway]))
    const id = deck.open(server.url, longTimeout)
    const state = await deck.reaches(id, 'closing')
    expect(state.why).toMatchObject({ kind: 'close-frame', closeCode: 1001, reason: 'bye', by: 'server' })
    expect(state.forceAt - state.since).toBe(60_000)
    await until(() => deck.frames(id).length === 3, 'the answer is in the log')
    expect(deck.frames(id)).toEqual([['in text', Buffer.from('last')], ['in close', closeBody(1001, 'bye')], ['out close', closeBody(1001, 'bye')]])
    await until(() => server.heard().length > 0, 'it was answered')
    expect(unmasked(server.heard())).toEqual(closeBody(1001, 'bye'))
    const late = deck.pool.send(id, text('too late'))
    expect(late.outcome).toEqual({ kind: 'refused', reason: 'not-open' })
    // Once: the end of TCP adds nothing.
    deck.pool.close(id)
    await deck.reaches(id, 'closed')
    expect(deck.frames(id)).toHaveLength(3)
    expect(deck.history(id)).toEqual(['idle', 'connecting', 'open', 'closing', 'closed'])
    expect(deck.timers).toEqual(new Set())
  })

  it('is cut by the first wish to close, and not dialled again', async () => {
    const deck = new Deck()
    const { server, url } = await staying(goingAway)
    const id = deck.open(url, { ...longTimeout, reconnect: eager })
    await deck.reaches(id, 'closing')
    deck.pool.close(id)
    expect((await deck.reaches(id, 'closed')).cause).toMatchObject({ kind: 'user-closed', closeCode: 1001, wasClean: true })
    expect(server.accepted).toBe(1)
    expect(deck.notes(id).map(({ event }) => event)).toEqual(['connecting', 'open', 'closed'])
  })

  it('is not taken for one that is gone: no heartbeat counts any more', async () => {
    const deck = new Deck()
    const server = await staying(goingAway)
    const beat = { enabled: true, intervalMs: 20, timeoutMs: 20, misses: 1 }
    const id = deck.open(server.url, { limits: { closeTimeoutMs: 300 }, heartbeat: beat, appPing: { ...beat, message: 'ping', answer: 'pong' } })
    expect(await deck.cause(id)).toMatchObject({ kind: 'close-frame', closeCode: 1001, reason: 'bye' })
    expect(deck.history(id)).toEqual(['idle', 'connecting', 'open', 'closing', 'closed'])
  })

  it('holds what is sent meanwhile for the next session where the profile holds messages', async () => {
    const deck = new Deck()
    const got: string[] = []
    const server = await rawServer(async (socket: Socket) => {
      socket.allowHalfOpen = true
      await upgrade(socket)
      const first = server.accepted === 1
      if (first) socket.write(goingAway)
      socket.on('data', (data: Buffer) => { if (!first) got.push(unmasked(data).toString()) })
    })
    const id = deck.open(server.url, { limits: { closeTimeoutMs: 200 }, reconnect: eager, queue: { whileDown: 'hold' } })
    await deck.reaches(id, 'closing')
    const held = deck.pool.send(id, text('later'))
    expect(held.outcome).toEqual({ kind: 'queued' })
    expect(await held.settled).toEqual({ kind: 'sent' })
    await until(() => got.length > 0, 'it came in the next session')
    expect(got).toEqual(['later'])
  })
})

describe('a server that broke a rule and keeps TCP open', () => {
  it.each<[string, Buffer, string[], { kind: string; answer: number }]>([
    ['a message above the limit', Buffer.from([0x82, 126, 0x08, 0x01]), [], { kind: 'message-too-big', answer: 1009 }],
    ['a bomb', frame(0xc2, deflateRawSync(Buffer.alloc(1024 * 1024)).subarray(0, 2_000)), ['Sec-WebSocket-Extensions: permessage-deflate'], { kind: 'message-too-big', answer: 1009 }],
    ['a reserved bit', frame(0xa1, 'x'), [], { kind: 'protocol-error', answer: 1002 }],
  ])('by %s is shown as closing at once', async (_how, bytes, more, { kind, answer }) => {
    const deck = new Deck()
    const server = await staying(bytes, ...more)
    const id = deck.open(server.url, { limits: { receiveBytes: 2_048, closeTimeoutMs: 60_000 }, compression: { mode: more.length > 0 ? 'offered' : 'off' } })
    expect((await deck.reaches(id, 'closing')).why).toMatchObject({ kind, by: 'client' })
    await until(() => server.heard().length > 0, 'it was told')
    expect(unmasked(server.heard())).toEqual(closeBody(answer))
    expect(deck.frames(id)).toEqual([['out close', closeBody(answer)]])
    deck.pool.close(id)
    expect((await deck.cause(id)).kind).toBe('user-closed')
  })
})

describe('a peer that takes nothing', () => {
  const large = { binary: true, bytes: Buffer.alloc(16 * 1024 * 1024) }
  const stalling = (limitMs: number) => ({ limits: { closeTimeoutMs: limitMs, receiveBytes: 2_048 }, queue: { messages: 10, bytes: 64 * 1024 * 1024 } })

  async function stalled(then: (socket: Socket) => void) {
    const server = await rawServer(async (socket) => {
      await upgrade(socket)
      socket.once('data', () => {
        socket.pause()
        setTimeout(() => then(socket), 100)
      })
    })
    return server
  }

  it('and ends its side of TCP is over when the close timeout has run out', async () => {
    const deck = new Deck()
    const server = await stalled((socket) => socket.end())
    const id = await deck.opened(server.url, stalling(300))
    const { settled } = deck.pool.send(id, large)
    expect((await deck.reaches(id, 'closing')).why).toMatchObject({ kind: 'no-close-frame', by: 'server' })
    expect((await deck.reaches(id, 'failed', 3_000)).cause).toMatchObject({ kind: 'no-close-frame', wasClean: false })
    expect(await settled).toEqual({ kind: 'dropped', reason: 'unknown' })
  })

  it('and breaks a rule was not told so: no close frame is in the log', async () => {
    const deck = new Deck()
    const server = await stalled((socket) => { socket.write(Buffer.from([0x82, 126, 0x08, 0x01])) })
    const id = await deck.opened(server.url, stalling(300))
    deck.pool.send(id, large)
    expect((await deck.reaches(id, 'closing')).why).toMatchObject({ kind: 'message-too-big' })
    expect((await deck.reaches(id, 'failed', 3_000)).cause).toMatchObject({ kind: 'message-too-big' })
    expect(deck.frames(id)).toEqual([])
  })
})
