import { beforeEach, describe, expect, it } from 'vitest'
import { broadcastByHand, sendByHand, type ByHandRooms } from '../../../main/ipc/by-hand'
import type { SendOutcome } from '../../../shared/connection'
import { AppError } from '../../../shared/errors'
import { limits } from '../../../shared/limits'
import type { SentItem } from '../../../shared/sent'

let added: Omit<SentItem, 'id' | 'at'>[]
let rooms: ByHandRooms
const message = { format: 'text', text: '{{a}}' } as const
const refused: SendOutcome = { kind: 'refused', reason: 'not-open' }
const outcome = (id: string): SendOutcome => (id.startsWith('closed') ? refused : { kind: 'sent' })

/** Connections are named after themselves; the profile is what stands before a dash. */
beforeEach(() => {
  added = []
  rooms = {
    pool: { seat: (id) => (id === 'gone' ? null : { id, name: `Name of ${id}`, profileId: id.split('-')[0] ?? '', folderId: null, open: true }) },
    history: { add: (item) => added.push(item) },
    sends: { send: (ids) => Promise.resolve({ sendId: 1, bytes: 5, results: ids.map((connectionId) => ({ connectionId, outcome: outcome(connectionId) })) }) },
    broadcasts: {
      start: (ids, _, order) => Promise.resolve({ id: 1, at: 0, bytes: 5, order, state: 'running' as const, lines: ids.map((connectionId, index) => ({ connectionId, name: connectionId, outcome: index === 0 ? outcome(connectionId) : null, reply: null })) }),
    },
  }
})

describe('the history', () => {
  it('remembers what was sent as it was written, and those it went to', async () => {
    await sendByHand(rooms, ['p-1', 'closed-1', 'q-1'], message)
    expect(added).toEqual([{ message, targets: [{ name: 'Name of p-1', profileId: 'p' }, { name: 'Name of q-1', profileId: 'q' }], count: 2 }])
  })

  it('remembers a broadcast with those whose turn is still to come', async () => {
    await broadcastByHand(rooms, { ids: ['closed-1', 'p-1'], message, order: { kind: 'spaced', ms: 10 } })
    expect(added).toEqual([{ message, targets: [{ name: 'Name of p-1', profileId: 'p' }], count: 1 }])
  })

  it('names the first few, in order, and of each profile at least one', async () => {
    const ids = [...Array.from({ length: 50 }, (_, i) => `p-${i}`), 'q-1', 'r-1']
    await sendByHand(rooms, ids, message)
    const [item] = added
    expect(item?.count).toBe(52)
    expect(item?.targets).toHaveLength(limits.sentTargets)
    expect(item?.targets.map(({ name }) => name).slice(-3)).toEqual([`Name of p-${limits.sentTargets - 3}`, 'Name of q-1', 'Name of r-1'])
  })

  it('has nothing of what went to nobody', async () => {
    await sendByHand(rooms, ['closed-1', 'closed-2'], message)
    await sendByHand(rooms, ['gone'], message)
    await broadcastByHand(rooms, { ids: [], message, order: { kind: 'at-once' } })
    rooms.sends.send = () => Promise.reject(new AppError('bad-json', 'no'))
    await expect(sendByHand(rooms, ['p-1'], message)).rejects.toMatchObject({ code: 'bad-json' })
    expect(added).toEqual([])
  })
})
