import { describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { Connections } from '../../../renderer/state/connections.svelte'
import { Launcher } from '../../../renderer/state/launcher.svelte'
import type { ConnectionSnapshot, ConnectionState } from '../../../shared/connection'
import { FakeBridge, startReply } from '../../support/bridge'

const idle: ConnectionState = { kind: 'idle' }
const open: ConnectionState = { kind: 'open', since: 1, rttMs: null, protocol: '', extensions: '' }

function socket(id: string, profileId: string, state: ConnectionState): ConnectionSnapshot {
  const counters = { messagesIn: 0, messagesOut: 0, bytesIn: 0, bytesOut: 0, queuedMessages: 0, queuedBytes: 0, refused: 0, dropped: 0, retries: 0 }
  return { id, profileId, name: profileId, color: 'blue', url: 'ws://host/', folderId: null, state, counters, last: null }
}

function launch(...connections: ConnectionSnapshot[]): { bridge: FakeBridge; launcher: Launcher } {
  const bridge = new FakeBridge().answer('connections.add', () => ({ ids: [] }))
  const deck = new Connections(new Api(bridge))
  deck.start(startReply({ connections }))
  return { bridge, launcher: new Launcher(deck) }
}

describe('opening profiles from the sidebar', () => {
  it('adds a socket for a profile that has none', async () => {
    const { bridge, launcher } = launch()
    await launcher.connect('p')
    expect(bridge.calls).toEqual([{ command: 'connections.add', payload: { profileIds: ['p'], count: 1, open: true } }])
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
    expect(bridge.sent('connections.add')).toEqual([{ profileIds: ['r'], count: 1, open: true }])
  })

  it('opens the deck as it is, and fills an empty one with all profiles', async () => {
    const filled = launch(socket('k1', 'p', idle), socket('k2', 'q', open))
    await filled.launcher.openDeck(['p', 'q', 'r'])
    expect(filled.bridge.calls).toEqual([{ command: 'connections.open', payload: { ids: ['k1'] } }])
    const empty = launch()
    await empty.launcher.openDeck(['p', 'q'])
    expect(empty.bridge.sent('connections.add')).toEqual([{ profileIds: ['p', 'q'], count: 1, open: true }])
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
