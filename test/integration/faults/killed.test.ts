import { once } from 'node:events'
import type { Socket } from 'node:net'
import { expect } from 'vitest'
import type { Cause, ConnectionId } from '../../../shared/connection'
import { count } from '../../support/counts'
import { text } from '../../support/engine'
import { beside, othersOf } from '../../support/faults/bystanders'
import { echoAt } from '../../support/faults/echo-child'
import { echoProcess } from '../../support/faults/echo-process'
import { nothingYet } from '../../support/faults/oracle'
import type { Undisturbed } from '../../support/faults/others'
import { row } from '../../support/faults/row'
import { Deck } from '../../support/live-deck'
import { seeded } from '../../support/random'
import { rawServer, upgrade } from '../../support/raw-server'

/** Writes to these in every turn of the event loop, several times, until each is over. */
async function flooding(deck: Deck, ids: readonly ConnectionId[]): Promise<Cause[]> {
  const words = text('x'.repeat(200))
  let over = false
  const flood = () => {
    if (over) return
    for (const id of ids) for (let i = 0; i < 3; i += 1) void Promise.resolve().then(() => deck.pool.send(id, words))
    setImmediate(flood)
  }
  flood()
  const causes = await Promise.all(ids.map((id) => deck.reaches(id, 'failed')))
  over = true
  return causes.map(({ cause }) => cause)
}

/** How often each was told. */
function told(causes: readonly Cause[]): Record<string, number> {
  const kinds: Record<string, number> = {}
  for (const { kind, code } of causes) kinds[`${kind} ${code}`] = (kinds[`${kind} ${code}`] ?? 0) + 1
  return kinds
}

/** Ends each connection so, at a random moment soon after the upgrade, while it is written to. */
async function endings(deck: Deck, end: (socket: Socket) => void, many: number): Promise<Cause[]> {
  const random = seeded(12)
  const server = await rawServer(async (socket) => {
    await upgrade(socket)
    socket.resume()
    setTimeout(() => end(socket), 20 + random() * 60)
  })
  const ids = await Promise.all(Array.from({ length: many }, () => deck.opened(server.url)))
  const causes = await flooding(deck, ids)
  await server.close()
  return causes
}

const eachTime = count(40, 200)

/** The same beside others. */
async function ended(end: (socket: Socket) => void): Promise<{ causes: Cause[]; seen: Undisturbed }> {
  const deck = new Deck()
  const causes: Cause[] = []
  // Who floods is in this process, too: no more at once than leaves time for the others.
  const seen = await beside(deck, async () => { for (let done = 0; done < eachTime; done += 20) causes.push(...await endings(deck, end, 20)) }, count(9, 99), false)
  return { causes, seen }
}

row({ id: 'F13', fault: 'FIN under a flood from us, and RST as the answer to what is still written', target: '100 % named FIN: it came first' }, async ({ measured }) => {
  const { causes, seen } = await ended((socket) => {
    socket.end()
    setImmediate(() => socket.destroy())
  })
  expect(told(causes)).toEqual({ 'no-close-frame null': eachTime })
  measured(`${eachTime} of ${eachTime}; ${othersOf(seen)} (told only: both ends of the flood are in the same process)`)
})

row({ id: 'F12', fault: 'RST under a flood from us, with much unread', target: '100 % named RST' }, async ({ measured }) => {
  const { causes, seen } = await ended((socket) => {
    socket.pause()
    setTimeout(() => socket.resetAndDestroy(), 5)
  })
  expect(told(causes)).toEqual({ 'reset ECONNRESET': eachTime })
  measured(`${eachTime} of ${eachTime}; ${othersOf(seen)} (told only: both ends of the flood are in the same process)`)
})

row({ id: 'F12', fault: 'a server that is killed (SIGKILL) under a flood from us', target: 'each told as ended by the server, by FIN or RST as it was; others lose nothing' }, async ({ measured }) => {
  await echoProcess()
  const rounds = count(1, 15)
  const each = count(10, 20)
  const baseline = await nothingYet()
  const deck = new Deck()
  const causes: Cause[] = []
  const seen = await beside(deck, async () => {
    for (let round = 0; round < rounds; round += 1) {
      const { url, child } = await echoAt()
      const ids = await Promise.all(Array.from({ length: each }, () => deck.opened(url)))
      const ends = flooding(deck, ids)
      setTimeout(() => child.kill('SIGKILL'), 50)
      const [all] = await Promise.all([ends, once(child, 'exit')])
      causes.push(...all)
    }
  }, count(9, 99), false)
  const kinds = told(causes)
  expect(Object.keys(kinds).filter((kind) => kind !== 'no-close-frame null' && kind !== 'reset ECONNRESET')).toEqual([])
  expect(causes.every(({ by, phase }) => by === 'server' && phase === 'open')).toBe(true)
  await deck.end()
  await baseline.isBack()
  measured(`${causes.length} of ${causes.length}: ${Object.entries(kinds).map(([kind, times]) => `${times} ${kind.split(' ')[0]}`).join(', ')}; ${othersOf(seen)} (told only: twenty sockets flood at once)`)
})
