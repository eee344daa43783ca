import { describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { Connections } from '../../../renderer/state/connections.svelte'
import { Selection } from '../../../renderer/state/selection.svelte'
import { pauseOf, Targets, type Target } from '../../../renderer/state/targets.svelte'
import { FakeBridge, startReply } from '../../support/bridge'
import { snapshot, states } from '../../support/snapshots'

function aiming() {
  const connections = new Connections(new Api(new FakeBridge()))
  const selection = new Selection(connections)
  const open = { state: states.open }
  connections.start(
    startReply({
      connections: [
        snapshot('a', open), snapshot('b', { ...open, folderId: 'f' }), snapshot('c', { folderId: 'f' }), snapshot('d', open),
        snapshot('e', { state: states.waiting, folderId: 'f' }), snapshot('x', { folderId: 'g' }),
      ],
    }),
  )
  const targets = new Targets({ connections, selection, holds: ({ id }) => id === 'e' })
  const ids = (target: Target) => {
    targets.chosen = target
    return targets.list.map(({ id }) => id)
  }
  return { connections, selection, targets, ids }
}

describe('to whom a message goes', () => {
  it('is the selection at first, whatever its state', () => {
    const { selection, targets } = aiming()
    selection.only(['a', 'c', 'e'])
    expect(targets.list.map(({ id }) => id)).toEqual(['a', 'c', 'e'])
    expect([targets.size, targets.open, targets.absent, targets.waiting, targets.blocked]).toEqual([3, 1, 1, 1, null])
  })

  it('is every n-th of the selection, from any of them', () => {
    const { selection, ids } = aiming()
    selection.only(['a', 'b', 'c', 'd', 'e'])
    expect(ids({ kind: 'nth', every: 2, from: 1 })).toEqual(['a', 'c', 'e'])
    expect(ids({ kind: 'nth', every: 2, from: 2 })).toEqual(['b', 'd'])
    expect(ids({ kind: 'nth', every: 1, from: 4 })).toEqual(['d', 'e'])
    expect(ids({ kind: 'nth', every: 3, from: 9 })).toEqual([])
  })

  it('is all that is open, or those of a folder that would take it', () => {
    const { ids } = aiming()
    expect(ids({ kind: 'open' })).toEqual(['a', 'b', 'd'])
    expect(ids({ kind: 'folder', folderId: 'f' })).toEqual(['b', 'e'])
    expect(ids({ kind: 'folder', folderId: null })).toEqual(['a', 'd'])
  })

  it('says in words why it is nobody', () => {
    const { connections, selection, targets, ids } = aiming()
    expect(targets.blocked).toBe('Tick the sockets that should get it')
    selection.only(['c'])
    expect(targets.blocked).toBe('None of the selected sockets is open')
    ids({ kind: 'folder', folderId: 'g' })
    expect(targets.blocked).toBe('No socket of this folder is open')
    ids({ kind: 'nth', every: 2, from: 2 })
    expect(targets.blocked).toBe('This picks none of the selected sockets')
    ids({ kind: 'open' })
    expect(targets.blocked).toBeNull()
    connections.start(startReply({ connections: [snapshot('c')] }))
    expect(targets.blocked).toBe('No socket is open')
    connections.start(startReply())
    expect(targets.blocked).toBe('Open a connection first')
  })

  it('follows the deck as sockets open', () => {
    const { connections, targets, ids } = aiming()
    ids({ kind: 'open' })
    connections.start(startReply({ connections: [snapshot('a', { state: states.open })] }))
    expect([targets.size, targets.openIds()]).toEqual([1, ['a']])
  })
})

it('takes a pause within its bounds and nothing else', () => {
  expect(['1', ' 250 ', '60000'].map(pauseOf)).toEqual([1, 250, 60_000])
  expect(['', '0', '60001', '1.5', 'x', '-3'].map(pauseOf)).toEqual([null, null, null, null, null, null])
})
