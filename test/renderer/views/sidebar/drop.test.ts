import { describe, expect, it } from 'vitest'
import { Api } from '../../../../renderer/api'
import { Profiles, type TreeRow } from '../../../../renderer/state/profiles.svelte'
import { dropAt, type Drop } from '../../../../renderer/views/sidebar/drop'
import { newFolder, newProfile } from '../../../../shared/profile'
import { FakeBridge, startReply } from '../../../support/bridge'

// 0 one · 1 a · 2 b · 3 two (collapsed) · 4 c
function tree(): TreeRow[] {
  const profiles = new Profiles(new Api(new FakeBridge()))
  const folders = [
    newFolder('one', { name: 'One' }),
    newFolder('two', { name: 'Two', collapsed: true }),
  ]
  profiles.start(startReply({ book: { folders, profiles: [newProfile('a', { folderId: 'one' }), newProfile('b', { folderId: 'one' }), newProfile('c')] } }))
  return profiles.rows
}

function dropped(id: string, at: number): Drop | null {
  const rows = tree()
  const row = rows.find((candidate) => candidate.id === id)
  if (row === undefined) throw new Error(`no row ${id}`)
  return dropAt(rows, row, at)
}

describe('dropping a profile', () => {
  it.each<[string, number, Drop]>([
    ['on a folder puts it inside', 3.5, { kind: 'into-folder', folderId: 'two', row: 3 }],
    ['on the upper half of a profile puts it before', 1.2, { kind: 'profile', folderId: 'one', beforeId: 'a', line: 1, level: 2 }],
    ['on the lower half of a profile puts it after', 1.8, { kind: 'profile', folderId: 'one', beforeId: 'b', line: 2, level: 2 }],
    ['after the last of a folder keeps it in the folder', 2.8, { kind: 'profile', folderId: 'one', beforeId: null, line: 3, level: 2 }],
    ['below everything takes it out of its folder', 9, { kind: 'profile', folderId: null, beforeId: null, line: 5, level: 1 }],
  ])('%s', (_where, at, drop) => {
    expect(dropped('c', at)).toEqual(drop)
  })
})

describe('dropping a folder', () => {
  it('shows the gap before the nearest folder', () => {
    expect(dropped('two', 0.4)).toEqual({ kind: 'folder', beforeId: 'one', line: 0 })
  })

  it('goes to the end of the folders, above the profiles outside of any', () => {
    expect(dropped('one', 5)).toEqual({ kind: 'folder', beforeId: null, line: 4 })
  })

  it('goes nowhere next to itself', () => {
    expect(dropped('two', 3)).toBeNull()
    expect(dropped('one', 2.9)).toBeNull()
  })
})
