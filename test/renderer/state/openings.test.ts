import { describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { Connections } from '../../../renderer/state/connections.svelte'
import { Launcher } from '../../../renderer/state/launcher.svelte'
import { Openings } from '../../../renderer/state/openings.svelte'
import { Profiles } from '../../../renderer/state/profiles.svelte'
import { Selection } from '../../../renderer/state/selection.svelte'
import { nothingImported } from '../../../shared/imported'
import { AppError } from '../../../shared/errors'
import type { FileOpening, LinkOpening, Opening } from '../../../shared/opening'
import { newProfile, type Profile } from '../../../shared/profile'
import { FakeBridge, startReply } from '../../support/bridge'

const link = (id: number, about: Partial<LinkOpening> = {}): LinkOpening => ({ id, kind: 'link', url: 'wss://h/feed', name: 'Feed', protocol: '', secretsLeft: 0, ...about })
const file: FileOpening = { id: 9, kind: 'file', name: 'team.sockdeck', folders: [], profiles: [], decks: [], totals: { folders: 0, profiles: 1, decks: 0 }, secrets: 0 }

function opened(list: Opening[], profiles: Profile[] = []) {
  const bridge = new FakeBridge()
    .answer('profiles.save', ({ profile }) => profile)
    .answer('connections.add', () => ({ ids: ['c1'] }))
    .answer('openings.import', () => ({ file: 'team.sockdeck', added: 1, skipped: 0, folders: 0, decks: 0, imported: nothingImported }))
  const api = new Api(bridge)
  const connections = new Connections(api)
  const rooms = { profiles: new Profiles(api), launcher: new Launcher(connections, new Selection(connections)) }
  const openings = new Openings(api, rooms)
  const reply = startReply({ book: { folders: [], profiles }, openings: { shownIn: 1, list } })
  for (const room of [connections, rooms.profiles, openings]) room.start(reply)
  const asked = () => bridge.calls.map(({ command }) => command)
  return { bridge, openings, asked }
}

describe('Openings', () => {
  it('come one after another', async () => {
    const { bridge, openings } = opened([link(1), link(2), file])
    expect([openings.current?.id, openings.waiting]).toEqual([1, 2])
    await openings.dismiss(link(1))
    expect([openings.current?.id, openings.waiting]).toEqual([2, 1])
    expect(bridge.sent('openings.dismiss')).toEqual([{ id: 1 }])
  })

  it('are shown in one window alone, whichever main says', () => {
    const { bridge, openings } = opened([])
    bridge.emit('openings.changed', { shownIn: 2, list: [link(1)] })
    expect(openings.current).toBeNull()
    bridge.emit('openings.changed', { shownIn: 1, list: [link(1)] })
    expect(openings.current).toEqual(link(1))
    bridge.emit('openings.changed', { shownIn: null, list: [] })
    expect(openings.current).toBeNull()
  })

  it('become a profile with the subprotocol asked for', async () => {
    const { bridge, openings } = opened([link(1)])
    const draft = openings.draft(link(1, { protocol: 'chat.v1' }))
    expect(draft).toMatchObject({ name: 'Feed', url: 'wss://h/feed', folderId: null, options: { request: { protocols: [{ name: 'chat.v1', enabled: true }] } } })
    expect(openings.draft(link(1)).options).toEqual({})
    await openings.save(link(1), draft)
    expect(bridge.sent('profiles.save')).toEqual([{ profile: draft }])
    expect(openings.current).toBeNull()
  })

  it('save a new profile before they connect, and no known one again', async () => {
    const known = newProfile('p1', { url: 'wss://h/feed' })
    const first = opened([link(1)])
    await first.openings.connect(link(1), first.openings.draft(link(1)))
    expect(first.asked()).toEqual(['profiles.save', 'connections.add', 'openings.dismiss'])
    const second = opened([link(1)], [known])
    await second.openings.connect(link(1), known)
    expect(second.asked()).toEqual(['connections.add', 'openings.dismiss'])
  })

  it('wait on where something failed', async () => {
    const { bridge, openings } = opened([link(1), file])
    bridge.refuse('connections.add', new AppError('too-many', 'full'))
    await expect(openings.connect(link(1), openings.draft(link(1)))).rejects.toMatchObject({ code: 'too-many' })
    expect(openings.current?.id).toBe(1)
    bridge.refuse('openings.import', new AppError('too-many', 'full'))
    await expect(openings.import(file)).rejects.toMatchObject({ code: 'too-many' })
    expect(openings.waiting).toBe(1)
  })

  it('are imported by their number', async () => {
    const { bridge, openings } = opened([file])
    expect(await openings.import(file)).toMatchObject({ added: 1 })
    expect([bridge.sent('openings.import'), openings.current]).toEqual([[{ id: 9 }], null])
  })

  it.each([
    ['the same address', 'wss://h/feed', '', true],
    ['an address written otherwise', 'WSS://H:443/feed', '', true],
    ['another one', 'wss://h/', '', false],
    ['a template', 'wss://{{host}}/feed', '', false],
    ['a subprotocol that it offers', 'wss://h/feed', 'chat.v1', true],
    ['a subprotocol that it does not offer', 'wss://h/feed', 'chat.v2', false],
  ])('know a profile by %s', (_what, url, protocol, isKnown) => {
    const profile = newProfile('p1', { url, options: { request: { protocols: [{ name: 'chat.v1', enabled: true }, { name: 'chat.v2', enabled: false }] } } })
    expect(opened([], [profile]).openings.known(link(1, { protocol }))?.id).toBe(isKnown ? 'p1' : undefined)
  })
})
