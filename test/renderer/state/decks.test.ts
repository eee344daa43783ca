import { describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { Connections } from '../../../renderer/state/connections.svelte'
import { Decks } from '../../../renderer/state/decks.svelte'
import { Selection } from '../../../renderer/state/selection.svelte'
import { Settings } from '../../../renderer/state/settings.svelte'
import { plainDeckView } from '../../../shared/deck-view'
import type { SavedDeck } from '../../../shared/saved-deck'
import { FakeBridge, startReply } from '../../support/bridge'
import { snapshot, states } from '../../support/snapshots'

const saved = (about: Partial<SavedDeck> = {}): SavedDeck => ({
  id: 'd1',
  name: 'Shift',
  items: [{ profileId: 'p', count: 2, ticked: [1] }],
  view: { ...plainDeckView, mode: 'cards' },
  panes: { sidebar: [22] },
  hidden: ['messages'],
  ...about,
})

function opened(decks: SavedDeck[] = []) {
  const bridge = new FakeBridge()
  let kept = decks
  bridge.answer('decks.save', ({ deck }) => (kept = [...kept.filter(({ id }) => id !== deck.id), deck]))
  bridge.answer('decks.remove', ({ id }) => (kept = kept.filter((deck) => deck.id !== id)))
  const api = new Api(bridge)
  const rooms = { settings: new Settings(api), connections: new Connections(api) }
  const selection = new Selection(rooms.connections)
  const all = new Decks(api, { ...rooms, selection })
  const socket = (id: string, profileId: string) => snapshot(id, { profileId, state: id === 'c1' ? states.open : { kind: 'idle' } })
  const reply = startReply({ decks, connections: [socket('c1', 'p'), socket('c2', 'p'), socket('c3', 'q'), socket('c4', 'p')] })
  for (const room of [rooms.settings, rooms.connections, selection, all]) room.start(reply)
  return { bridge, decks: all, selection, ...rooms }
}

describe('Decks', () => {
  it('saves the deck in its order, with its ticks and its look', async () => {
    const { bridge, decks, selection } = opened()
    selection.only(['c2', 'c4'])
    await decks.save('  Night  ')
    expect(bridge.sent('decks.save')[0]?.deck).toMatchObject({
      name: 'Night',
      items: [
        { profileId: 'p', count: 2, ticked: [1] },
        { profileId: 'q', count: 1, ticked: [] },
        { profileId: 'p', count: 1, ticked: [0] },
      ],
      view: plainDeckView,
      panes: {},
      hidden: [],
    })
    expect(decks.list.map(({ name }) => name)).toEqual(['Night'])
  })

  it('brings back ticks, view and panes when it takes the place of the deck', async () => {
    const { bridge, decks, selection, settings } = opened([saved()])
    bridge.answer('decks.open', () => {
      bridge.emit('connections.changed', { changed: [snapshot('n1'), snapshot('n2')], removed: ['c1', 'c2', 'c3', 'c4'] })
      return { ids: ['n1', 'n2'], ticked: ['n2'], missing: 1 }
    })
    expect(await decks.open(saved(), true)).toBe(1)
    expect(bridge.sent('decks.open')).toEqual([{ id: 'd1', replace: true, rampMs: 0 }])
    expect(selection.ids).toEqual(['n2'])
    expect(settings.deckView.mode).toBe('cards')
    expect(settings.panes).toEqual({ sidebar: [22] })
    expect(settings.hidden).toEqual(['messages'])
  })

  it('leaves ticks and look as they are when it comes beside the deck', async () => {
    const { bridge, decks, selection, settings } = opened([saved()])
    selection.only(['c1'])
    bridge.answer('decks.open', () => ({ ids: ['n1', 'n2'], ticked: ['n2'], missing: 0 }))
    await decks.open(saved(), false)
    bridge.emit('connections.changed', { changed: [snapshot('n1'), snapshot('n2')], removed: [] })
    expect(selection.ids).toEqual(['c1', 'n2'])
    expect(settings.deckView.mode).toBe('table')
  })

  it('opens a large one in a ramp', async () => {
    const { bridge, decks } = opened()
    bridge.answer('decks.open', () => ({ ids: [], ticked: [], missing: 0 }))
    await decks.open(saved({ items: [{ profileId: 'p', count: 400, ticked: [] }] }), true)
    expect(bridge.sent('decks.open')[0]?.rampMs).toBeGreaterThan(0)
  })

  it('comes back by undo, in its place by name', async () => {
    const { decks } = opened([saved(), saved({ id: 'd2', name: 'Deck 10' }), saved({ id: 'd3', name: 'Deck 9' })])
    expect(decks.list.map(({ name }) => name)).toEqual(['Deck 9', 'Deck 10', 'Shift'])
    const undo = await decks.remove(saved({ id: 'd2', name: 'Deck 10' }))
    expect(decks.list.map(({ name }) => name)).toEqual(['Deck 9', 'Shift'])
    await undo()
    expect(decks.list.map(({ name }) => name)).toEqual(['Deck 9', 'Deck 10', 'Shift'])
  })

  it('knows names that are taken, but for its own', () => {
    const { decks } = opened([saved()])
    expect(decks.isTaken(' shift ', null)).toBe(true)
    expect(decks.isTaken('Shift', 'd1')).toBe(false)
    expect(decks.isTaken('Other', null)).toBe(false)
  })

  it('counts what another deck would end', () => {
    expect(opened().decks.live).toBe(1)
  })
})
