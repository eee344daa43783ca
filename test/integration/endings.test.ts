import { describe, expect, it } from 'vitest'
import { deflateRawSync } from 'node:zlib'
import type { Socket } from 'node:net'
import { Deck, eager } from '../support/live-deck'
import { limits } from '../../shared/limits'
import { text } from '../support/engine'
import { binaryFrame, closeBody, closeFrame, frame, rawServer, textFrame, upgrade } from '../support/raw-server'
import { echo, wsServer } from '../support/servers'
import { until } from '../support/until'

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

  it('by RST or FIN right after the handshake was open before it failed', async () => {
    const deck = new Deck()
    const ends: [(socket: Socket) => void, string][] = [[(socket) => { socket.end() }, 'no-close-frame'], [(socket) => { socket.resetAndDestroy() }, 'reset']]
    for (const [leave, kind] of ends) {
      const { url, sockets } = await rawServer(upgrade)
      const id = deck.open(url)
      const stop = deck.pool.onChange(() => {
        if (deck.state(id).kind !== 'open') return
        stop()
        sockets.forEach(leave)
      })
      expect((await deck.reaches(id, 'failed')).cause).toMatchObject({ phase: 'open', kind })
      expect(deck.history(id)).toEqual(['idle', 'connecting', 'open', 'failed'])
    }
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
  const violations: [string, Buffer, string][] = [
    ['invalid UTF-8 in a text', frame(textFrame, Buffer.from([0x61, 0xff, 0xfe])), 'WS_ERR_INVALID_UTF8'],
    ['invalid UTF-8 in a close reason', frame(closeFrame, Buffer.from([0x03, 0xe8, 0xff])), 'WS_ERR_INVALID_UTF8'],
    ['a close frame of one byte', frame(closeFrame, Buffer.from([0x03])), 'WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH'],
    ['a reserved opcode', frame(0x83, 'x'), 'WS_ERR_INVALID_OPCODE'],
    ['a continuation of nothing', frame(0x80, 'x'), 'WS_ERR_INVALID_OPCODE'],
    ['a compressed frame without the extension', frame(0xc1, 'x'), 'WS_ERR_UNEXPECTED_RSV_1'],
    ['a reserved bit', frame(0xa1, 'x'), 'WS_ERR_UNEXPECTED_RSV_2_3'],
    ['a ping in fragments', frame(0x09, 'x'), 'WS_ERR_EXPECTED_FIN'],
    ['a masked frame', Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x61]), 'WS_ERR_UNEXPECTED_MASK'],
    ['a second HTTP answer', Buffer.from('HTTP/1.1 500 Internal Server Error\r\n\r\n'), 'WS_ERR_UNEXPECTED_RSV_1'],
  ]

  it.each(violations)('by %s ends the connection for good, with the exact code', async (_what, bytes, code) => {
    const deck = new Deck()
    const got: Buffer[] = []
    const server = await rawServer(async (socket) => {
      await upgrade(socket)
      socket.write(Buffer.concat([frame(textFrame, 'fine'), bytes, frame(textFrame, 'too late')]))
      socket.on('end', () => socket.end())
      socket.on('data', (part: Buffer) => got.push(part))
    })
    const id = deck.open(server.url, { limits: { closeTimeoutMs: 300 }, reconnect: eager })
    expect((await deck.reaches(id, 'failed')).cause).toMatchObject({ phase: 'open', kind: code === 'WS_ERR_INVALID_UTF8' ? 'bad-utf8' : 'protocol-error', code, wasClean: false, by: 'client' })
    const answer = closeBody(code === 'WS_ERR_INVALID_UTF8' ? 1007 : 1002)
    expect(deck.frames(id)).toEqual([['in text', Buffer.from('fine')], ['out close', answer]])
    await until(() => server.sockets.size === 0, 'the connection is gone')
    // The same on the wire: a close frame of two masked bytes (RFC 6455 §5.2).
    const [head, length, ...rest] = Buffer.concat(got)
    expect([head, length]).toEqual([0x88, 0x82])
    expect(Buffer.from([4, 5].map((place) => (rest[place] ?? 0) ^ (rest[place - 4] ?? 0)))).toEqual(answer)
    expect(server.accepted).toBe(1)
  })

  it.each([999, 1004, 1005, 1006, 1015, 1016, 2999])('by the reserved close code %i counts as a drop and is tried again', async (code) => {
    const deck = new Deck()
    const { url } = await rawServer(async (socket) => {
      await upgrade(socket)
      socket.write(frame(closeFrame, closeBody(code)))
      socket.resume()
    })
    const id = deck.open(url, { limits: { closeTimeoutMs: 100 }, reconnect: { enabled: true, baseMs: 600_000, capMs: 600_000, attempts: null } })
    expect((await deck.reaches(id, 'waiting')).cause).toMatchObject({ kind: 'reserved-close-code', code: 'WS_ERR_INVALID_CLOSE_CODE' })
  })

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
    const { url } = await rawServer(async (socket) => {
      await upgrade(socket)
      socket.write(Buffer.concat(Array.from({ length: 5_000 }, () => frame(0x89, 'x'.repeat(125)))))
      socket.pause()
    })
    const id = deck.open(url, { heartbeat: { enabled: false, intervalMs: 100, timeoutMs: 50, misses: 1, logged: true } })
    expect((await deck.reaches(id, 'failed')).cause).toMatchObject({ kind: 'ping-flood', wasClean: false })
    const pongs = deck.frames(id).filter(([what]) => what === 'out pong')
    expect(pongs.length).toBeLessThanOrEqual(limits.pendingPongs)
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
