import type { IncomingHttpHeaders } from 'node:http'
import { createServer } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { ReadTurn } from '../../main/connection/read-turn'
import { dialWith } from '../../main/connection/socket'
import { AttemptTrace } from '../../main/connection/trace'
import { systemClock } from '../../main/lib/clock'
import { CookieJars } from '../../main/prepare/cookie-jars'
import { Tokens } from '../../main/prepare/tokens'
import { preparationOf, row, type Around } from '../support/prepared'
import type { PlanAbout } from '../support/plan'
import { json, tokenServer } from '../support/token-server'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** A server that records the requests of upgrades and hands out a cookie. */
async function server(where: string | null = null): Promise<{ url: string; seen: { url: string; headers: IncomingHttpHeaders }[] }> {
  const seen: { url: string; headers: IncomingHttpHeaders }[] = []
  const http = createServer()
  const sockets = new WebSocketServer({ server: http })
  sockets.on('headers', (headers, { url = '', headers: asked }) => {
    seen.push({ url, headers: asked })
    headers.push('Set-Cookie: session=abc; Path=/')
  })
  await new Promise<void>((resolve) => (where === null ? http.listen(0, '127.0.0.1', resolve) : http.listen(where, resolve)))
  ends.push(() => new Promise((resolve) => http.close(resolve)), () => sockets.clients.forEach((client) => client.terminate()))
  return { url: where === null ? `ws://127.0.0.1:${(http.address() as AddressInfo).port}` : `ws+unix:${where}:`, seen }
}

async function dialled(about: PlanAbout, around: Around): Promise<AttemptTrace> {
  const trace = new AttemptTrace({ clock: systemClock, id: 1, connectionId: 'c1', name: 'test', attempt: 1, url: '' })
  const socket = await dialWith(systemClock, new ReadTurn())(preparationOf(about, around), trace, new AbortController().signal)
  socket.terminate()
  return trace
}

test('a profile’s variables, cookies and token are on the wire, and no secret in the record of the attempt', async () => {
  const { url, seen } = await server()
  const endpoint = await tokenServer((response) => json(response, { access_token: 'acc3ss', token_type: 'bearer', expires_in: 60 }))
  ends.push(() => endpoint.close())
  const jars = new CookieJars({ load: () => null, save: () => undefined })
  const around = { values: { room: 'a b' }, secrets: { sec_1: 'cl13nt', sec_h: 'h1dden' }, tokens: new Tokens(systemClock), jar: () => jars.jar('f1') }
  const about: PlanAbout = {
    url: `${url}/chat`,
    folderId: 'f1',
    request: { query: [row('room', '{{room}}'), row('k', 'sec_h', { secret: true })], headers: [row('X-Room', '{{room}}'), row('X-Trace', 'sec_h', { secret: true })], origin: 'https://o' },
    auth: { kind: 'oauth2', grant: 'client-credentials', tokenUrl: endpoint.url, clientId: 'me', clientSecret: 'sec_1', refreshToken: '', scope: '', audience: '', clientAuth: 'header' },
  }
  const records = [await dialled(about, around), await dialled(about, around)].map(({ record }) => JSON.stringify(record))
  expect(seen.map(({ url: asked }) => asked)).toEqual(['/chat?room=a%20b&k=h1dden', '/chat?room=a%20b&k=h1dden'])
  expect(seen[0]?.headers).toMatchObject({ 'x-room': 'a b', 'x-trace': 'h1dden', origin: 'https://o', authorization: 'Bearer acc3ss' })
  expect(seen.map(({ headers }) => headers.cookie)).toEqual([undefined, 'session=abc'])
  expect(endpoint.asked).toHaveLength(1)
  for (const secret of ['acc3ss', 'cl13nt', 'h1dden', 'session=abc']) expect(records.join()).not.toContain(secret)
})

test('over a Unix socket, too, the profile’s own headers are sent', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sockdeck-unix-'))
  ends.push(() => rmSync(folder, { recursive: true }))
  const { url, seen } = await server(path.join(folder, 'socket'))
  await dialled({ url: `${url}/a?b=c`, auth: { kind: 'basic', user: 'u', password: 'sec_1' } }, { secrets: { sec_1: 'p' } })
  expect(seen.map(({ url: asked, headers }) => [asked, headers.authorization])).toEqual([['/a?b=c', `Basic ${Buffer.from('u:p').toString('base64')}`]])
})
