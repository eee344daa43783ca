import { beforeEach, describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { Workbench } from '../../../renderer/state/workbench.svelte'
import { hubPort } from '../../../shared/limits'
import { newProfile } from '../../../shared/profile'
import { FakeBridge, startReply } from '../../support/bridge'
import { snapshot, states } from '../../support/snapshots'

const echo = newProfile('echo', { name: 'Echo', url: `ws://127.0.0.1:${hubPort}/echo` })
const other = newProfile('other', { name: 'Other', url: 'ws://host/' })

let bridge: FakeBridge
let bench: Workbench

const haveSeen = (seen: { tour: boolean; version: string }) => bridge.emit('settings.changed', { ...startReply().settings, seen })
const opened = (...ids: string[]) => bridge.emit('connections.changed', { changed: ids.map((id) => snapshot(id, { state: states.open })), removed: [] })

beforeEach(async () => {
  bridge = new FakeBridge()
    .answer('app.start', () => startReply({ book: { folders: [], profiles: [other, echo] } }))
    .answer('log.view', () => ({ viewId: 1, first: 0, end: 0, scanned: 1 }))
    .answer('connections.add', () => ({ ids: [] }))
    .answer('broadcasts.start', ({ order }) => ({ id: 1, at: 1, bytes: 5, order, state: 'done', lines: [] }))
  bench = new Workbench(new Api(bridge), () => undefined)
  await bench.start()
  bench.rates.dispose()
})

describe('the tour', () => {
  it('is shown at the first start, takes three steps, and is not shown again', async () => {
    const { tour } = bench
    expect(tour.shown).toBe(false)
    haveSeen({ tour: false, version: '0.1.0' })
    expect([tour.shown, tour.name, tour.place, tour.first]).toEqual([true, 'open', 1, true])
    tour.next()
    tour.next()
    tour.next()
    expect([tour.name, tour.place, tour.last]).toEqual(['look', 3, true])
    await tour.end()
    expect([tour.shown, tour.name]).toEqual([false, 'open'])
    expect(bridge.sent('settings.save').at(-1)).toEqual({ seen: { tour: true, version: '0.1.0' } })
  })

  it('goes back a step, and not before the first', () => {
    const { tour } = bench
    tour.next()
    tour.back()
    tour.back()
    expect(tour.name).toBe('open')
  })

  it('comes again when somebody asks for it, and writes nothing when it leaves', async () => {
    const { tour, desk } = bench
    desk.dialog = 'tour'
    expect(tour.shown).toBe(true)
    const written = bridge.sent('settings.save').length
    await tour.end()
    expect([tour.shown, desk.dialog]).toEqual([false, null])
    expect(bridge.sent('settings.save')).toHaveLength(written)
  })

  it('opens three sockets to the hub’s echo, and knows when they are up', async () => {
    const { tour } = bench
    await tour.openSockets()
    expect(bridge.sent('connections.add')).toMatchObject([{ profileIds: ['echo'], count: 3 }])
    opened('a', 'b')
    expect(tour.did).toBe(false)
    opened('c')
    expect(tour.did).toBe(true)
  })

  it('opens nothing where the echo profile was deleted, and says which address it needs', async () => {
    bridge.emit('profiles.changed', { folders: [], profiles: [other] })
    await bench.tour.openSockets()
    expect(bridge.sent('connections.add')).toEqual([])
    expect([bench.tour.echo, bench.tour.echoUrl]).toEqual([null, echo.url])
  })

  it('sends hello, or what somebody wrote already', async () => {
    const { tour, composer, selection } = bench
    opened('a')
    selection.only(['a'])
    tour.next()
    expect(tour.did).toBe(false)
    await tour.sendHello()
    expect(tour.did).toBe(true)
    composer.text = 'mine'
    await tour.sendHello()
    expect(bridge.sent('broadcasts.start').map(({ message }) => message.text)).toEqual(['hello', 'mine'])
  })
})

describe('the news', () => {
  it('are told once after an update, and not at the first start', async () => {
    const told: string[] = []
    const say = (title: string) => void told.push(title)
    haveSeen({ tour: true, version: '' })
    await bench.tour.greet('0.2.0', say)
    expect(told).toEqual([])
    await bench.tour.greet('0.3.0', say)
    await bench.tour.greet('0.3.0', say)
    expect(told).toEqual(['Sockdeck is now version 0.3.0'])
    expect(bridge.sent('settings.save').at(-1)).toEqual({ seen: { tour: true, version: '0.3.0' } })
  })

  it('open from what was said', async () => {
    haveSeen({ tour: true, version: '0.1.0' })
    await bench.tour.greet('0.2.0', (_title, { run }) => run())
    expect(bench.desk.dialog).toBe('news')
  })
})
