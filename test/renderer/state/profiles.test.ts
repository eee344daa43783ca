import { describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { Profiles } from '../../../renderer/state/profiles.svelte'
import { newFolder, newProfile, type Profile, type ProfileBook } from '../../../shared/profile'
import { FakeBridge, startReply } from '../../support/bridge'

function made(id: string, about: Partial<Profile> = {}): Profile {
  return newProfile(id, { name: id.toUpperCase(), url: `ws://host/${id}`, ...about })
}

const book: ProfileBook = {
  folders: [
    newFolder('f1', { name: 'Staging' }),
    newFolder('f2', { name: 'Live', collapsed: true }),
  ],
  profiles: [made('a'), made('b', { folderId: 'f1', tags: ['Queue'] }), made('c', { folderId: 'f2' }), made('d', { folderId: 'f1', name: 'ORDERS One' })],
}

function open(picture: ProfileBook = book): { bridge: FakeBridge; profiles: Profiles } {
  const bridge = new FakeBridge()
  const profiles = new Profiles(new Api(bridge))
  profiles.start(startReply({ book: picture }))
  return { bridge, profiles }
}

const ids = (profiles: Profiles) => profiles.rows.map((row) => row.id)

describe('the sidebar’s rows', () => {
  it('show folders with their profiles first, then the profiles outside of any', () => {
    expect(ids(open().profiles)).toEqual(['f1', 'b', 'd', 'f2', 'a'])
  })

  it('count places among siblings for screen readers', () => {
    const places = open().profiles.rows.map(({ level, place, of }) => [level, place, of])
    expect(places).toEqual([
      [1, 1, 3],
      [2, 1, 2],
      [2, 2, 2],
      [1, 2, 3],
      [1, 3, 3],
    ])
  })

  it('show a profile whose folder does not exist, rather than lose it', () => {
    expect(ids(open({ folders: [], profiles: [made('x', { folderId: 'gone' })] }).profiles)).toEqual(['x'])
  })

  it.each([
    ['a name, in any case', 'orders one', ['f1', 'd']],
    ['a URL', 'host/a', ['a']],
    ['a tag', 'queue', ['f1', 'b']],
    ['a profile in a collapsed folder, which then opens', 'host/c', ['f2', 'c']],
    ['a folder, with all that is in it', 'live', ['f2', 'c']],
    ['nothing', 'zzz', []],
  ])('are found by %s', (_what, query, found) => {
    const { profiles } = open()
    profiles.query = query
    expect(ids(profiles)).toEqual(found)
  })

  it('follow the book that main publishes', () => {
    const { bridge, profiles } = open()
    bridge.emit('profiles.changed', { folders: [], profiles: [made('z')] })
    expect(ids(profiles)).toEqual(['z'])
  })
})

describe('moving with the keyboard', () => {
  async function stepped(id: string, by: -1 | 1): Promise<FakeBridge> {
    const { bridge, profiles } = open()
    const row = profiles.rows.find((candidate) => candidate.id === id)
    if (row === undefined) throw new Error(`no row ${id}`)
    await profiles.step(row, by)
    return bridge
  }

  it('puts a profile before its upper neighbour in the same folder', async () => {
    expect((await stepped('d', -1)).sent('profiles.move')).toEqual([{ ids: ['d'], folderId: 'f1', beforeId: 'b' }])
  })

  it('puts a profile past its lower neighbour', async () => {
    expect((await stepped('b', 1)).sent('profiles.move')).toEqual([{ ids: ['b'], folderId: 'f1', beforeId: null }])
  })

  it('leaves the first of a folder where it is', async () => {
    expect((await stepped('b', -1)).calls).toEqual([])
  })

  it('moves folders among folders', async () => {
    expect((await stepped('f2', -1)).sent('folders.move')).toEqual([{ id: 'f2', beforeId: 'f1' }])
  })
})

describe('undo', () => {
  it('puts removed profiles back with their places', async () => {
    const { bridge, profiles } = open()
    const removed = [{ index: 1, profile: made('b') }]
    bridge.answer('profiles.remove', () => ({ removed }))
    const undo = await profiles.remove(['b'])
    await undo()
    expect(bridge.sent('profiles.restore')).toEqual([{ removed }])
  })

  it('brings a folder back in its place with the profiles that were in it and still are there', async () => {
    const { bridge, profiles } = open()
    const [staging] = book.folders
    if (staging === undefined) throw new Error('no folder')
    const undo = await profiles.removeFolder(staging)
    bridge.emit('profiles.changed', { folders: book.folders.slice(1), profiles: [made('a'), made('d')] })
    await undo()
    expect(bridge.sent('folders.save')).toEqual([{ folder: staging }])
    expect(bridge.sent('folders.move')).toEqual([{ id: 'f1', beforeId: 'f2' }])
    expect(bridge.sent('profiles.move')).toEqual([{ ids: ['d'], folderId: 'f1', beforeId: null }])
  })
})
