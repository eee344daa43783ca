import { createServer } from 'node:http'
import { expect, onTestFinished } from 'vitest'
import { WebSocketServer } from 'ws'
import { ReadTurn } from '../../../main/connection/read-turn'
import { dialWith } from '../../../main/connection/socket'
import { systemClock } from '../../../main/lib/clock'
import { loggerTo } from '../../../main/lib/logger'
import type { ConnectionId } from '../../../shared/connection'
import { count } from '../../support/counts'
import { text } from '../../support/engine'
import { beside, othersOf } from '../../support/faults/bystanders'
import { echoProcess } from '../../support/faults/echo-process'
import { nothingYet } from '../../support/faults/oracle'
import { row } from '../../support/faults/row'
import { seams, Trap, trapped, type Seam } from '../../support/faults/trap'
import { Deck, eager } from '../../support/live-deck'
import { MemoryLog } from '../../support/memory-log'
import { echo, onLoopback, wsServer, type TestServer } from '../../support/servers'
import { until } from '../../support/until'

const target = 'it alone ends, told in the diary; 0 process exits'
const over = ['closed', 'failed', 'idle']

/** What nobody caught: each would have ended the process. */
function uncaught(): unknown[] {
  const errors: unknown[] = []
  const take = (error: unknown) => { errors.push(error) }
  process.on('uncaughtException', take).on('unhandledRejection', take)
  onTestFinished(() => { process.off('uncaughtException', take).off('unhandledRejection', take) })
  return errors
}

/** A message to each of the others and back proves that they live. */
async function othersLive(deck: Deck, others: readonly ConnectionId[]): Promise<void> {
  const before = others.map((id) => deck.snapshot(id).counters.messagesIn)
  for (const { settled } of deck.pool.broadcast(others, text('still here?'))) expect(await settled).toEqual({ kind: 'sent' })
  await until(() => others.every((id, i) => deck.snapshot(id).counters.messagesIn > (before[i] ?? 0)), 'the others were answered')
  expect(others.map((id) => deck.state(id).kind)).toEqual(others.map(() => 'open'))
}

/** Echoes and sets a cookie; the first life of each victim is cut short, with a code that says come back. */
async function shortLives(): Promise<TestServer> {
  const seen = new Set<string>()
  const server = createServer()
  const webSockets = new WebSocketServer({ server })
  webSockets.on('headers', (headers) => headers.push('Set-Cookie: a=b'))
  webSockets.on('connection', (webSocket, { url = '' }) => {
    const isFirst = url.startsWith('/victim') && !seen.has(url)
    seen.add(url)
    webSocket.on('error', () => webSocket.terminate())
    webSocket.on('message', (data, binary) => {
      webSocket.send(data, { binary })
      if (isFirst) webSocket.close(1012)
    })
  })
  return onLoopback(server)
}

/** A life with everything in it: cookies, templates, a proxy to ask for, heartbeats, messages, a loss, a reconnect, a new name, a close. */
async function life(deck: Deck, id: ConnectionId, trap: Trap): Promise<void> {
  const { pool } = deck
  const attempt = (work: () => unknown) => {
    try {
      work()
    } catch (error) {
      // The caller was told, and tells the person.
      deck.complaints.push(String(error))
    }
  }
  const isOver = () => over.includes(deck.state(id).kind)
  attempt(() => pool.open(id))
  for (const round of ['first', 'second']) {
    const { retries } = deck.snapshot(id).counters
    await until(() => isOver() || deck.state(id).kind === 'open', 'it is open or over')
    attempt(() => pool.onNextMessage(id, trap.on('onNextMessage', () => undefined)))
    attempt(() => deck.update(id, { color: 'red' }))
    attempt(() => pool.ping([id], text('are you there')))
    attempt(() => pool.send(id, { format: 'text', text: `${round} {{$index}}` }))
    attempt(() => pool.send(id, text(round)))
    if (round === 'first') await until(() => isOver() || deck.snapshot(id).counters.retries > retries, 'it comes back, or not')
  }
  await until(() => isOver() || deck.snapshot(id).counters.messagesIn > 1, 'it was answered, or is over')
  attempt(() => pool.close(id))
  await until(isOver, () => `it is over: ${JSON.stringify(deck.state(id))}`)
}

/** Pools at once: with full counts the others must not wait for a crowd of them. */
const atOnce = count(32, 2)

/** False if the seam is not called so often in a life. */
async function sprung(seam: Seam, nth: number, { url }: TestServer): Promise<boolean> {
  const trap = new Trap()
  const deck = new Deck(trapped(trap))
  const others = await Promise.all([deck.opened(`${url}/other`), deck.opened(`${url}/other`)])
  const victim = deck.add(`${url}/victim-${seam}-${nth}`, {
    request: { headers: [{ name: 'X-Who', value: '{{$index}}', enabled: true, secret: false }] },
    proxy: { kind: 'system', bypass: '' },
    reconnect: eager,
    heartbeat: { enabled: true, intervalMs: 100, timeoutMs: 5_000, misses: 1, logged: true },
  })
  deck.pool.onChange((id) => { if (id === victim) trap.step('onChange') })
  deck.pool.onMoment((id) => { if (id === victim) trap.step('onMoment') })
  trap.arm(seam, nth)
  await life(deck, victim, trap).catch((error: unknown) => { throw new Error(`${seam}, call ${nth}`, { cause: error }) })
  trap.disarm()
  // What the system says of its proxies may be wrong: that has a cause of its own, and is no mistake of ours.
  const told = seam === 'surroundings.systemProxy' ? deck.state(victim).kind === 'failed' : deck.complaints.length > 0
  expect([seam, nth, told]).toEqual([seam, nth, trap.sprung])
  await othersLive(deck, others)
  await deck.end()
  return trap.sprung
}

row({ id: 'F45', fault: `an exception in each of ${seams.length} seams of the pool, at one call after the other`, target }, async ({ measured }) => {
  const lost = uncaught()
  await echoProcess()
  const baseline = await nothingYet()
  const server = await shortLives()
  const calls = Array.from({ length: count(8, 14) }, (_, at) => at + 1)
  let springs = 0
  // Beside those of each pool, who are there after it, some that are at work meanwhile: all pools are in one process.
  const aside = new Deck()
  const seen = await beside(aside, async () => {
    for (let from = 0; from < seams.length; from += 4) {
      const some = seams.slice(from, from + 4)
      const results: boolean[] = []
      const lives = some.flatMap((seam) => calls.map((nth) => ({ seam, nth })))
      for (let at = 0; at < lives.length; at += atOnce) results.push(...await Promise.all(lives.slice(at, at + atOnce).map(({ seam, nth }) => sprung(seam, nth, server))))
      for (const [at, seam] of some.entries()) {
        const here = results.slice(at * calls.length, (at + 1) * calls.length).filter(Boolean).length
        expect([seam, here > 0]).toEqual([seam, true])
        springs += here
      }
    }
  })
  await aside.end()
  await until(() => server.sockets.size === 0, 'no socket is left')
  await server.close()
  expect(lost).toEqual([])
  await baseline.isBack()
  measured(`${springs} exceptions, each told; ${othersOf(seen)}`)
})

/** Breaks for one connection, for good. */
class BrokenLog extends MemoryLog {
  victim: ConnectionId = ''

  override append(...entry: Parameters<MemoryLog['append']>): void {
    if (entry[0] === this.victim) throw new Error('the log broke')
    super.append(...entry)
  }
}

row({ id: 'F45', fault: 'a log that takes nothing of one connection any more, in each of its states', target }, async ({ measured }) => {
  const lost = uncaught()
  await echoProcess()
  const baseline = await nothingYet()
  const log = new BrokenLog(systemClock)
  const deck = new Deck({ log })
  const { url, sockets, close } = await wsServer(echo)
  const others = [await deck.opened(url), await deck.opened(url)]
  const [open, idle, full] = [await deck.opened(url), deck.add(url), await deck.opened(url, { queue: { messages: 1 } })]
  const breaks = async (id: ConnectionId) => {
    log.victim = id
    deck.pool.open(id)
    // The others come after it: they must get theirs all the same.
    const sendings = deck.pool.broadcast([id, id, ...others], text('to all'))
    expect(await Promise.all(sendings.slice(2).map(({ settled }) => settled))).toEqual([{ kind: 'sent' }, { kind: 'sent' }])
    for (const { settled } of sendings) expect((await settled).kind).not.toBe('queued')
    deck.pool.close(id)
    await deck.reaches(id, 'failed')
    expect(deck.complaints.length).toBeGreaterThan(0)
    deck.complaints.length = 0
    log.victim = ''
    await othersLive(deck, others)
    deck.pool.open(id)
    await deck.reaches(id, 'open')
  }
  const seen = await beside(deck, async () => { for (const id of [open, idle, full]) await breaks(id) })
  expect(sockets.size).toBe(5)
  await deck.end()
  await close()
  expect(lost).toEqual([])
  await baseline.isBack()
  measured(`idle, open and full: each failed alone, and opened again; ${othersOf(seen)}`)
})

row({ id: 'F45', fault: 'a dial that throws, and one that rejects with no fault', target }, async ({ measured }) => {
  const lost = uncaught()
  await echoProcess()
  const baseline = await nothingYet()
  const real = dialWith(systemClock, new ReadTurn())
  const broken = [() => { throw new TypeError('bug') }, () => Promise.reject(new TypeError('bug'))]
  const deck = new Deck({ dial: (preparation, trace, signal) => (preparation.plan.name === 'bad' ? (broken.shift() ?? real)(preparation, trace, signal) : real(preparation, trace, signal)) })
  const { url, close } = await wsServer(echo)
  const others = [await deck.opened(url), await deck.opened(url)]
  const seen = await beside(deck, async () => {
    for (const round of [1, 2]) {
      const id = deck.open(url, { name: 'bad', reconnect: eager })
      expect((await deck.reaches(id, 'failed')).cause).toMatchObject({ kind: 'unknown' })
      expect(deck.complaints).toHaveLength(round)
    }
  })
  await othersLive(deck, others)
  await deck.end()
  await close()
  expect(lost).toEqual([])
  await baseline.isBack()
  measured(`both end as "unknown", with a line each; ${othersOf(seen)}`)
})

row({ id: 'F45', fault: 'a sink of the diary that throws', target: 'the other sinks have every line, and one that says so' }, ({ measured }) => {
  const lines: string[] = []
  let calls = 0
  const broken = () => {
    calls += 1
    throw new Error('no space left')
  }
  const logger = loggerTo(broken, (line) => lines.push(line))
  logger.error('first')
  logger.warn('second')
  expect(calls).toBe(1)
  expect(lines.map((line) => line.replace(/^\S+ /, ''))).toEqual(['error A sink of the diary failed and is told no more | Error: no space left', 'error first', 'warn second'])
  // No connection takes part: there is nobody whom it could disturb.
  measured('told once; there are no others')
})

const names = [
  'Expect', 'Trailer', 'TE', 'Keep-Alive', 'Date', 'Via', 'Range', 'Proxy-Connection', 'Proxy-Authorization', 'Content-Type', 'Accept-Encoding', 'Cookie', 'Cookie2',
  'HTTP2-Settings', '__proto__', 'constructor', 'hasOwnProperty', 'Origin', 'User-Agent', 'If-Match', '!#$%&\'*+-.^_`|~',
]

row({ id: 'F45', fault: `${names.length} headers that the schema lets through and Node may not`, target: 'open, or a cause in words; never a line in the diary' }, async ({ measured }) => {
  await echoProcess()
  const baseline = await nothingYet()
  const deck = new Deck()
  const { url, close } = await wsServer(echo)
  let ids: ConnectionId[] = []
  const opened = () => ids.filter((id) => deck.state(id).kind === 'open').length
  const failed = () => ids.filter((id) => deck.state(id).kind === 'failed').length
  const seen = await beside(deck, async () => {
    ids = names.map((name) => deck.open(url, { limits: { deadlineMs: 3_000 }, request: { headers: [{ name, value: 'x', enabled: true, secret: false }] } }))
    await until(() => opened() + failed() === ids.length, 'all are decided')
  })
  expect(deck.complaints).toEqual([])
  measured(`${opened()} open, ${failed()} refused in words; ${othersOf(seen)}`)
  await deck.end()
  await close()
  await baseline.isBack()
})
