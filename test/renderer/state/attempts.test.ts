import { beforeEach, describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { Attempts } from '../../../renderer/state/attempts.svelte'
import { Connections } from '../../../renderer/state/connections.svelte'
import { Profiles } from '../../../renderer/state/profiles.svelte'
import type { AttemptRecord } from '../../../shared/attempt'
import { AppError } from '../../../shared/errors'
import type { Overrides } from '../../../shared/options'
import { newFolder, newProfile } from '../../../shared/profile'
import { attempt, failedAttempt } from '../../support/attempts'
import { FakeBridge, startReply } from '../../support/bridge'
import { snapshot, states } from '../../support/snapshots'
import { until } from '../../support/until'

const print = (byte: string) => Array.from({ length: 32 }, () => byte).join(':')
const [a, b, c, d] = ['AA', 'BB', 'CC', 'DD'].map(print) as [string, string, string, string]

function opened(records: AttemptRecord[], defaults: Overrides = {}) {
  const profile = newProfile('p', { name: 'Trader', url: 'wss://localhost', folderId: 'f', options: { tls: { serverName: 'x', accepted: [a] }, queue: { messages: 9 } } })
  const folder = newFolder('f', { options: { tls: { pins: [c] } } })
  const bridge = new FakeBridge().answer('attempts.list', () => [...records]).answer('profiles.save', (payload) => payload.profile)
  const api = new Api(bridge)
  const [connections, profiles] = [new Connections(api), new Profiles(api)]
  const attempts = new Attempts(api, { connections, profiles, defaults: () => defaults })
  const reply = startReply({ book: { folders: [folder], profiles: [profile] }, connections: [snapshot('s', { profileId: 'p', folderId: 'f', state: states.failed }), snapshot('other')] })
  connections.start(reply)
  profiles.start(reply)
  return { bridge, attempts, profile }
}

const change = (about: Parameters<typeof snapshot>[1]) => ({ changed: [snapshot('s', { profileId: 'p', ...about })], removed: [] })

describe('the attempts of a connection', () => {
  let window: ReturnType<typeof opened>
  let records: AttemptRecord[]
  beforeEach(async () => {
    records = [attempt(3), failedAttempt(2), failedAttempt(1)]
    window = opened(records)
    await window.attempts.open('s')
  })

  it('show the newest', () => {
    const { attempts, bridge } = window
    expect([attempts.list.length, attempts.chosen?.id, attempts.compared]).toEqual([3, 3, null])
    expect(bridge.sent('attempts.list')).toEqual([{ id: 's' }])
  })

  it('know the certificates that the profile accepts, and those pinned by its folder', () => {
    expect([window.attempts.trusted('accepted'), window.attempts.trusted('pins')]).toEqual([[a], [c]])
  })

  it('are read again when its life goes on, and not for counters, round trips or other connections', async () => {
    const { attempts, bridge } = window
    bridge.emit('connections.changed', change({ state: states.failed, counters: { ...snapshot('s').counters, refused: 7 } }))
    bridge.emit('connections.changed', { changed: [snapshot('other', { state: states.open })], removed: [] })
    expect(bridge.sent('attempts.list')).toHaveLength(1)
    records.unshift(attempt(4))
    bridge.emit('connections.changed', change({ state: { ...states.open, since: 5 } }))
    await until(() => attempts.list.length === 4)
    bridge.emit('connections.changed', change({ state: { ...states.open, since: 5, rttMs: 99 } }))
    expect(bridge.sent('attempts.list')).toHaveLength(2)
  })

  it('are read once more when the first message comes', async () => {
    const { attempts, bridge } = window
    const state = { ...states.open, since: 5 }
    records.unshift(attempt(4, { at: 1_000, firstMessageMs: null }))
    bridge.emit('connections.changed', change({ state }))
    await until(() => attempts.list.length === 4)
    const last = { direction: 'in' as const, at: 2_000, preview: 'x', size: 1 }
    for (let i = 0; i < 3; i += 1) bridge.emit('connections.changed', change({ state, last }))
    await until(() => bridge.sent('attempts.list').length === 3)
    bridge.emit('connections.changed', change({ state, last }))
    expect(bridge.sent('attempts.list')).toHaveLength(3)
  })

  it('keep the chosen one and its comparison when a new attempt is made', async () => {
    const { attempts, bridge } = window
    attempts.compareWith(1)
    records.unshift(attempt(4))
    bridge.emit('connections.changed', change({ state: { ...states.open, since: 5 } }))
    await until(() => attempts.list.length === 4)
    expect([attempts.chosen?.id, attempts.compared?.id]).toEqual([3, 1])
    attempts.choose(1)
    expect(attempts.compared).toBeNull()
  })

  it('show the one that a retry by hand makes, and stay with it when others follow', async () => {
    const { attempts, bridge } = window
    attempts.compareWith(1)
    await attempts.retry()
    for (const id of [4, 5]) {
      records.unshift(failedAttempt(id))
      bridge.emit('connections.changed', change({ state: { ...states.failed, at: id } }))
      await until(() => attempts.list.length === id)
    }
    expect([attempts.chosen?.id, attempts.compared]).toEqual([4, null])
  })

  it('are left when their connection is taken off the deck', () => {
    const { attempts, bridge } = window
    bridge.emit('connections.changed', { changed: [], removed: ['s'] })
    expect(attempts.connectionId).toBeNull()
  })

  it('are not those of another connection that was asked about before', async () => {
    const { attempts, bridge } = window
    const answers: ((list: AttemptRecord[]) => void)[] = []
    bridge.answer('attempts.list', () => new Promise((resolve) => answers.push(resolve)))
    const [first, second] = [attempts.open('s'), attempts.open('other')]
    await until(() => answers.length === 2)
    answers[1]?.([attempt(9)])
    await second
    answers[0]?.([attempt(8)])
    await first
    expect([attempts.connectionId, attempts.chosen?.id]).toEqual(['other', 9])
  })

  it('are read again when something happened before the dialog was there', async () => {
    const { attempts, bridge } = window
    attempts.close()
    bridge.answer('attempts.list', () => {
      bridge.emit('connections.changed', change({ state: { ...states.open, since: 7 } }))
      return bridge.sent('attempts.list').length > 2 ? [attempt(4)] : []
    })
    await attempts.open('s')
    expect(attempts.chosen?.id).toBe(4)
  })

  it('say why they can’t be read', async () => {
    const { attempts, bridge } = window
    bridge.refuse('attempts.list', new AppError('not-found', 'gone'))
    await attempts.refresh()
    expect(attempts.problem).toBeInstanceOf(AppError)
    bridge.answer('attempts.list', () => [])
    await attempts.refresh()
    expect([attempts.problem, attempts.list]).toEqual([null, []])
  })
})

describe('a certificate', () => {
  it('is accepted for the profile beside those accepted before, and tried again', async () => {
    const { attempts, bridge, profile } = opened([])
    await attempts.open('s')
    await attempts.trust(b, 'accepted')
    expect(bridge.sent('profiles.save')).toEqual([{ profile: { ...profile, options: { ...profile.options, tls: { serverName: 'x', accepted: [a, b] } } } }])
    expect(bridge.sent('connections.open')).toEqual([{ ids: ['s'] }])
  })

  it('is not listed twice', async () => {
    const { attempts, bridge } = opened([])
    await attempts.open('s')
    await attempts.trust(a, 'accepted')
    expect(bridge.sent('profiles.save')[0]?.profile.options.tls?.accepted).toEqual([a])
  })

  it('keeps what the profile inherits: what it sets itself would hide that', async () => {
    const { attempts, bridge } = opened([], { tls: { pins: [d] } })
    await attempts.open('s')
    await attempts.trust(b, 'pins')
    expect(bridge.sent('profiles.save')[0]?.profile.options.tls?.pins).toEqual([c, b])
  })

  it('can’t be taken up by a profile that was deleted', async () => {
    const { attempts, bridge } = opened([])
    await attempts.open('other')
    await expect(attempts.trust(a, 'accepted')).rejects.toThrow('was deleted')
    expect(bridge.sent('connections.open')).toEqual([])
  })
})
