import { lookup } from 'node:dns/promises'
import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { codeOf } from '../../main/lib/errno'
import type { Cause } from '../../shared/connection'
import { blackHole } from '../support/black-hole'
import { backTo, resources } from '../support/leaks'
import { Deck } from '../support/live-deck'
import { answer, rawServer, requestOf, switching, upgrade } from '../support/raw-server'
import { echo, wsServer } from '../support/servers'
import { readApart } from '../support/turns'
import { until } from '../support/until'

/** One attempt, and why it failed. */
async function failureOf(deck: Deck, url: string, about: Parameters<Deck['open']>[1] = {}): Promise<Cause> {
  const id = deck.open(url, about)
  const { cause } = await deck.reaches(id, 'failed')
  expect(deck.history(id)).toEqual(['idle', 'connecting', 'failed'])
  const events = deck.notes(id).map((note) => note.event)
  expect([events[0], events.at(-1)]).toEqual(['connecting', 'failed'])
  expect(deck.complaints).toEqual([])
  return cause
}

/** Milliseconds that the connection means to wait, as its last row says. */
function delayOf(deck: Deck, id: string): number {
  return Number(deck.notes(id).at(-1)?.['delayMs'])
}

async function freePort(): Promise<number> {
  const { port, close } = await rawServer(() => undefined)
  await close()
  return port
}

describe('an attempt that reaches nobody', () => {
  it('is refused where nothing listens, by address and by name', async () => {
    const deck = new Deck()
    const port = await freePort()
    expect(await failureOf(deck, `ws://127.0.0.1:${port}/`)).toMatchObject({ phase: 'tcp', kind: 'refused', code: 'ECONNREFUSED', wasClean: false })
    expect(await failureOf(deck, `ws://localhost:${port}/`)).toMatchObject({ phase: 'tcp', kind: 'refused', code: 'ECONNREFUSED' })
    expect(await failureOf(deck, `wss://127.0.0.1:${port}/`)).toMatchObject({ phase: 'tcp', kind: 'refused' })
  })

  it('finds no host of a name that cannot exist', async ({ skip }) => {
    const code = await lookup('nobody.sockdeck.invalid').then(() => 'an answer', codeOf)
    if (code !== 'ENOTFOUND' && code !== 'EAI_AGAIN') skip(`the resolver here says ${code}`)
    const kind = code === 'ENOTFOUND' ? 'host-not-found' : 'dns-failed'
    expect(await failureOf(new Deck(), 'ws://nobody.sockdeck.invalid/')).toMatchObject({ phase: 'dns', kind, code })
  })
})

describe('a server that answers with HTTP', () => {
  it.each([
    ['300 Multiple Choices', 300], ['200 OK', 200], ['204 No Content', 204],
  ])('%s ends the connection for good, with its status and the head of its body', async (status, code) => {
    const server = await rawServer((socket) => answer(socket, status, ['Location: /elsewhere'], code === 204 ? '' : 'go <b>away</b>'))
    const deck = new Deck()
    const cause = await failureOf(deck, server.url, { reconnect: { enabled: true, baseMs: 10, capMs: 10, attempts: null } })
    expect(cause).toMatchObject({ phase: 'http', kind: 'http-status', httpStatus: code, reason: status.slice(4), closeCode: null })
    if (code !== 204) expect(JSON.stringify(deck.rows().map((row) => deck.bytes(row).toString()))).toContain('go <b>away</b>')
    await until(() => server.sockets.size === 0, 'the connection is gone')
    expect(server.accepted).toBe(1)
  })

  it('503 is tried again until it opens', async () => {
    const server = await rawServer((socket) => (server.accepted < 3 ? answer(socket, '503 Service Unavailable') : upgrade(socket)))
    const deck = new Deck()
    const id = await deck.opened(server.url, { reconnect: { enabled: true, baseMs: 10, capMs: 10, attempts: null } })
    expect(deck.snapshot(id).counters.retries).toBe(2)
    expect(deck.history(id)).toEqual(['idle', 'connecting', 'waiting', 'connecting', 'waiting', 'connecting', 'open'])
  })

  it('503 with "Retry-After: 0" does not make the attempts run wild', async () => {
    const server = await rawServer((socket) => answer(socket, '503 Service Unavailable', ['Retry-After: 0']))
    const deck = new Deck()
    const id = deck.open(server.url, { reconnect: { enabled: true, baseMs: 600_000, capMs: 600_000, attempts: 20 } })
    await deck.reaches(id, 'waiting')
    expect(delayOf(deck, id)).toBeGreaterThan(1_000)
    expect(server.accepted).toBe(1)
  })

  it('a refusal keeps its status when its body never ends', async () => {
    const { url } = await rawServer(async (socket) => {
      await requestOf(socket)
      socket.write('HTTP/1.1 401 Unauthorized\r\nContent-Length: 1000\r\n\r\nonly the start')
    })
    const cause = await failureOf(new Deck(), url, { limits: { deadlineMs: 3_000 } })
    expect(cause).toMatchObject({ kind: 'http-status', httpStatus: 401 })
  })

  it('a refusal with a body without end is read to 64 KiB and no further', async () => {
    const { url, sockets } = await rawServer(async (socket) => {
      await requestOf(socket)
      socket.write('HTTP/1.1 403 Forbidden\r\n\r\n')
      const more = (): void => { while (!socket.destroyed && socket.write(Buffer.alloc(16_384, 'x'))); }
      socket.on('drain', more)
      more()
    })
    const deck = new Deck()
    const id = deck.open(url)
    const { cause } = await deck.reaches(id, 'failed')
    expect(cause).toMatchObject({ kind: 'http-status', httpStatus: 403 })
    const row = deck.rows(id).at(-1)
    const told = row === undefined ? '' : deck.bytes(row).toString()
    expect(told).toContain('x'.repeat(64 * 1024))
    // Once: a fleet that is turned away writes a row like this with each attempt.
    expect(told.length).toBeLessThan(2 * 64 * 1024)
    await until(() => sockets.size === 0, 'the connection is gone')
  })
})

describe('a server that goes away in the middle of the handshake', () => {
  it.each<[string, (socket: Socket) => void | Promise<void>, string]>([
    ['by RST before the request', (socket) => { socket.resetAndDestroy() }, 'reset'],
    ['by RST after the request', async (socket) => { await requestOf(socket); socket.resetAndDestroy() }, 'reset'],
    ['by RST inside its answer', async (socket) => { await requestOf(socket); socket.write('HTTP/1.1 101 Sw'); await readApart(); socket.resetAndDestroy() }, 'reset'],
    ['by FIN after the request', async (socket) => { await requestOf(socket); socket.end() }, 'no-close-frame'],
    ['by FIN inside its answer', async (socket) => { await requestOf(socket); socket.end('HTTP/1.1 101 Sw') }, 'no-close-frame'],
  ])('%s', async (_how, leave, kind) => {
    const { url } = await rawServer(leave)
    const cause = await failureOf(new Deck(), url)
    expect(cause).toMatchObject({ kind, wasClean: false })
    expect(['tcp', 'http']).toContain(cause.phase)
  })

  it('tells an RST from a FIN during the TLS handshake too', async () => {
    const reset = await rawServer((socket) => { socket.once('data', () => socket.resetAndDestroy()) })
    const fin = await rawServer((socket) => { socket.once('data', () => socket.end()) })
    const deck = new Deck()
    expect(await failureOf(deck, reset.url.replace('ws:', 'wss:'))).toMatchObject({ phase: 'tls', kind: 'reset' })
    expect((await failureOf(deck, fin.url.replace('ws:', 'wss:'))).kind).not.toBe('reset')
  })
})

describe('the deadline', () => {
  /** Each must end at the limit although the server keeps something going. */
  const slow: [string, 'ws' | 'wss', (socket: Socket) => void | Promise<void>, string][] = [
    ['accepts and says nothing', 'ws', (socket) => { socket.resume() }, 'http'],
    ['accepts and says nothing to TLS', 'wss', (socket) => { socket.resume() }, 'tls'],
    ['drips its answer byte by byte', 'ws', async (socket) => {
      const bytes = switching(await requestOf(socket), `X-Slow: ${'x'.repeat(4_000)}`)
      let next = 0
      const drip = setInterval(() => socket.write(bytes.charAt(next++)), 20)
      socket.on('close', () => clearInterval(drip))
    }, 'http'],
    ['sends 100 Continue for ever', 'ws', async (socket) => {
      await requestOf(socket)
      const drip = setInterval(() => socket.write('HTTP/1.1 100 Continue\r\n\r\n'), 20)
      socket.on('close', () => clearInterval(drip))
    }, 'http'],
  ]

  it.each(slow)('ends an attempt at a server that %s', async (_what, scheme, behave, phase) => {
    const { url, sockets } = await rawServer(behave)
    const startedAt = performance.now()
    const cause = await failureOf(new Deck(), url.replace('ws:', `${scheme}:`), { limits: { deadlineMs: 2_000 } })
    expect(cause).toMatchObject({ phase, kind: 'deadline' })
    expect(performance.now() - startedAt).toBeGreaterThan(1_990)
    await until(() => sockets.size === 0, 'the connection is gone')
  })

  it('ends an attempt at a host that does not even answer on TCP, and so does a close', async ({ skip }) => {
    const port = await blackHole()
    if (port === null) skip('no SYN is swallowed here')
    const deck = new Deck()
    const before = resources()
    const cause = await failureOf(deck, `ws://127.0.0.1:${port}/`, { limits: { deadlineMs: 400 } })
    expect(cause).toMatchObject({ phase: 'tcp', kind: 'deadline' })
    await backTo(before, 10_000)
    const id = deck.open(`ws://127.0.0.1:${port}/`, { limits: { deadlineMs: 300_000 } })
    await until(() => resources().ConnectWrap > before.ConnectWrap, 'it waits for an answer')
    deck.pool.close(id)
    await deck.reaches(id, 'closed')
    await backTo(before, 10_000)
  })

  it('does not touch a connection that opened in time', async () => {
    const { url } = await wsServer(echo)
    const deck = new Deck()
    const id = await deck.opened(url, { limits: { deadlineMs: 5_000 } })
    expect(deck.timers).toEqual(new Set())
    expect(deck.history(id)).toEqual(['idle', 'connecting', 'open'])
  })
})
