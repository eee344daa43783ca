import type { WebContents } from 'electron'
import { beforeEach, describe, expect, it } from 'vitest'
import { Publisher, sendTo } from '../../../main/ipc/publish'
import { silentLogger } from '../../../main/lib/logger'
import type { ConnectionSnapshot } from '../../../shared/connection'
import type { EventName, Events } from '../../../shared/contract'
import { limits } from '../../../shared/limits'
import { emptyTotals } from '../../support/bridge'
import { FakeClock } from '../../support/clock'

type Sent = { [E in EventName]: { name: E; value: Events[E]; at: number } }[EventName]

let clock: FakeClock
let sent: Sent[]
/** Only to the window that the person works in. */
let front: Sent[]
let gone: Set<string>
let head: number
/** Events that can't be sent. */
let broken: Set<string>
let complaints: string[]
let publisher: Publisher

const snapshotOf = (id: string) => ({ id, head }) as unknown as ConnectionSnapshot
const named = <E extends EventName>(name: E) => sent.filter((event) => event.name === name) as { name: E; value: Events[E]; at: number }[]

beforeEach(() => {
  clock = new FakeClock(0)
  sent = []
  front = []
  gone = new Set()
  head = 0
  broken = new Set()
  complaints = []
  publisher = new Publisher({
    clock,
    logger: { ...silentLogger, error: (text) => complaints.push(text) },
    send: (name, value) => {
      if (broken.has(name)) throw new Error('Object has been destroyed')
      sent.push({ name, value, at: clock.now() } as Sent)
    },
    sendFront: (name, value) => {
      if (broken.has(name)) throw new Error('Object has been destroyed')
      front.push({ name, value, at: clock.now() } as Sent)
    },
    snapshot: (id) => (gone.has(id) ? null : snapshotOf(id)),
    values: {
      'log.changed': () => ({ totals: { ...emptyTotals, head }, views: [] }),
      'captures.changed': () => ({ liveId: 'live' }),
      'jobs.changed': () => [],
      'profiles.changed': () => ({ folders: [], profiles: [] }),
      'environments.changed': () => ({ global: [], environments: [], chosenId: null }),
      'secrets.changed': () => ({ backend: '', safe: false, agreed: false, unreadable: [] }),
      'settings.changed': () => ({ theme: 'dark' }) as Events['settings.changed'],
      'hub.changed': () => ({ kind: 'running', port: 1, problem: '', clients: [], evicted: 0 }),
      'notices.changed': () => [],
      'broadcasts.changed': () => [],
      'schedules.changed': () => [],
      'messages.changed': () => ({ folders: [], messages: [] }),
      'history.changed': () => ({ count: 0 }),
      'deck.changed': () => ({ order: [] }),
      'decks.changed': () => [],
      'ramps.changed': () => [],
      'openings.changed': () => ({ shownIn: null, list: [] }),
      'update.changed': () => ({ kind: 'idle' }),
    },
  })
})

describe('Publisher', () => {
  it('sends a change after a quiet time in the next turn, not in the same one', async () => {
    await clock.advance(1_000)
    publisher.connectionChanged('c1')
    expect(sent).toEqual([])
    await clock.advance(0)
    expect(sent).toEqual([{ name: 'connections.changed', value: { changed: [snapshotOf('c1')], removed: [] }, at: 1_000 }])
  })

  it('makes one event of ten thousand changes, with the values of the moment it is sent', async () => {
    for (head = 1; head < 10_000; head += 1) {
      publisher.connectionChanged('c1')
      publisher.changed('log.changed')
    }
    await clock.advance(limits.publishEveryMs)
    expect(named('connections.changed')).toHaveLength(1)
    expect(named('log.changed')).toHaveLength(1)
    expect(named('log.changed')[0]?.value.totals.head).toBe(10_000)
    expect(named('connections.changed')[0]?.value.changed).toEqual([snapshotOf('c1')])
  })

  it('spreads very many settled outcomes over several events, in order', async () => {
    const count = limits.settledPerEvent + 5
    for (let i = 0; i < count; i += 1) publisher.settled({ sendId: i, connectionId: 'c1', outcome: { kind: 'sent' } })
    await clock.advance(0)
    expect(named('sends.settled')).toHaveLength(1)
    await clock.advance(limits.publishEveryMs)
    const items = named('sends.settled').flatMap((event) => event.value.items)
    expect(items.map(({ sendId }) => sendId)).toEqual(Array.from({ length: count }, (_, i) => i))
  })

  it('sends each kind at most once per interval under a steady stream', async () => {
    for (let ms = 0; ms < 1_000; ms += 1) {
      publisher.connectionChanged('c1')
      publisher.changed('log.changed')
      await clock.advance(1)
    }
    const times = named('connections.changed').map((event) => event.at)
    expect(times.length).toBeGreaterThan(900 / limits.publishEveryMs)
    for (const [index, at] of times.slice(1).entries()) expect(at - (times[index] ?? 0)).toBeGreaterThanOrEqual(limits.publishEveryMs)
    expect(named('log.changed').length).toBe(times.length)
  })

  it('says which connections are gone', async () => {
    gone.add('c2')
    for (const id of ['c1', 'c2', 'c3']) publisher.connectionChanged(id)
    await clock.advance(limits.publishEveryMs)
    expect(sent.map((event) => event.value)).toEqual([{ changed: [snapshotOf('c1'), snapshotOf('c3')], removed: ['c2'] }])
  })

  it('spreads many connections over several events, and leaves none out while some keep changing', async () => {
    const ids = Array.from({ length: limits.snapshotsPerEvent * 3 }, (_, index) => `c${index}`)
    for (const id of ids) publisher.connectionChanged(id)
    for (let round = 0; round < 3; round += 1) {
      await clock.advance(limits.publishEveryMs)
      for (const id of ids.slice(0, limits.snapshotsPerEvent)) publisher.connectionChanged(id)
    }
    const events = named('connections.changed').map((event) => event.value.changed.map((snapshot) => snapshot.id))
    for (const event of events) expect(event.length).toBeLessThanOrEqual(limits.snapshotsPerEvent)
    expect(new Set(events.flat())).toEqual(new Set(ids))
  })

  it('sends every settled outcome once', async () => {
    for (let i = 0; i < 5; i += 1) publisher.settled({ sendId: 1, connectionId: `c${i}`, outcome: { kind: 'sent' } })
    await clock.advance(limits.publishEveryMs)
    publisher.settled({ sendId: 2, connectionId: 'c9', outcome: { kind: 'sent' } })
    await clock.advance(limits.publishEveryMs)
    expect(named('sends.settled').map((event) => event.value.items.map((item) => item.connectionId))).toEqual([['c0', 'c1', 'c2', 'c3', 'c4'], ['c9']])
  })

  it('tells of captures and jobs like of everything else: once for many changes', async () => {
    for (let i = 0; i < 100; i += 1) for (const name of ['captures.changed', 'jobs.changed'] as const) publisher.changed(name)
    await clock.advance(limits.publishEveryMs)
    expect(sent.map(({ name, value }) => [name, value])).toEqual([['captures.changed', { liveId: 'live' }], ['jobs.changed', []]])
  })

  it('passes a menu choice on at once, to the window that the person works in', () => {
    publisher.chosen('focus-filter')
    expect(front).toEqual([{ name: 'menu.chosen', value: { action: 'focus-filter' }, at: 0 }])
    expect(sent).toEqual([])
  })

  it('has no timer when nothing changes', async () => {
    publisher.changed('hub.changed')
    await clock.advance(limits.publishEveryMs)
    expect(clock.pending).toBe(0)
  })

  it('loses nothing but the event that could not be made or sent, and says which', async () => {
    broken = new Set(['hub.changed', 'connections.changed', 'menu.chosen'])
    publisher.chosen('import')
    for (const name of ['hub.changed', 'settings.changed'] as const) publisher.changed(name)
    publisher.connectionChanged('c1')
    publisher.settled({ sendId: 1, connectionId: 'c1', outcome: { kind: 'sent' } })
    await clock.advance(limits.publishEveryMs)
    expect(sent.map(({ name }) => name)).toEqual(['settings.changed', 'sends.settled'])
    expect(complaints).toEqual(['menu.chosen', 'hub.changed', 'connections.changed'].map((name) => `${name} could not be sent`))
    broken.clear()
    publisher.changed('hub.changed')
    publisher.connectionChanged('c1')
    await clock.advance(limits.publishEveryMs)
    expect([named('hub.changed').length, named('connections.changed').length]).toEqual([1, 1])
    expect(clock.pending).toBe(0)
  })
})

describe('sendTo', () => {
  it('is silent while there is no window', () => {
    expect(() => sendTo(() => [])('menu.chosen', { action: 'import' })).not.toThrow()
  })

  it('reaches every window, whichever of them is just going away, and says so afterwards', () => {
    const heard: string[] = []
    const window = (name: string, gone = false) => ({
      send: (channel: string, event: string) => {
        if (gone) throw new Error(`${name} has been destroyed`)
        heard.push(`${name} ${channel} ${event}`)
      },
    })
    const windows = [window('first'), window('second', true), window('third')] as unknown as WebContents[]
    expect(() => sendTo(() => windows)('hub.changed', {} as Events['hub.changed'])).toThrow('second has been destroyed')
    expect(heard).toEqual(['first sockdeck:event hub.changed', 'third sockdeck:event hub.changed'])
  })

  it('asks each time who is there', () => {
    const heard: string[] = []
    let windows: WebContents[] = []
    const send = sendTo(() => windows)
    send('menu.chosen', { action: 'import' })
    windows = [{ send: () => heard.push('later') }] as unknown as WebContents[]
    send('menu.chosen', { action: 'import' })
    expect(heard).toEqual(['later'])
  })
})
