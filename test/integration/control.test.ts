import { describe, expect, it } from 'vitest'
import { closeAll, pingAll } from '../../main/ipc/control'
import { Deck } from '../support/live-deck'
import { closeFrame, frame, pingFrame, rawServer, upgrade } from '../support/raw-server'
import { wsServer } from '../support/servers'
import { until } from '../support/until'

const logged = (deck: Deck, id: string) => deck.frames(id).map(([what, bytes]) => `${what} ${bytes.toString()}`)
const refusal = (code: string, message = /./): Error => expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as Error

interface Got {
  first: number
  payload: Buffer
}

/** A client's frames of less than 126 bytes each, unmasked (RFC 6455 §5.2). */
function unmasked(bytes: Buffer): Got[] {
  const frames: Got[] = []
  for (let at = 0; at < bytes.length; ) {
    const end = at + 6 + ((bytes[at + 1] ?? 0) & 0x7f)
    const key = bytes.subarray(at + 2, at + 6)
    frames.push({ first: bytes[at] ?? 0, payload: Buffer.from(bytes.subarray(at + 6, end).map((byte, index) => byte ^ (key[index % 4] ?? 0))) })
    at = end
  }
  return frames
}

describe('a ping by hand, on the wire', () => {
  it('carries its payload, and is in the log with its pong whatever the profile says of heartbeats', async () => {
    const got: Got[] = []
    const server = await rawServer(async (socket) => {
      await upgrade(socket)
      // One of the peer's own: not asked for, so not listed.
      socket.write(frame(pingFrame, 'theirs'))
      socket.on('data', (data: Buffer) => {
        got.push(...unmasked(data))
        for (const { first, payload } of unmasked(data)) if (first === pingFrame) socket.write(frame(0x8a, payload))
      })
    })
    const deck = new Deck()
    const id = await deck.opened(server.url)
    expect(pingAll(deck.pool, [id, id, 'c99'], { format: 'hex', text: '68 69 00 ff' })).toEqual({
      results: [{ connectionId: id, outcome: { kind: 'sent' } }, { connectionId: 'c99', outcome: { kind: 'refused', reason: 'not-found' } }],
    })
    await until(() => deck.frames(id).length === 2, 'the pong is there')
    expect(got).toContainEqual({ first: pingFrame, payload: Buffer.from([0x68, 0x69, 0, 0xff]) })
    expect(deck.frames(id)).toEqual([['out ping', Buffer.from([0x68, 0x69, 0, 0xff])], ['in pong', Buffer.from([0x68, 0x69, 0, 0xff])]])
    const state = deck.state(id)
    expect(state.kind === 'open' && state.rttMs).toBeGreaterThan(0)
    // Each side has pinged, and answered the other.
    expect(deck.snapshot(id).counters).toMatchObject({ messagesOut: 0, messagesIn: 0, controlIn: 2, controlOut: 2 })
  })

  it('goes between messages that are compressed, in its order', async () => {
    const got: string[] = []
    const { url } = await wsServer((webSocket) => {
      webSocket.on('message', (data: Buffer) => got.push(data.toString().slice(0, 3)))
      webSocket.on('ping', (data: Buffer) => got.push(`ping ${data.toString()}`))
    }, { perMessageDeflate: { threshold: 0 } })
    const deck = new Deck()
    const id = await deck.opened(url)
    await deck.pool.send(id, { binary: false, bytes: Buffer.from('one'.repeat(1_000)) }).settled
    pingAll(deck.pool, [id], { format: 'text', text: '' })
    await deck.pool.send(id, { binary: false, bytes: Buffer.from('two'.repeat(1_000)) }).settled
    await until(() => got.length === 3, 'all have come')
    expect(got).toEqual(['one', 'ping ', 'two'])
  })

  it('is refused when the socket is not open, and altogether when it is malformed or too long', async () => {
    const { url } = await wsServer(() => undefined)
    const deck = new Deck()
    const id = deck.add(url)
    expect(pingAll(deck.pool, [id], { format: 'text', text: 'x' }).results).toEqual([{ connectionId: id, outcome: { kind: 'refused', reason: 'not-open' } }])
    expect(() => pingAll(deck.pool, [id], { format: 'hex', text: 'x' })).toThrow(refusal('bad-hex'))
    expect(() => pingAll(deck.pool, [id], { format: 'text', text: 'x'.repeat(126) })).toThrow(refusal('message-too-large', /at most 125 bytes: this payload has 126/))
    const open = await deck.opened(url)
    expect(() => pingAll(deck.pool, [open], { format: 'text', text: '{{nobody}} {{$index}}' })).toThrow(refusal('unknown-variable', /^\{\{nobody\}\} is/))
    expect(pingAll(deck.pool, [open], { format: 'text', text: `{{$index}}${'x'.repeat(125)}` }).results[0]?.outcome).toEqual({ kind: 'refused', reason: 'message-too-large' })
    expect(pingAll(deck.pool, [], { format: 'text', text: '{{nobody}}' })).toEqual({ results: [] })
  })
})

describe('closing with a code and a reason, on the wire', () => {
  it('sends both, says so in the log, and ends what would be retried', async () => {
    const frames: Got[] = []
    const server = await rawServer(async (socket) => {
      await upgrade(socket)
      socket.on('data', (data: Buffer) => {
        frames.push(...unmasked(data))
        const close = frames.find(({ first }) => first === closeFrame)
        if (close !== undefined) socket.end(frame(closeFrame, close.payload))
      })
    })
    const deck = new Deck()
    const id = await deck.opened(server.url, { reconnect: { enabled: true, baseMs: 10, capMs: 10 } })
    closeAll(deck.pool, [id], { code: 4321, reason: 'fertig · 完' })
    const { cause } = await deck.reaches(id, 'closed')
    expect(cause).toMatchObject({ kind: 'user-closed', closeCode: 4321, wasClean: true })
    const body = Buffer.concat([Buffer.from([4321 >> 8, 4321 & 0xff]), Buffer.from('fertig · 完')])
    expect(frames).toEqual([{ first: closeFrame, payload: body }])
    expect(deck.frames(id)[0]).toEqual(['out close', body])
    expect(deck.notes(id).find(({ event }) => event === 'closing')?.words).toMatch(/^Closing: 4321 .+ · fertig · 完$/)
    expect(logged(deck, id)).toHaveLength(2)
    expect(server.accepted).toBe(1)
    expect(deck.complaints).toEqual([])
  })

  it('gives up an attempt that waits, like closing does', async () => {
    const deck = new Deck()
    const id = deck.open('ws://127.0.0.1:1/', { reconnect: { enabled: true, baseMs: 60_000, capMs: 60_000 } })
    await deck.reaches(id, 'waiting')
    closeAll(deck.pool, [id], { code: 3000, reason: '' })
    await deck.reaches(id, 'closed')
  })

  it.each([999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 1000.5])('refuses %d, which may not be in a close frame, and closes nobody', async (code) => {
    const { url } = await wsServer(() => undefined)
    const deck = new Deck()
    const id = await deck.opened(url)
    expect(() => closeAll(deck.pool, [id], { code, reason: '' })).toThrow(refusal('bad-close', /can’t be sent/))
    expect(deck.state(id).kind).toBe('open')
  })

  it('refuses a reason that does not fit, and takes every other code', async () => {
    const codes: number[] = []
    const { url } = await wsServer((webSocket) => webSocket.on('close', (code) => codes.push(code)))
    const deck = new Deck()
    expect(() => closeAll(deck.pool, [], { code: 1000, reason: 'é'.repeat(62) })).toThrow(refusal('bad-close', /at most 123 bytes in UTF-8: this one has 124/))
    const all = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999]
    for (const code of all) {
      const id = await deck.opened(url)
      closeAll(deck.pool, [id], { code, reason: 'é'.repeat(61) })
      await deck.reaches(id, 'closed')
    }
    await until(() => codes.length === all.length, 'the server has seen all')
    expect(codes).toEqual(all)
    expect(() => closeAll(deck.pool, ['c99'], { code: 1000, reason: '' })).toThrow(refusal('not-found'))
  })
})
