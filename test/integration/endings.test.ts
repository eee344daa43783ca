import { describe, expect, it } from 'vitest'
import { deflateRawSync } from 'node:zlib'
import { Deck, eager } from '../support/live-deck'
import { limits } from '../../shared/limits'
import { text } from '../support/engine'
import { clog, deafPinger } from '../support/faults/deaf-pinger'
import { binaryFrame, closeBody, closeFrame, frame, rawServer, textFrame, upgrade } from '../support/raw-server'
import { echo, wsServer } from '../support/servers'
import { until } from '../support/until'

const logged = { heartbeat: { enabled: false, intervalMs: 100, timeoutMs: 50, misses: 1, logged: true } }

describe('a connection that its peer ends', () => {
  it('by RST is told apart from one ended by FIN, and what came before is in the log', async () => {
    const deck = new Deck()
    const { url } = await rawServer(async (socket) => {
      await upgrade(socket)
      socket.write(frame(textFrame, 'last words'))
      socket.once('data', (data: Buffer) => {
        if (data.length < 8) socket.end()
        else socket.resetAndDestroy()
      })
    })
    const ends = []
    for (const said of ['a', 'a longer word']) {
      const id = deck.open(url)
      await until(() => deck.snapshot(id).counters.messagesIn === 1, 'the words came')
      deck.pool.send(id, text(said))
      const { cause } = await deck.reaches(id, 'failed')
      ends.push(cause)
      expect(deck.frames(id)).toEqual([['in text', Buffer.from('last words')], ['out text', Buffer.from(said)]])
    }
    expect(ends[0]).toMatchObject({ phase: 'open', kind: 'no-close-frame', code: null, closeCode: null, wasClean: false })
    expect(ends[1]).toMatchObject({ phase: 'open', kind: 'reset', code: 'ECONNRESET', closeCode: null, wasClean: false })
  })

  it('in the middle of a frame loses nothing that was whole', async () => {
    const deck = new Deck()
    const whole = Array.from({ length: 500 }, (_, i) => `row ${i}`)
    const { url } = await rawServer(async (socket) => {
      await upgrade(socket)
      socket.end(Buffer.concat([...whole.map((words) => frame(textFrame, words)), frame(binaryFrame, Buffer.alloc(1_000)).subarray(0, 300)]))
    })
    const id = deck.open(url)
    expect((await deck.reaches(id, 'failed')).cause.kind).toBe('no-close-frame')
    expect(deck.frames(id).map(([, bytes]) => bytes.toString())).toEqual(whole)
    expect(deck.notes(id).at(-1)?.event).toBe('failed')
    expect(deck.rows(id).at(-1)?.kind).toBe('lifecycle')
  })

  it.each<[number | null, string, 'closed' | 'waiting']>([
    [1000, 'done', 'closed'],
    [1001, 'going away', 'waiting'],
    [1008, 'policy', 'closed'],
    [1011, 'broken', 'waiting'],
    [1012, 'restart', 'waiting'],
    [1013, 'later', 'waiting'],
    [1014, '', 'waiting'],
    [3000, 'who?', 'closed'],
    [4001, 'né 😀', 'closed'],
    [null, '', 'closed'],
  ])('with close code %s %j is %s…', async (code, reason, state) => {
    const deck = new Deck()
    const { url } = await wsServer((webSocket) => {
      webSocket.send('bye')
      if (code === null) webSocket.close()
      else webSocket.close(code, reason)
    })
    const before = Date.now()
    const id = deck.open(url, { reconnect: { enabled: true, baseMs: 600_000, capMs: 600_000, attempts: null } })
    const end = await deck.reaches(id, state)
    expect(end.cause).toMatchObject({ phase: 'open', kind: 'close-frame', code: null, closeCode: code ?? 1005, reason, wasClean: true })
    const body = code === null ? Buffer.alloc(0) : closeBody(code, reason)
    expect(deck.frames(id).filter(([what]) => what.startsWith('in'))).toEqual([['in text', Buffer.from('bye')], ['in close', body]])
    if (end.kind === 'waiting') {
      const floorMs = { 1011: 5_000, 1013: 30_000 }[code ?? 0] ?? 0
      expect(end.retryAt - before).toBeGreaterThanOrEqual(floorMs - 1)
    }
  })

  it('with a close frame, but never ends TCP, is over when its close timeout has run out', async () => {
    const deck = new Deck()
    const { url, sockets } = await rawServer(async (socket) => {
      await upgrade(socket)
      socket.write(frame(closeFrame, closeBody(1001, 'bye')))
      socket.resume()
      socket.on('end', () => undefined)
    })
    const id = deck.open(url, { limits: { closeTimeoutMs: 200 } })
    const { cause } = await deck.reaches(id, 'closed', 3_000)
    expect(cause).toMatchObject({ kind: 'close-frame', closeCode: 1001 })
    await until(() => sockets.size === 0, 'the connection is gone')
  })
})

describe('a server that breaks the protocol', () => {
  const deflate = ['Sec-WebSocket-Extensions: permessage-deflate']

  it('by compressed data that is none ends the connection for good', async () => {
    const deck = new Deck()
    const server = await rawServer(async (socket) => {
      await upgrade(socket, ...deflate)
      socket.write(Buffer.concat([frame(0xc1, deflateRawSync('fine')), frame(0xc1, Buffer.alloc(50, 0xff))]))
      socket.on('end', () => socket.end())
      socket.resume()
    })
    const id = deck.open(server.url, { compression: { mode: 'offered' }, limits: { closeTimeoutMs: 300 }, reconnect: eager })
    expect((await deck.cause(id)).kind).toBe('bad-compression')
    await deck.reaches(id, 'failed')
    expect(server.accepted).toBe(1)
  })

  it.each<[string, boolean, Buffer]>([
    ['in one frame', false, Buffer.from([0x82, 126, 0x08, 0x01])],
    ['in fragments', false, Buffer.concat([frame(0x02, Buffer.alloc(2_000)), frame(0x80, Buffer.alloc(49))])],
    ['of which only the length came', false, Buffer.from([0x82, 127, 0, 0, 0, 0x7f, 0, 0, 0, 0])],
    ['packed small', true, frame(0xc2, deflateRawSync(Buffer.alloc(1024 * 1024)).subarray(0, 2_000))],
  ])('by a message above the limit, %s, ends the connection for good', async (_how, compression, bytes) => {
    const deck = new Deck()
    const server = await rawServer(async (socket) => {
      await upgrade(socket, ...(compression ? deflate : []))
      socket.write(bytes)
      socket.on('end', () => socket.end())
      socket.resume()
    })
    const id = deck.open(server.url, { compression: { mode: compression ? 'offered' : 'off' }, limits: { receiveBytes: 2_048, closeTimeoutMs: 300 }, reconnect: eager })
    expect((await deck.reaches(id, 'failed')).cause).toMatchObject({ kind: 'message-too-big', code: 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' })
    expect(deck.frames(id)).toEqual([['out close', closeBody(1009)]])
    expect(server.accepted).toBe(1)
  })

  it('by more pings than it takes pongs for is cut, and only pongs that were written are in the log', async () => {
    const deck = new Deck()
    const url = await deafPinger()
    const id = await deck.opened(url, logged)
    clog(deck, id)
    expect((await deck.reaches(id, 'failed')).cause).toMatchObject({ kind: 'ping-flood', wasClean: false })
    const [pings, pongs] = ['in ping', 'out pong'].map((wanted) => deck.frames(id).filter(([what]) => what === wanted).length)
    expect(pings).toBeGreaterThan(limits.skippedPings)
    expect(pongs).toBeLessThan((pings ?? 0) - limits.skippedPings)
  })

  it('by none: thousands of pings that come at once, as after a sleep, are answered as far as there is room, the newest for sure', async () => {
    const deck = new Deck()
    const { url } = await rawServer(async (socket) => {
      await upgrade(socket)
      socket.write(Buffer.concat(Array.from({ length: 5_000 }, (_, i) => frame(0x89, String(i)))))
    })
    const id = await deck.opened(url, logged)
    await until(() => deck.frames(id).some(([what, bytes]) => what === 'out pong' && bytes.toString() === '4999'), 'the newest is answered')
    expect(deck.state(id).kind).toBe('open')
    expect(deck.frames(id).filter(([what]) => what === 'in ping')).toHaveLength(5_000)
  })

  it('leaves a connection alone that stays just below the limit', async () => {
    const deck = new Deck()
    const { url } = await wsServer(echo)
    const id = await deck.opened(url, { limits: { receiveBytes: 2_048 } })
    deck.pool.send(id, text('x'.repeat(2_048)))
    await until(() => deck.snapshot(id).counters.messagesIn === 1, 'it came back')
    deck.pool.send(id, text('x'.repeat(2_049)))
    expect((await deck.reaches(id, 'failed')).cause.kind).toBe('message-too-big')
  })
})
