import { describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { Connections } from '../../../renderer/state/connections.svelte'
import { FakeBridge, startReply } from '../../support/bridge'
import { snapshot, states } from '../../support/snapshots'

function deck(...connections: ReturnType<typeof snapshot>[]) {
  const bridge = new FakeBridge()
  const all = new Connections(new Api(bridge))
  all.start(startReply({ connections }))
  return { bridge, connections: all }
}

const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id)

describe('Connections', () => {
  it('keeps the order of the deck when snapshots change, and puts new ones at the end', () => {
    const { bridge, connections } = deck(snapshot('a'), snapshot('b'))
    bridge.emit('connections.changed', { changed: [snapshot('c'), snapshot('a', { state: states.open })], removed: [] })
    expect(ids(connections.list)).toEqual(['a', 'b', 'c'])
    expect(connections.get('a')?.state.kind).toBe('open')
  })

  it('forgets what was removed', () => {
    const { bridge, connections } = deck(snapshot('a'), snapshot('b'))
    bridge.emit('connections.changed', { changed: [], removed: ['a'] })
    expect(ids(connections.list)).toEqual(['b'])
    expect(connections.get('a')).toBeNull()
  })

  it('counts the states', () => {
    const { connections } = deck(snapshot('a', { state: states.open }), snapshot('b', { state: states.open }), snapshot('c'))
    expect(connections.counts).toMatchObject({ open: 2, idle: 1, failed: 0 })
  })

  it('offers to reopen what came back from the last run, until it has been opened', () => {
    const { bridge, connections } = deck(snapshot('a'), snapshot('b'))
    bridge.emit('connections.changed', { changed: [snapshot('a', { state: states.open }), snapshot('new')], removed: [] })
    expect(ids(connections.reopenable)).toEqual(['b'])
  })

  it('opens what rests, retries what waits and leaves alone what is open', async () => {
    const { bridge, connections } = deck(snapshot('a'), snapshot('b', { state: states.waiting }), snapshot('c', { state: states.open }), snapshot('d', { state: states.failed }))
    await connections.open(['a', 'b', 'c', 'd'])
    expect(bridge.sent('connections.open')).toEqual([{ ids: ['a', 'd'] }])
    expect(bridge.sent('connections.retry')).toEqual([{ ids: ['b'] }])
  })

  it('takes the order that main tells, for those that come later, too', () => {
    const { bridge, connections } = deck(snapshot('a'), snapshot('b'))
    bridge.emit('deck.changed', { order: ['x', 'b', 'a'] })
    expect(ids(connections.list)).toEqual(['b', 'a'])
    bridge.emit('connections.changed', { changed: [snapshot('x'), snapshot('new')], removed: [] })
    expect(ids(connections.list)).toEqual(['x', 'b', 'a', 'new'])
    expect(connections.ids).toEqual(['x', 'b', 'a', 'new'])
  })

  it('keeps the same array of ids while nothing joins or leaves', () => {
    const { bridge, connections } = deck(snapshot('a'), snapshot('b'))
    const before = connections.ids
    bridge.emit('connections.changed', { changed: [snapshot('a', { state: states.open })], removed: [] })
    expect(connections.ids).toBe(before)
    bridge.emit('connections.changed', { changed: [], removed: ['b'] })
    expect(connections.ids).toEqual(['a'])
  })

  it('puts back what was removed, and counts those that could not come', async () => {
    const { bridge, connections } = deck(snapshot('a'), snapshot('b'))
    const removed = [0, 1].map((place) => ({ place, profileId: 'p', name: `n${place}`, index: 1, overrides: {} }))
    bridge.answer('connections.remove', () => ({ removed })).answer('connections.restore', () => ({ ids: ['c'] }))
    const undo = await connections.remove(['a', 'b'])
    expect(await undo()).toBe(1)
    expect(bridge.sent('connections.restore')).toEqual([{ removed }])
  })

  it('toggles by state: an open one closes, a resting one opens', async () => {
    const { bridge, connections } = deck(snapshot('a'), snapshot('b', { state: states.open }))
    await connections.toggle('a')
    await connections.toggle('b')
    expect(bridge.calls.map(({ command, payload }) => [command, payload])).toEqual([
      ['connections.open', { ids: ['a'] }],
      ['connections.close', { ids: ['b'] }],
    ])
  })
})
