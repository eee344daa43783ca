import type { LogRow } from '../../shared/entry'
import { newProfile } from '../../shared/profile'
import { spreadOf } from '../../renderer/format/percentile'
import { count, torture } from '../support/counts'
import { expect, test, type Sockdeck } from './support/app'
import { faultyServers, type Fault, type Faults } from './support/faults'
import { LogView } from './support/log-view'
import { sighted, type Sighting } from './support/sighting'
import * as traffic from './support/traffic'

test.setTimeout(180_000)

/** What a person waits for at most; on a machine that does much else beside, more than the other is broken. */
const shownWithinMs = torture ? 250 : 10_000
const rounds = count(1, 10)

let faults: Faults
test.beforeAll(async () => {
  faults = await faultyServers()
})
test.afterAll(() => faults.close())

interface Seen extends Sighting {
  id: string
  fault: Fault
}

/** One after the other: it fails, is seen and leaves the deck. */
async function eachSeen(app: Sockdeck): Promise<Seen[]> {
  const once = { reconnect: { enabled: false } }
  const profiles = faults.all.map(({ name, url, options }) => newProfile(name.toLowerCase(), { name, url, options: { ...options, ...once } }))
  await Promise.all(profiles.map((profile) => app.ask('profiles.save', { profile })))
  const seen: Seen[] = []
  for (let round = 0; round < rounds; round += 1)
    for (const fault of faults.all) {
      const watching = sighted(app, fault)
      const { ids } = await app.ask('connections.add', { profileIds: [fault.name.toLowerCase()], count: 1, open: true, overrides: {}, rampMs: 0 })
      const sighting = await watching
      expect(sighting, fault.name).toEqual({ deckAt: expect.any(Number), logAt: expect.any(Number), deckRows: 1, logRows: 1 })
      seen.push({ id: ids[0] ?? '', fault, ...sighting })
      await app.ask('connections.remove', { ids })
    }
  return seen
}

/** Close frames and life-cycle rows of all sockets. */
async function lives(app: Sockdeck): Promise<LogRow[]> {
  const { viewId } = await traffic.openView(app, { kinds: ['close', 'lifecycle'] })
  await traffic.searched(app, viewId)
  const rows = await traffic.rowsOf(app, viewId)
  await app.ask('log.close', { viewId })
  return rows
}

const isEnd = ({ event }: LogRow) => event === 'closed' || event === 'failed'
/** Main knows by then that it ends, and why: a close frame has come or goes out, or all is over. */
const isKnown = (row: LogRow) => row.kind === 'close' || row.event === 'closing' || isEnd(row)

/** All were seen, once and in time; answers the figures. */
async function expectShown(app: Sockdeck, seen: readonly Seen[]): Promise<string> {
  const rows = await lives(app)
  const late: Record<'deck' | 'log', number[]> = { deck: [], log: [] }
  for (const { id, fault, deckAt, logAt } of seen) {
    const life = rows.filter(({ source }) => source.connectionId === id)
    expect(life.filter(isEnd).map(({ preview }) => preview)).toEqual([expect.stringContaining(fault.log)])
    late.deck.push((deckAt ?? NaN) - (life.find(isKnown)?.at ?? NaN))
    late.log.push((logAt ?? NaN) - (life.find(isEnd)?.at ?? NaN))
  }
  for (const times of [late.deck, late.log]) {
    // By two clocks of one system.
    expect(Math.min(...times)).toBeGreaterThan(-5)
    expect(Math.max(...times)).toBeLessThan(shownWithinMs)
  }
  const words = ([where, times]: [string, number[]]) => {
    const { p50, max } = spreadOf(times) ?? { p50: NaN, max: NaN }
    return `${where} median ${p50.toFixed(1)}, worst ${max.toFixed(1)} ms (${seen[times.indexOf(max)]?.fault.name})`
  }
  return `${seen.length} faults: ${Object.entries(late).map(words).join('; ')}`
}

test('each of a dozen faults is on the deck and in the log as soon as main knows it, once and in its words', async ({ app }, info) => {
  const told = await expectShown(app, await eachSeen(app))
  info.annotations.push({ type: 'shown, one socket on the deck', description: told })
  console.log(`shown, one socket on the deck: ${told}`)
})

test('so it is while other sockets stream, with the log narrowed to what happens to sockets', async ({ app }, info) => {
  const log = new LogView(app)
  await app.page.getByRole('button', { name: 'All kinds' }).click()
  const kinds = app.page.getByRole('dialog', { name: 'Kinds of entries' })
  for (const kind of ['Text', 'Binary', 'Ping', 'Pong', 'Close', 'Mark']) await kinds.getByRole('checkbox', { name: kind, exact: true }).press('Space')
  await app.page.keyboard.press('Escape')
  await expect(app.page.getByRole('button', { name: 'Life cycle', exact: true })).toBeVisible()
  const names = ['Bids', 'Asks', 'Trades', 'Quotes']
  await Promise.all(names.map((name) => traffic.openSocket(app, name, '/flood?rate=100&size=100')))
  for (const name of names) await app.expectState(name, 'Open')

  const kept = async () => ({ at: performance.now(), entries: Number(/kept ([\d,]+)/.exec((await log.totals.textContent()) ?? '')?.[1]?.replaceAll(',', '')) })
  const before = await kept()
  const seen = await eachSeen(app)
  const after = await kept()
  const rate = Math.round((after.entries - before.entries) / (after.at - before.at) * 1_000)
  const told = `${await expectShown(app, seen)}; beside ${rate} entries a second`
  info.annotations.push({ type: 'shown, beside streams', description: told })
  console.log(`shown, beside streams: ${told}`)
  expect(rate).toBeGreaterThan(100)
})
