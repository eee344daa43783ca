import { beforeEach, expect, it } from 'vitest'
import { takeShared } from '../../../main/ipc/files'
import { takeBack } from '../../../main/ipc/take-back'
import { systemClock as clock } from '../../../main/lib/clock'
import { silentLogger as logger } from '../../../main/lib/logger'
import { SavedDecks } from '../../../main/store/decks'
import { Environments } from '../../../main/store/environments'
import { Profiles } from '../../../main/store/profiles'
import { exportBook } from '../../../main/store/transfer'
import { plainDeckView } from '../../../shared/deck-view'
import { nothingImported } from '../../../shared/imported'
import { newFolder, newProfile } from '../../../shared/profile'
import { tempDir } from '../../support/disk'

const profile = (id: string, folderId: string | null = null) => newProfile(id, { name: id, url: 'ws://h/', folderId })
const variable = (name: string) => ({ name, value: 'v', enabled: true, secret: false })
const deck = { id: 'd', name: 'Night', items: [{ profileId: 'feed', count: 1, ticked: [] }], view: plainDeckView, panes: {}, hidden: [] }
const shared = () => exportBook({ folders: [newFolder('team', { name: 'Team' })], profiles: [profile('feed', 'team'), profile('mine')] }, 0, [deck]).text
const ids = () => stores.profiles.book.profiles.map(({ id, folderId }) => [id, folderId])

let stores: { profiles: Profiles; savedDecks: SavedDecks; environments: Environments }

beforeEach(() => {
  const dir = tempDir()
  const own = newFolder('own', { name: 'Own', variables: [variable('host'), variable('port')] })
  stores = {
    profiles: Profiles.open({ dir, clock, logger, seed: { folders: [own], profiles: [profile('mine'), profile('other', 'own')] } }),
    savedDecks: SavedDecks.open({ dir, clock, logger }),
    environments: Environments.open({ dir, clock, logger }),
  }
})

it('removes the profiles, folders and decks that an import has added, and nothing that was there', () => {
  const before = stores.profiles.book
  const { added, imported } = takeShared(stores, shared())
  expect([added, imported]).toMatchObject([1, { profileIds: ['feed'], folderIds: ['team'], deckIds: ['d'] }])
  takeBack(stores, imported)
  expect([stores.profiles.book, stores.savedDecks.list]).toEqual([before, []])
  // A second time there is nothing left to do.
  takeBack(stores, imported)
  expect(stores.profiles.book).toEqual(before)
})

it('keeps what was put into a folder of the import since', () => {
  const { imported } = takeShared(stores, shared())
  stores.profiles.move(['other'], 'team', null)
  takeBack(stores, imported)
  expect(ids()).toEqual([['mine', null], ['other', null]])
})

it('removes the variables that came, of the folder that got them or of all', () => {
  stores.environments.save({ global: [variable('host'), variable('zone')], environments: [], chosenId: null })
  takeBack(stores, { ...nothingImported, variables: { folderId: 'own', names: ['port'] } })
  expect(stores.profiles.book.folders[0]?.variables).toEqual([variable('host')])
  expect(stores.environments.value.global).toHaveLength(2)
  takeBack(stores, { ...nothingImported, variables: { folderId: null, names: ['zone', 'gone'] } })
  expect(stores.environments.value.global).toEqual([variable('host')])
})
