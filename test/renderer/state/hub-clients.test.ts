import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Api } from '../../../renderer/api'
import { Hub } from '../../../renderer/state/hub.svelte'
import { AppError } from '../../../shared/errors'
import type { HubClient } from '../../../shared/hub'
import { FakeBridge, startReply } from '../../support/bridge'

const client = (id: number, about: Partial<HubClient> = {}): HubClient => ({
  id, path: `/echo?n=${id}`, address: `127.0.0.1:${5_000 + id}`, since: 0, messagesIn: 0, messagesOut: 0, queuedMessages: 0, ...about,
})

function running(...clients: HubClient[]) {
  const bridge = new FakeBridge()
  const hub = new Hub(new Api(bridge))
  const state = { kind: 'running', port: 4_000, problem: '', evicted: 0 } as const
  hub.start(startReply({ hub: { ...state, clients } }))
  const become = (...next: HubClient[]) => bridge.emit('hub.changed', { ...state, clients: next })
  return { bridge, hub, list: hub.list, become, ids: () => hub.list.rows.map(({ id }) => id) }
}

describe('the clients of the hub', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('have rates made of their counters, once a second while somebody looks', () => {
    const { list, become } = running(client(1, { messagesIn: 1_000 }))
    const stop = list.watch()
    expect(list.rows[0]).toMatchObject({ inRate: 0, outRate: 0 })
    become(client(1, { messagesIn: 1_030, messagesOut: 4 }))
    vi.advanceTimersByTime(1_000)
    expect(list.rows[0]).toMatchObject({ inRate: 30, outRate: 4 })
    stop()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('begin at zero when the hub was started anew and counts from the start', () => {
    const { list, become } = running(client(1, { messagesIn: 1_000 }))
    const stop = list.watch()
    become(client(1, { messagesIn: 3 }))
    vi.advanceTimersByTime(1_000)
    expect(list.rows[0]?.inRate).toBe(0)
    stop()
  })

  it('stand in the order of a column, the other way round when it is chosen again', () => {
    const { list, ids } = running(client(1, { queuedMessages: 2 }), client(2, { queuedMessages: 9 }), client(10, { queuedMessages: 2 }))
    const stop = list.watch()
    list.sort('path')
    expect(ids()).toEqual([1, 2, 10])
    list.sort('path')
    expect(ids()).toEqual([10, 2, 1])
    list.sort('queuedMessages')
    expect(ids()).toEqual([2, 1, 10])
    stop()
  })

  it('stay where they are while somebody points at them', () => {
    const { list, become, ids } = running(client(1), client(2))
    const stop = list.watch()
    list.sort('inRate')
    list.held = true
    become(client(1), client(2, { messagesIn: 50 }), client(3))
    vi.advanceTimersByTime(1_000)
    expect(ids()).toEqual([1, 2, 3])
    list.held = false
    become(client(1), client(2, { messagesIn: 90 }), client(3))
    vi.advanceTimersByTime(1_000)
    expect(ids()).toEqual([2, 1, 3])
    stop()
  })

  it('are no longer picked when they have left', () => {
    const { list, become } = running(client(1), client(2))
    const stop = list.watch()
    list.pickAll(true)
    become(client(2))
    vi.advanceTimersByTime(1_000)
    expect([...list.picked]).toEqual([2])
    stop()
  })

  it('are evicted one by one; one that had left is not counted, and other failures are told', async () => {
    const { bridge, list } = running(client(1), client(2), client(3))
    bridge.answer('hub.evict', ({ id }) => {
      if (id === 2) throw new AppError('not-found', 'gone')
      return null
    })
    list.pickAll(true)
    expect(await list.evict([1, 2, 3])).toBe(2)
    expect(bridge.sent('hub.evict')).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }])
    expect(list.picked.size).toBe(0)
    bridge.refuse('hub.evict', new AppError('internal', 'broken'))
    await expect(list.evict([1])).rejects.toMatchObject({ code: 'internal' })
  })

  it('get the message that was written, and it is said how many took it', async () => {
    const { bridge, hub } = running(client(1))
    bridge.answer('hub.broadcast', () => ({ clients: 1 }))
    hub.draft = { format: 'json', text: '{"a":' }
    expect(hub.draftProblem()).not.toBeNull()
    hub.draft = { format: 'json', text: '{"a":1}' }
    expect(hub.draftProblem()).toBeNull()
    expect(await hub.broadcast()).toBe(1)
    expect(bridge.sent('hub.broadcast')).toEqual([{ message: { format: 'json', text: '{"a":1}' } }])
  })
})
