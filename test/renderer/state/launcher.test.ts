import { describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { Connections } from '../../../renderer/state/connections.svelte'
import { Launcher } from '../../../renderer/state/launcher.svelte'
import { Selection } from '../../../renderer/state/selection.svelte'
import type { ConnectionSnapshot, ConnectionState } from '../../../shared/connection'
import { FakeBridge, startReply } from '../../support/bridge'

const idle: ConnectionState = { kind: 'idle' }
const open: ConnectionState = { kind: 'open', since: 1, rttMs: null, protocol: '', extensions: '' }

function socket(id: string, profileId: string, state: ConnectionState): ConnectionSnapshot {
  const counters = { messagesIn: 0, messagesOut: 0, bytesIn: 0, bytesOut: 0, controlIn: 0, controlOut: 0, queuedMessages: 0, queuedBytes: 0, refused: 0, dropped: 0, retries: 0 }
  return { id, profileId, name: profileId, color: 'blue', url: 'ws://host/', folderId: null, state, counters, last: null, idleSince: null, stalledSince: null }
}

/** Added sockets are called n1, n2, … and are on the deck as soon as main has answered. */
function launch(...connections: ConnectionSnapshot[]): { bridge: FakeBridge; launcher: Launcher; selection: Selection } {
  let added = 0
  const bridge = new FakeBridge().answer('connections.add', ({ profileIds, count }) => {
    const fresh = profileIds.flatMap((profileId) => Array.from({ length: count }, () => socket(`n${(added += 1)}`, profileId, idle)))
    bridge.emit('connections.changed', { changed: fresh, removed: [] })
    return { ids: fresh.map(({ id }) => id) }
  })
  const deck = new Connections(new Api(bridge))
  deck.start(startReply({ connections }))
  const selection = new Selection(deck)
  return { bridge, launcher: new Launcher(deck, selection), selection }
}

describe('opening profiles from the sidebar', () => {
  it('adds a socket for a profile that has none', async () => {
    const { bridge, launcher } = launch()
    await launcher.connect('p')
    expect(bridge.calls).toEqual([{ command: 'connections.add', payload: { profileIds: ['p'], count: 1, open: true, overrides: {}, rampMs: 0 } }])
  })

  it('opens the socket at rest rather than add another one', async () => {
    const { bridge, launcher } = launch(socket('k1', 'p', idle))
    await launcher.connect('p')
    expect(bridge.calls).toEqual([{ command: 'connections.open', payload: { ids: ['k1'] } }])
  })

  it('adds one more when all are open', async () => {
    const { bridge, launcher } = launch(socket('k1', 'p', open))
    await launcher.connect('p')
    expect(bridge.sent('connections.add')).toHaveLength(1)
  })

  it('opens all of a folder, leaving out what is open already', async () => {
    const { bridge, launcher } = launch(socket('k1', 'p', open), socket('k2', 'q', idle))
    expect(launcher.idle(['p', 'q', 'r'])).toEqual(['q', 'r'])
    await launcher.openAll(['p', 'q', 'r'])
    expect(bridge.sent('connections.open')).toEqual([{ ids: ['k2'] }])
    expect(bridge.sent('connections.add')).toEqual([{ profileIds: ['r'], count: 1, open: true, overrides: {}, rampMs: 0 }])
  })

  it('opens the deck as it is, and fills an empty one with all profiles', async () => {
    const filled = launch(socket('k1', 'p', idle), socket('k2', 'q', open))
    await filled.launcher.openDeck(['p', 'q', 'r'])
    expect(filled.bridge.calls).toEqual([{ command: 'connections.open', payload: { ids: ['k1'] } }])
    const empty = launch()
    await empty.launcher.openDeck(['p', 'q'])
    expect(empty.bridge.sent('connections.add')).toEqual([{ profileIds: ['p', 'q'], count: 1, open: true, overrides: {}, rampMs: 0 }])
  })

  it('closes only what is live on the deck', async () => {
    const { bridge, launcher } = launch(socket('k1', 'p', idle), socket('k2', 'q', open))
    await launcher.closeDeck()
    expect(bridge.calls).toEqual([{ command: 'connections.close', payload: { ids: ['k2'] } }])
  })

  it('counts what the sockets of a profile do', () => {
    const { launcher } = launch(socket('k1', 'p', open), socket('k2', 'p', open), socket('k3', 'p', { kind: 'connecting', attempt: 1, since: 1 }), socket('k4', 'p', idle))
    expect(launcher.presence('p')).toEqual({ open: 2, busy: 1, failed: 0, resting: ['k4'] })
    expect(launcher.presence('other')).toEqual({ open: 0, busy: 0, failed: 0, resting: [] })
  })
})

describe('what was opened, when nothing is ticked,', () => {
  it('is ticked, so that the next message goes to it', async () => {
    const one = launch(socket('k1', 'p', idle))
    await one.launcher.connect('p')
    expect(one.selection.ids).toEqual(['k1'])
    const folder = launch(socket('k1', 'p', open), socket('k2', 'q', idle))
    await folder.launcher.openAll(['p', 'q', 'r'])
    expect(folder.selection.ids).toEqual(['k2', 'n1'])
    const many = launch()
    await many.launcher.openMany('p', 3)
    expect(many.selection.ids).toEqual(['n1', 'n2', 'n3'])
    const deck = launch(socket('k1', 'p', idle), socket('k2', 'q', open))
    await deck.launcher.openDeck([])
    expect(deck.selection.ids).toEqual(['k1', 'k2'])
  })

  it('is ticked even if main tells of the socket only later', async () => {
    const { bridge, launcher, selection } = launch()
    bridge.answer('connections.add', () => ({ ids: ['late'] }))
    await launcher.connect('p')
    bridge.emit('connections.changed', { changed: [socket('late', 'p', open)], removed: [] })
    expect(selection.ids).toEqual(['late'])
  })

  it('is not added to a choice that was made', async () => {
    const { launcher, selection } = launch(socket('k1', 'p', open), socket('k2', 'q', idle))
    selection.toggle('k1')
    await launcher.connect('q')
    await launcher.openAll(['r'])
    await launcher.openMany('p', 2)
    await launcher.openDeck([])
    expect(selection.ids).toEqual(['k1'])
  })
})
