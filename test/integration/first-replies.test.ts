import { describe, expect, it } from 'vitest'
import { Broadcasts } from '../../main/ipc/broadcasts'
import { systemClock as clock } from '../../main/lib/clock'
import { silentLogger as logger } from '../../main/lib/logger'
import { Deck } from '../support/live-deck'
import { rawServer, upgrade } from '../support/raw-server'
import { echo, wsServer } from '../support/servers'
import { until } from '../support/until'

const MiB = 1024 * 1024

function make() {
  const deck = new Deck()
  const broadcasts = new Broadcasts({ pool: deck.pool, clock, logger })
  const line = (id: string) => broadcasts.list.at(-1)?.lines.find(({ connectionId }) => connectionId === id) ?? expect.fail(`${id} has no line`)
  const done = () => until(() => broadcasts.list.at(-1)?.state === 'done', 'the broadcast is done')
  return { deck, broadcasts, line, done }
}
const numbered = { format: 'json', text: '{"index":{{$index}},"n":{{$counter}}}' } as const

describe('a broadcast to real sockets', () => {
  it('knows the first reply of each and how long it took, each socket having filled its own message', async () => {
    const { deck, broadcasts, line, done } = make()
    const { url } = await wsServer(echo)
    const late = await wsServer((webSocket) => {
      webSocket.on('message', (data) => setTimeout(() => { webSocket.send(Buffer.from([1, 2, 3])); webSocket.send(data) }, 60))
    })
    const ids = [1, 2, 3].map((index) => deck.add(index === 3 ? late.url : url, {}, index))
    for (const id of ids) deck.pool.open(id)
    await Promise.all(ids.map((id) => deck.reaches(id, 'open')))
    const idle = deck.add(url)
    const run = await broadcasts.start([...ids, idle], numbered, { kind: 'at-once' })
    expect(run.lines.at(-1)?.outcome).toEqual({ kind: 'refused', reason: 'not-open' })
    await done()
    expect([...ids, idle].map((id) => line(id).outcome)).toEqual([{ kind: 'sent' }, { kind: 'sent' }, { kind: 'sent' }, { kind: 'refused', reason: 'not-open' }])
    const [first = '', second = '', slow = ''] = ids
    expect([line(first).reply?.preview, line(second).reply?.preview, line(slow).reply?.preview]).toEqual(['{"index":1,"n":1}', '{"index":2,"n":1}', '3 bytes'])
    for (const id of [first, second]) expect(line(id).reply?.latencyMs).toBeGreaterThan(0)
    expect(line(slow).reply?.latencyMs).toBeGreaterThan(50)
    expect(line(slow).reply?.latencyMs).toBeLessThan(5_000)
    expect(line(idle).reply).toBeNull()
  })

  it('takes nothing that came before for a reply', async () => {
    const { deck, broadcasts, line, done } = make()
    let push = (): void => undefined
    const { url } = await wsServer((webSocket) => {
      push = () => webSocket.send('news')
      webSocket.on('message', () => setTimeout(() => webSocket.send('reply'), 20))
    })
    const id = await deck.opened(url)
    push()
    await until(() => deck.snapshot(id).counters.messagesIn === 1, 'the news is there')
    await broadcasts.start([id], { format: 'text', text: 'x' }, { kind: 'at-once' })
    await done()
    expect(line(id).reply?.preview).toBe('reply')
  })

  it('goes one by one: the next socket gets it when this one has replied, in order', async () => {
    const { deck, broadcasts, line, done } = make()
    const order: string[] = []
    const servers = await Promise.all(['a', 'b', 'c'].map((name) => wsServer((webSocket) => {
      webSocket.on('message', () => {
        order.push(`${name} got it`)
        setTimeout(() => {
          order.push(`${name} replies`)
          webSocket.send('ok')
        }, 30)
      })
    })))
    const ids = await Promise.all(servers.map(({ url }) => deck.opened(url)))
    const run = await broadcasts.start(ids, { format: 'text', text: 'x' }, { kind: 'one-by-one', waitMs: 10_000 })
    expect(run.lines.slice(1).map(({ outcome }) => outcome)).toEqual([null, null])
    await done()
    expect(ids.map((id) => line(id).outcome?.kind)).toEqual(['sent', 'sent', 'sent'])
    expect(order).toEqual(['a got it', 'a replies', 'b got it', 'b replies', 'c got it', 'c replies'])
  })

  it('is over for a socket whose peer goes away, and does not take a message of the next session for a reply', async () => {
    const { deck, broadcasts, line, done } = make()
    let sessions = 0
    const { url } = await wsServer((webSocket) => {
      sessions += 1
      if (sessions > 1) webSocket.send('welcome back')
      webSocket.on('message', () => webSocket.terminate())
    })
    const id = await deck.opened(url, { reconnect: { enabled: true, baseMs: 10, capMs: 10 } })
    await broadcasts.start([id], { format: 'text', text: 'x' }, { kind: 'at-once' })
    await done()
    await until(() => deck.snapshot(id).counters.messagesIn === 1, 'the next session has spoken')
    expect(line(id)).toMatchObject({ outcome: { kind: 'sent' }, reply: null })
  })

  it('tells of a socket that does not take it, and goes on with the others', async () => {
    const { deck, broadcasts, line } = make()
    const stalled = await rawServer(async (socket) => { await upgrade(socket); socket.pause() })
    const { url } = await wsServer(echo)
    const [slow, quick] = [await deck.opened(stalled.url, { limits: { closeTimeoutMs: 100 }, queue: { bytes: 32 * MiB } }), await deck.opened(url)]
    deck.pool.send(slow, { binary: true, bytes: Buffer.alloc(24 * MiB) })
    await broadcasts.start([slow, quick], { format: 'text', text: 'x' }, { kind: 'at-once' })
    await until(() => line(quick).reply, 'the quick one has replied')
    expect([slow, quick].map((id) => line(id).outcome?.kind)).toEqual(['queued', 'sent'])
    deck.pool.close(slow)
    await until(() => line(slow).outcome?.kind !== 'queued', 'the slow one is over')
    expect(line(slow)).toMatchObject({ outcome: { kind: 'dropped' }, reply: null })
  })

  it('leaves nothing behind when many were asked and none replies', async () => {
    const { deck, broadcasts } = make()
    const { url } = await wsServer(() => undefined, { perMessageDeflate: false })
    const ids = Array.from({ length: 200 }, () => deck.open(url))
    await Promise.all(ids.map((id) => deck.reaches(id, 'open')))
    const run = await broadcasts.start(ids, { format: 'text', text: 'x' }, { kind: 'at-once' })
    await until(() => broadcasts.list[0]?.lines.every(({ outcome }) => outcome?.kind === 'sent'), 'all have taken it')
    expect(broadcasts.list[0]?.state).toBe('running')
    broadcasts.cancel(run.id)
    expect(broadcasts.list[0]?.state).toBe('cancelled')
    expect(deck.complaints).toEqual([])
  })
})
