import type { Socket } from 'node:net'
import { expect } from 'vitest'
import { variables } from '../../support/scripted'
import { othersOf } from '../../support/faults/bystanders'
import { certificates } from '../../support/faults/certificates'
import { protocols } from '../../support/faults/answers'
import { row } from '../../support/faults/row'
import { acted, bareWords, sceneSecrets, type Scene } from '../../support/faults/scene'
import { Deck, eager } from '../../support/live-deck'
import { row as header } from '../../support/prepared'
import { rawServer, requestOf, switching } from '../../support/raw-server'
import { tlsServer } from '../../support/tls-server'
import type { PlanAbout } from '../../support/plan'

const statuses = [301, 302, 307, 308]
const hops = 5
const following: PlanAbout = { redirects: { follow: true, hops }, reconnect: eager }

/** Sends each path elsewhere; upgrades where there is nowhere to go. Keeps what it was asked. */
async function leading(scene: Scene, next: (path: string, port: number) => string | null, status = 302) {
  const requests: string[] = []
  const server = await scene.peer(async (socket: Socket) => {
    const request = await requestOf(socket)
    requests.push(request)
    const to = next(/^GET (\S+)/.exec(request)?.[1] ?? '', server.port)
    socket.write(to === null ? switching(request, ...(/^sec-websocket-protocol:/im.test(request) ? ['Sec-WebSocket-Protocol: plain'] : [])) : `HTTP/1.1 ${status} Elsewhere\r\nLocation: ${to}\r\nContent-Length: 0\r\n\r\n`)
  })
  return { ...server, requests }
}

/** `/0` leads to `/1`, and so on to the last. */
const stairs = (last: number) => (path: string) => {
  const step = Number(path.slice(1))
  return step < last ? `/${step + 1}` : null
}

/** What a profile must say to its own server alone. */
const personal: PlanAbout = {
  auth: { kind: 'basic', user: 'me', password: 'sec_1' },
  request: {
    headers: [header('X-Api-Key', 'api-key-4711'), header('X-Note', 'sec_2', { secret: true }), header('Authorization-Extra', 'token-0815'), header('X-Open', 'for all')],
    cookies: [header('sid', 'cookie-1234')],
    protocols: protocols(['plain', 'bearer.{{secretToken}}']),
  },
}
const token = 'sesame-open-up'
const secrets = [sceneSecrets.sec_1, sceneSecrets.sec_2, Buffer.from(`me:${sceneSecrets.sec_1}`).toString('base64'), 'api-key-4711', 'cookie-1234', 'token-0815', token]

/** Of everything that reached a server. */
const told = (requests: readonly string[]) => secrets.filter((secret) => requests.some((request) => request.includes(secret)))

async function crossing(scene: Scene, status: number): Promise<void> {
  const known: Record<string, string> = { ...sceneSecrets, [token]: token }
  const surroundings = { ...variables({ secretToken: token }), secret: (ref: string) => known[ref] ?? null }
  const deck = new Deck({ surroundings })
  const other = await leading(scene, () => null)
  const own = await leading(scene, () => `http://localhost:${other.port}/there`, status)
  await deck.opened(own.url, { ...personal, ...following })
  expect(told(own.requests)).not.toEqual([])
  expect(other.requests).toHaveLength(1)
  expect(other.requests[0]).toContain('X-Open: for all')
  expect(told(other.requests)).toEqual([])
  await deck.end()
}

/** wss → ws must not be, and the plain server must hear nothing. */
async function downgraded(scene: Scene, status: number): Promise<void> {
  const made = certificates()
  if (made === null) return
  const plain = await leading(scene, () => null)
  for (const scheme of ['ws', 'http']) {
    const secure = scene.keep(await tlsServer(made.good, (_request, response) => response.writeHead(status, { location: `${scheme}://127.0.0.1:${plain.port}/` }).end()))
    const why = await scene.lived(secure.url, { ...following, network: { family: 'ipv4' }, tls: { ca: { file: '', text: made.ours.cert } } })
    expect(why).toMatchObject({ kind: 'redirect-downgrade', httpStatus: status })
  }
  expect(plain.accepted).toBe(0)
}

row({ id: 'F7', fault: 'redirects: 301, 302, 307, 308, a loop, to file, to another host, from wss to ws', target: 'off by default; ≤ 5 hops, exactly; 0 bytes of secrets at another host; no downgrade' }, async ({ measured, bare }) => {
  certificates()
  const seen = await acted(async (scene) => {
    await scene.each(statuses, async (status) => {
      const server = await leading(scene, stairs(hops), status)
      expect(await scene.lived(`${server.url}/0`, { reconnect: eager })).toMatchObject({ kind: 'redirect', httpStatus: status, reason: '/1' })
      expect(server.requests).toHaveLength(1)

      const id = await scene.deck.opened(`${server.url}/0`, following)
      expect(scene.deck.pool.attempts(id)[0]?.hops).toHaveLength(hops + 1)
      await scene.cut(id)

      const longer = await leading(scene, stairs(hops + 1), status)
      expect(await scene.lived(`${longer.url}/0`, following)).toMatchObject({ kind: 'too-many-redirects', httpStatus: status })
      expect(longer.requests).toHaveLength(hops + 1)

      const loop = await leading(scene, () => '/again', status)
      expect(await scene.lived(loop.url, following)).toMatchObject({ kind: 'too-many-redirects' })
      expect(loop.requests).toHaveLength(hops + 1)

      for (const nowhere of ['file:///etc/passwd', 'javascript:alert(1)', 'http://']) {
        const lost = await leading(scene, () => nowhere, status)
        expect(await scene.lived(lost.url, following)).toMatchObject({ kind: 'redirect-invalid' })
        expect(lost.requests).toHaveLength(1)
      }
      await crossing(scene, status)
      await downgraded(scene, status)
    })
  })
  const server = await rawServer(async (socket) => { const request = await requestOf(socket); socket.end(`HTTP/1.1 302 Found\r\nLocation: ${/^GET (\S+)/.exec(request)?.[1] ?? ''}\r\n\r\n`) })
  bare(await bareWords(server.url, { followRedirects: true, maxRedirects: hops }))
  measured(`${statuses.length} statuses: off by default, ${hops} hops opened and the ${hops + 1}th refused, 0 of ${secrets.length} secrets elsewhere, no downgrade; ${othersOf(seen)}`)
})
