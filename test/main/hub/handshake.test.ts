import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Hub } from '../../../main/hub/hub'
import { systemClock } from '../../../main/lib/clock'
import { silentLogger } from '../../../main/lib/logger'
import { until } from '../../support/until'
import { closeClients, handshakeHead, openClient, rawExchange } from '../../support/ws-client'

const hub = new Hub({ clock: systemClock, logger: silentLogger })
let port = 0

beforeAll(async () => {
  port = (await hub.start(0)).port
})
afterAll(() => hub.stop())

const upgrade = (headers: Record<string, string | null>, path = '/echo') => rawExchange(port, handshakeHead(port, path, headers))

describe('the handshake of the hub', () => {
  it.each(['127.0.0.1', 'localhost', '[::1]'])('lets in a native client that connects to %s', async (host) => {
    const socket = connect(port, '127.0.0.1')
    socket.write(handshakeHead(port, '/echo', { Host: `${host}:${port}` }))
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 101 /)
    socket.destroy()
  })

  it.each(['127.0.0.1.evil', 'localhost.evil', 'evil.example', '2130706433', 'user@127.0.0.1', 'LOCALHOST'])('answers 403 to the host %s', async (host) => {
    expect(await upgrade({ Host: `${host}:${port}` })).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/)
    expect(await rawExchange(port, `GET / HTTP/1.1\r\nHost: ${host}:${port}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/)
  })

  it('answers 403 to every origin, 400 to no host at all', async () => {
    for (const Origin of ['null', `http://127.0.0.1:${port}`, 'https://evil.example']) expect(await upgrade({ Origin })).toMatch(/^HTTP\/1\.1 403 /)
    expect(await upgrade({ Host: null })).toMatch(/^HTTP\/1\.1 40[03] /)
  })

  it('answers 404 with the list of modes to an unknown path, by handshake and by plain request', async () => {
    expect(await upgrade({}, '/nowhere')).toMatch(/^HTTP\/1\.1 404 [^]*\/echo[^]*\/flood/)
    const page = await rawExchange(port, `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`)
    expect(page).toMatch(/^HTTP\/1\.1 404 [^]*Content-Type: text\/plain[^]*\/room\/<name>/)
  })

  it('answers 426 to a plain request for a mode', async () => {
    expect(await rawExchange(port, `GET /echo HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 426 /)
  })

  it('answers 400 in words to a mode asked for wrongly', async () => {
    expect(await upgrade({}, '/clock?ms=1')).toMatch(/^HTTP\/1\.1 400 [^]*ms must be a whole number from 10 to 60000/)
    await expect(openClient(`ws://127.0.0.1:${port}/room/`)).rejects.toThrow('400')
  })

  it.each([
    ['Sec-WebSocket-Key', 'short'],
    ['Sec-WebSocket-Key', null],
    ['Sec-WebSocket-Version', '7'],
    ['Upgrade', 'h2c'],
    ['Sec-WebSocket-Protocol', 'a, a'],
  ])('answers 400 to a handshake whose %s is %s', async (name, value) => {
    expect(await upgrade({ [name]: value })).toMatch(/^HTTP\/1\.1 400 /)
  })

  it('accepts the first subprotocol that a client offers, and none where none is offered', async () => {
    const some = await openClient(`ws://127.0.0.1:${port}/echo`, { protocols: ['chat.v2', 'chat.v1'] })
    const none = await openClient(`ws://127.0.0.1:${port}/echo`)
    expect([some.ws.protocol, none.ws.protocol]).toEqual(['chat.v2', ''])
    await closeClients([some, none])
  })

  it('compresses for a client that offers it, and echoes to both kinds alike', async () => {
    const packed = await openClient(`ws://127.0.0.1:${port}/room/packed`, { perMessageDeflate: true })
    const plain = await openClient(`ws://127.0.0.1:${port}/room/packed`)
    expect([packed.ws.extensions, plain.ws.extensions]).toEqual(['permessage-deflate', ''])
    const said = ['small', 'x'.repeat(100_000), '', 'é'.repeat(2000)]
    for (const text of said) packed.ws.send(text)
    for (const text of said) plain.ws.send(text)
    await until(() => [packed, plain].every(({ messages }) => messages.length === said.length), 'both have all')
    expect([packed.messages, plain.messages]).toEqual([said, said])
    await closeClients([packed, plain])
  })
})
