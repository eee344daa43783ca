import { describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { Connections } from '../../../renderer/state/connections.svelte'
import { Selection } from '../../../renderer/state/selection.svelte'
import { FakeBridge, startReply } from '../../support/bridge'
import { snapshot, states } from '../../support/snapshots'

function deck() {
  const bridge = new FakeBridge()
  const connections = new Connections(new Api(bridge))
  connections.start(startReply({ connections: ['a', 'b', 'c', 'd', 'e'].map((id) => snapshot(id, { folderId: id < 'c' ? 'f' : null, state: id === 'd' ? states.open : { kind: 'idle' } })) }))
  return { bridge, selection: new Selection(connections) }
}

describe('Selection', () => {
  it('ticks and unticks, and lists what is ticked in deck order', () => {
    const { selection } = deck()
    selection.toggle('d')
    selection.toggle('b')
    expect(selection.ids).toEqual(['b', 'd'])
    selection.toggle('d')
    expect(selection.ids).toEqual(['b'])
  })

  it('outlives a change of state and forgets what has left the deck', () => {
    const { bridge, selection } = deck()
    selection.only(['a', 'b'])
    bridge.emit('connections.changed', { changed: [snapshot('a', { state: states.failed })], removed: ['b'] })
    expect(selection.ids).toEqual(['a'])
    expect(selection.size).toBe(1)
  })

  it('knows whose sockets are ticked, by the same set while only their counters and states change', () => {
    const bridge = new FakeBridge()
    const connections = new Connections(new Api(bridge))
    const selection = new Selection(connections)
    connections.start(startReply({ connections: [snapshot('a', { profileId: 'p' }), snapshot('b', { profileId: 'p' }), snapshot('c', { profileId: 'q' })] }))
    selection.all()
    const { list, profileIds } = selection
    expect([...profileIds]).toEqual(['p', 'q'])
    const busy = connections.list.map((each) => ({ ...each, counters: { ...each.counters, messagesIn: 1000 } }))
    bridge.emit('connections.changed', { changed: busy, removed: [] })
    bridge.emit('connections.changed', { changed: [snapshot('a', { profileId: 'p', state: states.failed })], removed: [] })
    expect(selection.list).not.toBe(list)
    expect(selection.profileIds).toBe(profileIds)
    selection.only(['c'])
    expect([...selection.profileIds]).toEqual(['q'])
    bridge.emit('connections.changed', { changed: [], removed: ['c'] })
    expect(selection.profileIds.size).toBe(0)
  })

  it('gives a whole range the tick of the row it starts at, in both directions', () => {
    const { selection } = deck()
    selection.toggle('d')
    selection.range('b')
    expect(selection.ids).toEqual(['b', 'c', 'd'])
    selection.toggle('b')
    selection.range('c')
    expect(selection.ids).toEqual(['d'])
  })

  it('takes a range in the order in which rows are shown', () => {
    const { selection } = deck()
    selection.toggle('e')
    selection.range('b', ['e', 'a', 'b', 'd', 'c'])
    expect(selection.ids).toEqual(['a', 'b', 'e'])
  })

  it('gives many the same tick, and leaves the others alone', () => {
    const { selection } = deck()
    selection.toggle('a')
    selection.tick(['c', 'd'], true)
    expect(selection.ids).toEqual(['a', 'c', 'd'])
    selection.tick(['d', 'e'], false)
    expect(selection.ids).toEqual(['a', 'c'])
  })

  it('starts a range at the row itself when nothing was ticked before', () => {
    const { selection } = deck()
    selection.range('c')
    expect(selection.ids).toEqual(['c'])
  })

  it('selects all, none, by state and by folder', () => {
    const { selection } = deck()
    selection.all()
    expect(selection.size).toBe(5)
    selection.byState('open')
    expect(selection.ids).toEqual(['d'])
    selection.byFolder('f')
    expect(selection.ids).toEqual(['a', 'b'])
    selection.byFolder(null)
    expect(selection.ids).toEqual(['c', 'd', 'e'])
    selection.none()
    expect(selection.ids).toEqual([])
  })
})
