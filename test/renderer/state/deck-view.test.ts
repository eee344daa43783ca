import { describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { Connections } from '../../../renderer/state/connections.svelte'
import { DeckView } from '../../../renderer/state/deck-view.svelte'
import { Profiles } from '../../../renderer/state/profiles.svelte'
import { Rates } from '../../../renderer/state/rates.svelte'
import { Selection } from '../../../renderer/state/selection.svelte'
import { Settings } from '../../../renderer/state/settings.svelte'
import { plainDeckView, type DeckView as View } from '../../../shared/deck-view'
import { newFolder, newProfile } from '../../../shared/profile'
import { FakeBridge, startReply } from '../../support/bridge'
import { snapshot, states } from '../../support/snapshots'

function opened(view: Partial<View> = {}) {
  const bridge = new FakeBridge()
  const api = new Api(bridge)
  const rooms = { settings: new Settings(api), connections: new Connections(api), profiles: new Profiles(api) }
  const rates = new Rates(rooms.connections)
  const deckView = new DeckView({ ...rooms, rates })
  const reply = startReply({
    book: { folders: [newFolder('f', { name: 'Staging' })], profiles: [newProfile('p', { name: 'Feed', folderId: 'f', tags: ['eu'] })] },
    connections: [snapshot('a', { name: 'b' }), snapshot('b', { name: 'c', profileId: 'p', folderId: 'f' }), snapshot('c', { name: 'a', state: states.open })],
  })
  const settings = { ...reply.settings, deckView: { ...plainDeckView, ...view } }
  for (const room of Object.values(rooms)) room.start({ ...reply, settings })
  return { bridge, deckView, selection: new Selection(rooms.connections), ...rooms }
}

describe('DeckView', () => {
  it('shows the deck as it is, until it is told otherwise', () => {
    const { deckView } = opened()
    expect(deckView.ids).toEqual(['a', 'b', 'c'])
    expect(deckView.lines).toHaveLength(3)
  })

  it('sorts by a column, the other way round, and not at all', async () => {
    const { deckView, settings } = opened()
    await deckView.sortBy('name')
    expect(deckView.ids).toEqual(['c', 'a', 'b'])
    await deckView.sortBy('name')
    expect(deckView.ids).toEqual(['b', 'a', 'c'])
    await deckView.sortBy('name')
    expect(settings.deckView.sort).toBeNull()
    await deckView.sortBy('in')
    expect(settings.deckView.sort).toEqual({ column: 'in', descending: true })
  })

  it('keeps rows in their places while states change, until it settles', () => {
    const { bridge, deckView } = opened({ sort: { column: 'state', descending: false } })
    expect(deckView.ids).toEqual(['c', 'a', 'b'])
    bridge.emit('connections.changed', { changed: [snapshot('b', { state: states.failed })], removed: [] })
    expect(deckView.ids).toEqual(['c', 'a', 'b'])
    deckView.settle()
    expect(deckView.ids).toEqual(['b', 'c', 'a'])
  })

  it('stays the same object when it settles and nothing has moved', () => {
    const { deckView } = opened({ sort: { column: 'state', descending: false } })
    const before = deckView.groups
    deckView.settle()
    expect(deckView.groups).toBe(before)
  })

  it('follows at once what joins and leaves the deck', () => {
    const { bridge, deckView } = opened({ sort: { column: 'name', descending: false } })
    bridge.emit('connections.changed', { changed: [snapshot('d', { name: 'aa' })], removed: ['a'] })
    expect(deckView.ids).toEqual(['c', 'd', 'b'])
  })

  it('finds by folder and tag of the profile, and by state', () => {
    const { deckView } = opened()
    deckView.query = 'staging eu'
    expect(deckView.ids).toEqual(['b'])
    deckView.clearFilter()
    deckView.toggleState('open')
    expect(deckView.ids).toEqual(['c'])
    deckView.toggleState('open')
    expect(deckView.filtered).toBe(false)
  })

  it('leaves folded groups out of what can be ticked by a range, but not out of the group', () => {
    const { deckView, selection } = opened({ group: 'folder', sort: { column: 'name', descending: false } })
    expect(deckView.groups.map(({ key, ids }) => [key, ids])).toEqual([['f', ['b']], ['', ['c', 'a']]])
    expect(deckView.unfolded).toEqual(['b', 'c', 'a'])
    selection.toggle('b')
    selection.range('c', deckView.unfolded)
    expect(selection.ids).toEqual(['b', 'c'])
    deckView.fold('f', true)
    expect(deckView.unfolded).toEqual(['c', 'a'])
    expect(deckView.ids).toEqual(['b', 'c', 'a'])
    deckView.fold('f', false)
    expect(deckView.unfolded).toHaveLength(3)
  })

  it('lays cards out as many to a line as fit', async () => {
    const { deckView } = opened()
    await deckView.toggleCards()
    deckView.perLine = 2
    expect(deckView.lines.map((line) => (line.kind === 'sockets' ? line.ids : null))).toEqual([['a', 'b'], ['c']])
    await deckView.toggleCards()
    expect(deckView.lines).toHaveLength(3)
  })

  it('keeps what is ticked when a filter hides it', () => {
    const { deckView, selection } = opened()
    selection.all()
    deckView.query = 'staging'
    expect(selection.size).toBe(3)
    expect(selection.ids.filter((id) => !deckView.shows(id))).toEqual(['a', 'c'])
  })

  it('hides and shows a column', async () => {
    const { deckView, settings } = opened({ hiddenColumns: ['url'] })
    await deckView.toggleColumn('url')
    await deckView.toggleColumn('rtt')
    expect(settings.deckView.hiddenColumns).toEqual(['rtt'])
  })
})
