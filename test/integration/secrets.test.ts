import { describe, expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import { bareSurroundings } from '../../main/prepare/surroundings'
import { Deck, eager } from '../support/live-deck'
import { text } from '../support/engine'
import { rawServer, requestOf } from '../support/raw-server'
import { variables } from '../support/scripted'
import { wsServer } from '../support/servers'
import { until } from '../support/until'

const token = 'sesame-4711'
const password = 'swordfish 42'
const surroundings = { ...variables({ secretToken: token }), secret: (ref: string) => (ref === 'sec_1' ? password : ref === token ? token : null) }
const about = {
  request: { headers: [{ name: 'X-Visitor', value: 'visitor {{secretToken}}', enabled: true, secret: false }] },
  auth: { kind: 'basic' as const, user: 'me', password: 'sec_1' },
}
const forms = [token, password, encodeURIComponent(password), Buffer.from(`me:${password}`).toString('base64')]

/** Everything that a person or a file could get to see of a connection. */
function seen(deck: Deck, id: string): string {
  const entries = deck.rows(id).map((row) => deck.bytes(row).toString('latin1'))
  return JSON.stringify([entries, deck.rows(id), deck.snapshot(id), deck.pool.attempts(id)])
}

describe('secrets that a server sends back', () => {
  it('were on the wire, and are in no message, note, state or attempt', async () => {
    const deck = new Deck({ surroundings })
    const got: string[] = []
    const { url } = await wsServer((webSocket, { headers }) => {
      got.push(String(headers['x-visitor']), String(headers.authorization))
      for (const part of got) webSocket.send(`you said ${part}`)
      webSocket.on('message', (data: Buffer) => {
        got.push(data.toString())
        webSocket.close(4000, `no, ${data.toString()}`)
      })
    })
    const id = await deck.opened(url, about)
    await until(() => deck.snapshot(id).counters.messagesIn === 2, 'it was answered')
    deck.pool.send(id, { format: 'text', text: 'open {{secretToken}}' })
    expect((await deck.reaches(id, 'closed')).cause).toMatchObject({ closeCode: 4000, reason: 'no, open ***' })
    expect(got).toEqual([`visitor ${token}`, `Basic ${forms.at(-1) ?? ''}`, `open ${token}`])
    for (const form of forms) expect(seen(deck, id)).not.toContain(form)
    expect(deck.frames(id)[0]?.[1].toString()).toBe(`you said visitor ${'*'.repeat(token.length)}`)
    expect(deck.pool.attempts(id)).toMatchObject([{ attempt: 1, agreed: { protocol: '' }, cause: { closeCode: 4000 } }])
    expect(deck.pool.attempts(id)[0]?.firstMessageMs).toBeGreaterThan(0)
  })

  it('are hidden on every other connection to which the server passes them on, unless they are as short as a word', async () => {
    const deck = new Deck({ surroundings: variables({ secretToken: token, secretPin: '4711' }) })
    const clients = new Set<WebSocket>()
    const { url } = await wsServer((webSocket) => {
      clients.add(webSocket)
      webSocket.on('message', (data: Buffer) => {
        for (const client of clients) client.send(`heard ${data.toString()}`)
      })
    })
    const [sender, listener] = [await deck.opened(url), await deck.opened(url)]
    deck.pool.send(sender, { format: 'text', text: '{{secretToken}}, {{secretPin}}' })
    await until(() => deck.snapshot(listener).counters.messagesIn === 1, 'it was passed on')
    await until(() => deck.snapshot(sender).counters.messagesIn === 1, 'it came back')
    expect(deck.frames(listener)[0]?.[1].toString()).toBe(`heard ${'*'.repeat(token.length)}, 4711`)
    expect(deck.frames(sender).map(([, data]) => data.toString())).toContain(`heard ${'*'.repeat(token.length)}, ****`)
  })

  it('are not in what is kept of a refusal either', async () => {
    const deck = new Deck({ surroundings })
    const { url } = await rawServer(async (socket) => {
      const request = await requestOf(socket)
      const body = `<h1>Refused</h1><pre>${request}</pre>`
      socket.end(`HTTP/1.1 503 Not you, ${token}\r\nX-Back: ${token}\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
    })
    const id = deck.open(url, { ...about, reconnect: { ...eager, attempts: 1 } })
    await deck.reaches(id, 'failed')
    expect(deck.pool.attempts(id).map(({ cause }) => [cause?.httpStatus, cause?.reason])).toEqual(Array(2).fill([503, 'Not you, ***']))
    expect(deck.notes(id).find(({ event }) => event === 'waiting')).toMatchObject({ handshake: { id: 1, hops: [{ response: { status: 503 } }] } })
    for (const form of forms) expect(seen(deck, id)).not.toContain(form)
  })

  it('cost nothing where there are none: bytes reach the log as they came', async () => {
    const deck = new Deck({ surroundings: bareSurroundings })
    const { url } = await wsServer((webSocket) => webSocket.on('message', (data) => webSocket.send(data)))
    const id = await deck.opened(url)
    deck.pool.send(id, text(token))
    await until(() => deck.snapshot(id).counters.messagesIn === 1, 'it came back')
    expect(deck.frames(id).map(([, bytes]) => bytes.toString())).toEqual([token, token])
  })
})
