import type { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { Deck } from '../support/live-deck'
import { text } from '../support/engine'
import { frame, pingFrame, rawServer, textFrame, upgrade } from '../support/raw-server'
import { echo, wsServer } from '../support/servers'
import { until } from '../support/until'

const binary = (bytes: Uint8Array) => ({ binary: true, bytes })

/** Counts what the sockets of this process write to a port from now on: each time it is one system call. */
function writesTo(port: number): () => number {
  const prototype = Socket.prototype as Required<Socket>
  const spies = [vi.spyOn(prototype, '_write'), vi.spyOn(prototype, '_writev')]
  onTestFinished(() => spies.forEach((spy) => spy.mockRestore()))
  return () => spies.flatMap((spy) => spy.mock.contexts as unknown as Socket[]).filter(({ remotePort }) => remotePort === port).length
}

describe('messages between a connection and a server', () => {
  it('go both ways byte by byte, are counted, and stand in the log in the order of the wire', async () => {
    const deck = new Deck()
    const { url } = await wsServer(echo)
    const id = await deck.opened(`${url}/echo?token=hush`)
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i)
    const sent = [text('né 😀'), binary(bytes), text(''), binary(new Uint8Array())]
    for (const message of sent) {
      const sending = deck.pool.send(id, message)
      expect(sending.outcome).toEqual({ kind: 'queued' })
      expect(await sending.settled).toEqual({ kind: 'sent' })
    }
    await until(() => deck.snapshot(id).counters.messagesIn === 4, 'all four came back')
    const { counters, last, url: shown } = deck.snapshot(id)
    const size = Buffer.byteLength('né 😀') + 256
    const none = { controlIn: 0, controlOut: 0, queuedMessages: 0, queuedBytes: 0, refused: 0, dropped: 0, retries: 0 }
    expect(counters).toEqual({ messagesIn: 4, messagesOut: 4, bytesIn: size, bytesOut: size, ...none })
    expect(last).toMatchObject({ direction: 'in', size: 0, preview: '' })
    expect(shown).not.toContain('hush')
    deck.pool.close(id)
    await deck.reaches(id, 'closed')

    const frames = deck.frames(id)
    for (const way of ['out', 'in'])
      expect(frames.filter(([what]) => what.startsWith(`${way} `))).toEqual([
        [`${way} text`, Buffer.from('né 😀')],
        [`${way} binary`, Buffer.from(bytes)],
        [`${way} text`, Buffer.alloc(0)],
        [`${way} binary`, Buffer.alloc(0)],
        [`${way} close`, Buffer.from([0x03, 0xe8])],
      ])
    const places = (way: string) => frames.flatMap(([what], place) => (what.startsWith(way) && !what.endsWith('close') ? [place] : []))
    expect(places('out').every((place, i) => place < (places('in')[i] ?? -1))).toBe(true)
    expect(deck.notes(id).map((note) => note.event)).toEqual(['connecting', 'open', 'closing', 'closed'])
    expect(JSON.stringify(deck.notes(id))).not.toContain('hush')
  })

  it('stand in the log with times that never go back', async () => {
    const deck = new Deck()
    const { url } = await wsServer((webSocket) => { for (let i = 0; i < 2_000; i += 1) webSocket.send(`tick ${i}`) })
    const id = await deck.opened(url)
    await until(() => deck.snapshot(id).counters.messagesIn === 2_000, 'all ticks came')
    const times = deck.rows(id).map((row) => row.at)
    expect(times.filter((at, i) => at < (times[i - 1] ?? 0))).toEqual([])
    expect(deck.frames(id).map(([, bytes]) => bytes.toString())).toEqual(Array.from({ length: 2_000 }, (_, i) => `tick ${i}`))
  })

  it('are sent in the order in which they were handed over, a burst in few writes', async () => {
    const deck = new Deck()
    const got: string[] = []
    const { url, port } = await wsServer((webSocket) => webSocket.on('message', (data: Buffer) => got.push(data.toString())))
    const id = await deck.opened(url)
    const writes = writesTo(port)
    const outcomes = await Promise.all(Array.from({ length: 200 }, (_, i) => deck.pool.send(id, text(`m${i}`)).settled))
    await until(() => got.length === 200, 'the server has all')
    expect(got).toEqual(Array.from({ length: 200 }, (_, i) => `m${i}`))
    expect(outcomes.every((outcome) => outcome.kind === 'sent')).toBe(true)
    expect(writes()).toBeGreaterThan(0)
    expect(writes()).toBeLessThan(5)
  })

  it('may be large: 8 MiB out, and back whole', async () => {
    const deck = new Deck()
    const { url } = await wsServer(echo)
    const id = await deck.opened(url)
    const bytes = Buffer.alloc(8 * 1024 * 1024, 'sockdeck')
    expect(await deck.pool.send(id, binary(bytes)).settled).toEqual({ kind: 'sent' })
    await until(() => deck.snapshot(id).counters.messagesIn === 1, 'it came back')
    const row = deck.rows(id).at(-1)
    expect(row).toMatchObject({ direction: 'in', kind: 'binary', size: bytes.length })
    expect(row && deck.bytes(row).equals(bytes)).toBe(true)
  })

  it('that come in one packet with the answer to the handshake are not lost', async () => {
    const deck = new Deck()
    const { url } = await rawServer(async (socket) => {
      socket.cork()
      await upgrade(socket)
      for (const word of ['first', 'second']) socket.write(frame(textFrame, word))
      socket.uncork()
    })
    const id = deck.open(url)
    await until(() => deck.snapshot(id).counters.messagesIn === 2, 'both came')
    expect(deck.frames(id).map(([, bytes]) => bytes.toString())).toEqual(['first', 'second'])
    expect(deck.notes(id).map((note) => note.event)).toEqual(['connecting', 'open'])
  })

  it('are one row each however they were cut into fragments and packets', async () => {
    const deck = new Deck()
    const { url } = await rawServer(async (socket) => {
      await upgrade(socket)
      const bytes = Buffer.concat([frame(0x01, 'né'), frame(pingFrame, 'in between'), frame(0x00, ' 😀'.slice(0, 1)), frame(0x80, '😀')])
      for (const byte of bytes) socket.write(Buffer.from([byte]))
    })
    const id = deck.open(url)
    await until(() => deck.snapshot(id).counters.messagesIn === 1, 'it came')
    expect(deck.frames(id)).toEqual([['in text', Buffer.from('né 😀')]])
  })

  it('answers a ping with its payload, and shows it in the log only if the profile asks for it', async () => {
    const pongs: string[] = []
    const { url } = await wsServer((webSocket) => {
      webSocket.on('pong', (data) => pongs.push(data.toString()))
      webSocket.ping('hello?')
      webSocket.send('after')
    })
    const deck = new Deck()
    const logged = { enabled: false, intervalMs: 100, timeoutMs: 100, misses: 1, logged: true }
    const silent = deck.open(url)
    const talkative = deck.open(url, { heartbeat: logged })
    await until(() => pongs.length === 2, 'both answered')
    for (const id of [silent, talkative]) await until(() => deck.snapshot(id).counters.messagesIn === 1, 'the message came')
    expect(pongs).toEqual(['hello?', 'hello?'])
    expect(deck.frames(silent)).toEqual([['in text', Buffer.from('after')]])
    expect(deck.frames(talkative)).toContainEqual(['in ping', Buffer.from('hello?')])
  })
})

describe('what a profile asks of the handshake', () => {
  it('offers its subprotocols and shows the one that was agreed on', async () => {
    const deck = new Deck()
    const offered: string[][] = []
    const { url } = await wsServer(echo, { handleProtocols: (protocols) => { offered.push([...protocols]); return 'v2.json' } })
    const id = deck.open(url, { request: { protocols: ['v1.json', 'v2.json'].map((name) => ({ name, enabled: true })) } })
    expect(await deck.reaches(id, 'open')).toMatchObject({ protocol: 'v2.json' })
    expect(offered).toEqual([['v1.json', 'v2.json']])
    expect(deck.notes(id).at(-1)).toMatchObject({ event: 'open', protocol: 'v2.json', status: 101 })
  })

  it('sends its headers, a repeated one twice in whatever case, one that is switched off not at all', async () => {
    const deck = new Deck()
    const requests: IncomingMessage[] = []
    const { url } = await wsServer((_webSocket, request) => { requests.push(request) })
    const header = (name: string, value: string, enabled = true) => ({ name, value, enabled, secret: false })
    await deck.opened(url, {
      request: { headers: [
        header('X-Trace', 'one'), header('Origin', 'https://deck.example'), header('X-Trace', 'two'), header('Authorization', 'Bearer café'),
        header('X-Off', 'x', false), header('x-case', 'lower'), header('X-Case', 'upper'), header('Cookie', 'a=1'), header('Host', 'other.example'),
      ] },
    })
    const raw = requests[0]?.rawHeaders ?? []
    const values = (name: string) => raw.filter((_, i) => i % 2 === 1 && raw[i - 1]?.toLowerCase() === name)
    expect(values('x-trace')).toEqual(['one', 'two'])
    expect(values('x-case')).toEqual(['lower', 'upper'])
    expect(values('origin')).toEqual(['https://deck.example'])
    expect(values('authorization')).toEqual(['Bearer café'])
    expect(values('host')).toEqual(['other.example'])
    expect(values('cookie')).toEqual(['a=1'])
    expect(values('x-off')).toEqual([])
  })

  it('turns user name and password of the URL into an Authorization header, and shows neither', async () => {
    const deck = new Deck()
    const requests: IncomingMessage[] = []
    const { port } = await wsServer((_webSocket, request) => { requests.push(request) })
    const id = await deck.opened(`ws://ann:p%40ss@127.0.0.1:${port}/`)
    expect(requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from('ann:p@ss').toString('base64')}`)
    expect(deck.snapshot(id).url).toBe(`ws://***:***@127.0.0.1:${port}/`)
    expect(JSON.stringify(deck.notes(id))).not.toMatch(/p%40ss|p@ss/)
  })

  it('compresses on the wire when asked to, and neither offers nor does it otherwise', async () => {
    const deck = new Deck()
    const offers: (string | undefined)[] = []
    const wire: number[] = []
    const got: string[] = []
    const { url } = await wsServer((webSocket, request) => {
      const index = offers.push(request.headers['sec-websocket-extensions']) - 1
      wire[index] = 0
      request.socket.on('data', (data: Buffer) => { wire[index] = (wire[index] ?? 0) + data.length })
      webSocket.on('message', (data: Buffer) => { got.push(data.toString()); webSocket.send(data, { binary: false }) })
    }, { perMessageDeflate: true })
    const message = 'sockdeck '.repeat(10_000)
    for (const compression of [true, false]) {
      const id = await deck.opened(url, { compression: { mode: compression ? 'offered' : 'off' } })
      expect(deck.state(id)).toMatchObject({ extensions: compression ? 'permessage-deflate' : '' })
      expect(await deck.pool.send(id, text(message)).settled).toEqual({ kind: 'sent' })
      await until(() => deck.snapshot(id).counters.messagesIn === 1, 'it came back')
      expect(deck.frames(id).map(([, bytes]) => bytes.toString())).toEqual([message, message])
    }
    expect(got).toEqual([message, message])
    expect(offers).toEqual([expect.stringContaining('permessage-deflate'), undefined])
    expect(wire[0]).toBeLessThan(5_000)
    expect(wire[1]).toBeGreaterThan(message.length)
  })
})
