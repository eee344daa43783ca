import { expect } from 'vitest'
import { Pool } from '../../../main/connection/pool'
import { retryAfterMs } from '../../../main/connection/answer'
import { cause, Fault } from '../../../main/lib/fault'
import { silentLogger } from '../../../main/lib/logger'
import { limits } from '../../../shared/limits'
import { FakeClock, settled } from '../../support/clock'
import { bound, count } from '../../support/counts'
import { badHandshakes, badSubprotocols, protocols } from '../../support/faults/answers'
import { othersOf } from '../../support/faults/bystanders'
import { row } from '../../support/faults/row'
import { acted, bareWords, type Scene } from '../../support/faults/scene'
import { watchStalls } from '../../support/faults/stalls'
import { eager } from '../../support/live-deck'
import { MemoryLog } from '../../support/memory-log'
import { newPlan } from '../../support/plan'
import { seeded } from '../../support/random'
import { rawServer, requestOf, upgrade } from '../../support/raw-server'

const patient = { enabled: true, baseMs: 600_000, capMs: 600_000, attempts: null }

/** The answer to the last attempt, as the attempt's record keeps it. */
function kept({ deck }: Scene, id: string) {
  const response = deck.pool.attempts(id)[0]?.hops.at(-1)?.response
  if (!response) throw new Error('No answer was kept')
  return response
}

const refusals: [status: string, headers: string[]][] = [
  ['401 Unauthorized', ['WWW-Authenticate: Basic realm="inner, or \\"outer\\""', 'WWW-Authenticate: Bearer error="invalid_token"']],
  ['403 Forbidden', ['X-Reason: policy']],
  ['404 Not Found', []],
  ['407 Proxy Authentication Required', ['Proxy-Authenticate: Basic realm="p"']],
  ['426 Upgrade Required', ['Upgrade: websocket', 'Connection: Upgrade']],
]

row({ id: 'F5', fault: '401, 403, 404, 407, 426', target: 'no retry; status, headers, WWW-Authenticate and 64 KiB of the body kept; body read ≤ 2 s' }, async (told) => {
  const stalls = watchStalls()
  let wallMs = 0
  const seen = await acted(async (scene) => {
    const { deck } = scene
    const body = 'no <b>entry</b> '.repeat(8_000)
    const endless = await scene.peer(async (socket) => { await requestOf(socket); socket.write('HTTP/1.1 403 No\r\nContent-Length: 1000\r\n\r\nonly the start') })
    const endlessId = deck.open(endless.url, { reconnect: eager })
    const begunAt = performance.now()
    const ending = stalls.timed(() => deck.reaches(endlessId, 'failed').then(() => { wallMs = performance.now() - begunAt }))
    await scene.each(refusals, async ([status, headers]) => {
      const server = await scene.refusing(status, headers, body)
      const id = deck.open(server.url, { reconnect: eager })
      // In a state that nothing leads out of: the deck's timers are looked at when the row is over.
      expect((await deck.reaches(id, 'failed')).cause).toMatchObject({ phase: 'http', kind: 'http-status', httpStatus: Number(status.slice(0, 3)), reason: status.slice(4) })
      expect(server.accepted).toBe(1)
      const response = kept(scene, id)
      expect(response.headers.map(({ name, value }) => `${name}: ${value}`)).toEqual([`Content-Length: ${body.length}`, ...headers])
      expect([response.body, response.bodyCut]).toEqual([body.slice(0, limits.refusalBodyBytes), true])
    })
    expect(await ending).toBeLessThan(2_000 + bound(100))
    expect(kept(scene, endlessId)).toMatchObject({ status: 403, body: 'only the start', bodyCut: true })
  })
  const server = await rawServer(async (socket) => { await requestOf(socket); socket.end('HTTP/1.1 401 Who\r\n\r\n') })
  told.bare(await bareWords(server.url))
  told.measured(`5 of 5 final after one attempt, all kept; a body without end left after ${Math.round(wallMs)} ms; ${othersOf(seen)}`)
})

interface Wish {
  how: string
  header: (now: number) => string | null
  /** Not before; null: as the backoff says. */
  waitMs: number | null
}

const wishes: Wish[] = [
  { how: 'seconds', header: () => '7', waitMs: 7_000 },
  { how: 'a date', header: (now) => new Date(Math.ceil(now / 1_000) * 1_000 + 60_000).toUTCString(), waitMs: 60_000 },
  { how: '1e9 seconds', header: () => '1000000000', waitMs: 3_600_000 },
  { how: 'a date in a hundred years', header: () => 'Tue, 31 Dec 2126 23:59:59 GMT', waitMs: 3_600_000 },
  { how: 'garbage', header: () => 'soon', waitMs: null },
  { how: 'a year in garbage', header: () => 'maybe 2099', waitMs: null },
  { how: '1e9 in other words', header: () => '1e9', waitMs: null },
  { how: 'a negative number', header: () => '-5', waitMs: null },
  { how: 'nothing', header: () => null, waitMs: null },
  { how: 'zero', header: () => '0', waitMs: null },
  { how: 'the past', header: () => 'Wed, 31 Dec 2025 23:59:59 GMT', waitMs: null },
]
const passing = [408, 429, 500, 502, 503, 504, 599]

/** Of a wait that is drawn below ten minutes where the server has nothing to say. */
async function delayed(scene: Scene, status: number, { how, header, waitMs }: Wish): Promise<void> {
  let answeredAt = 0
  const server = await scene.peer(async (socket) => {
    await requestOf(socket)
    answeredAt = Date.now()
    const value = header(answeredAt)
    socket.write(`HTTP/1.1 ${status} Later\r\nContent-Length: 0\r\n${value === null ? '' : `Retry-After: ${value}\r\n`}\r\n`)
  })
  const id = scene.deck.open(server.url, { reconnect: patient })
  const { retryAt, cause: why } = await scene.deck.reaches(id, 'waiting')
  const seenAt = Date.now()
  expect([how, why.httpStatus, why.retryAfterMs === null]).toEqual([how, status, waitMs === null])
  const least = waitMs === null ? 0 : Math.min(waitMs, 3_600_000)
  expect(retryAt, how).toBeGreaterThanOrEqual(answeredAt + least)
  // A date has whole seconds only, and this one was rounded up.
  expect(retryAt, how).toBeLessThanOrEqual(seenAt + (waitMs === null ? 600_000 : (least + (how === 'a date' ? 1_000 : 0)) * 1.1 + 100))
  await scene.cut(id)
}

/** When the next attempt is made, ms after a refusal that named the time; on a clock that stands still meanwhile. */
async function nextAttempt(namedMs: number, random: () => number): Promise<number> {
  const clock = new FakeClock()
  const dials: number[] = []
  const dial = () => {
    dials.push(clock.now())
    return Promise.reject(new Fault(cause('http', 'http-status', { httpStatus: 429, retryAfterMs: namedMs })))
  }
  const pool = new Pool({ log: new MemoryLog(clock), clock, random, logger: silentLogger, dial })
  const id = pool.add(newPlan('p1', { reconnect: { ...patient, baseMs: 10, capMs: 10 } }), 'one')
  pool.open(id)
  await settled()
  const [first = 0] = dials
  await clock.advance(namedMs - 1)
  expect(dials).toHaveLength(1)
  await clock.advance(namedMs * 0.1 + 101)
  const over = pool.closeAll()
  await clock.advance(1)
  await over
  return (dials[1] ?? Infinity) - first
}

row({ id: 'F6', fault: '408, 429 and 5xx with Retry-After: seconds, date, garbage, 1e9, negative', target: 'never early, late ≤ 10 % + 100 ms, at most an hour; garbage as without' }, async (told) => {
  const stalls = watchStalls()
  const gaps: [wallMs: number, ownMs: number][] = []
  const seen = await acted(async (scene) => {
    const cases = passing.flatMap((status, i) => wishes.filter((_wish, j) => (i + j) % count(3, 1) === 0).map((wish) => [status, wish] as const))
    await scene.each(cases, ([status, wish]) => delayed(scene, status, wish))
    for (const status of [501, 505]) {
      const server = await scene.refusing(`${status} Never`, ['Retry-After: 1'])
      expect((await scene.lived(server.url, { reconnect: eager })).httpStatus).toBe(status)
      expect(server.accepted).toBe(1)
    }
    let answeredAt = 0
    const busy = await scene.peer(async (socket) => {
      await requestOf(socket)
      const now = performance.now()
      if (answeredAt > 0) gaps.push([now - answeredAt, now - answeredAt - stalls.foreign(answeredAt, now)])
      answeredAt = now
      socket.write('HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nRetry-After: 1\r\n\r\n')
    })
    const id = scene.deck.open(busy.url, { reconnect: { ...eager, attempts: 1 } })
    await scene.deck.reaches(id, 'failed')
  })
  // On the wire, from the answer to the next request.
  expect(gaps).toHaveLength(1)
  const [[wallMs, ownMs] = [0, 0]] = gaps
  expect(wallMs).toBeGreaterThanOrEqual(1_000)
  expect(ownMs).toBeLessThanOrEqual(1_000 * 1.1 + bound(100))

  const random = seeded(6)
  const late: number[] = []
  for (const namedMs of [1_000, 60_000, 3_600_000]) late.push(await nextAttempt(namedMs, random) - namedMs)
  late.forEach((ms, i) => expect(ms).toBeLessThanOrEqual(0.1 * ([1_000, 60_000, 3_600_000][i] ?? 0) + 100))
  expect(retryAfterMs('4000', 0)).toBe(3_600_000)

  const server = await rawServer(async (socket) => { await requestOf(socket); socket.end('HTTP/1.1 429 Slow\r\nRetry-After: 7\r\n\r\n') })
  told.bare(`${await bareWords(server.url)}; the header is lost`)
  told.measured(`never early; 1 s, 60 s and 1 h became ${late.map((ms) => `+${Math.round(ms)} ms`).join(', ')} on the fake clock, 1 s on the wire ${Math.round(wallMs)} ms; ${othersOf(seen)}`)
})

row({ id: 'F8', fault: `bad handshakes: ${badHandshakes.length} variants`, target: 'each named, and final' }, async (told) => {
  const bare: string[] = []
  const seen = await acted(async (scene) => {
    await scene.each(badHandshakes, async ({ what, answer, kind }) => {
      const server = await scene.answering(answer)
      const why = await scene.lived(server.url, { reconnect: eager, limits: { deadlineMs: 3_000 } })
      expect([what, why.kind]).toEqual([what, kind])
      expect([what, server.accepted]).toEqual([what, 1])
      if (kind === 'bad-accept' || kind === 'not-http') bare.push(await bareWords(server.url, { handshakeTimeout: 2_000 }))
    })
  })
  told.bare([...new Set(bare)].join('; '))
  told.measured(`${badHandshakes.length} of ${badHandshakes.length} named; ${othersOf(seen)}`)
})

row({ id: 'F9', fault: 'subprotocols: none of those asked for, one that nobody asked for, another, two', target: 'each named, and final; none at all is taken where the profile says so' }, async (told) => {
  const bare: string[] = []
  const seen = await acted(async (scene) => {
    await scene.each(badSubprotocols, async ({ what, asked, headers, kind }) => {
      const server = await scene.peer((socket) => upgrade(socket, ...headers))
      const why = await scene.lived(server.url, { reconnect: eager, request: { protocols: protocols(asked) } })
      expect([what, why.phase, why.kind]).toEqual([what, 'websocket', kind])
      // What it said instead is named.
      if (kind === 'subprotocol') expect(headers[0]).toContain(why.reason)
      expect([what, server.accepted]).toEqual([what, 1])
      bare.push(asked.length === 0 ? await bareWords(server.url) : '')
    })
  })
  // What the profile tolerates is none of those asked for, and nothing else.
  await acted(async (scene) => {
    const [none, wrong] = [await scene.peer((socket) => upgrade(socket)), await scene.peer((socket) => upgrade(socket, 'Sec-WebSocket-Protocol: other'))]
    const request = { protocols: protocols(['chat', 'chat.v2']), protocolRequired: false }
    const id = await scene.deck.opened(none.url, { request })
    expect(scene.deck.state(id)).toMatchObject({ kind: 'open', protocol: '' })
    expect(scene.deck.pool.attempts(id)[0]?.hops[0]?.response?.headers.map(({ name }) => name.toLowerCase())).not.toContain('sec-websocket-protocol')
    scene.deck.pool.close(id)
    expect((await scene.lived(wrong.url, { reconnect: eager, request })).kind).toBe('subprotocol')
  })
  told.bare(bare.find((words) => words !== '') ?? '')
  told.measured(`${badSubprotocols.length} of ${badSubprotocols.length} named; ${othersOf(seen)}`)
})
