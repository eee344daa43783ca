import { beforeEach, describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import type { PaletteItem } from '../../../renderer/state/palette.svelte'
import { Workbench } from '../../../renderer/state/workbench.svelte'
import { newProfile } from '../../../shared/profile'
import type { SavedMessage } from '../../../shared/saved-message'
import { FakeBridge, startReply } from '../../support/bridge'
import { until } from '../../support/until'

const hostile = `a\u202eb\n\0${'x'.repeat(5_000)}`
const profile = newProfile('p1', { name: hostile, url: 'ws://h/one' })
const message: SavedMessage = { id: 'm1', name: 'Hello', format: 'text', text: 'hello there', folderId: null, profileId: null, shortcut: 'Mod+1' }
let bridge: FakeBridge
let workbench: Workbench
let items: PaletteItem[]

beforeEach(async () => {
  bridge = new FakeBridge()
    .answer('app.start', () =>
      startReply({
        book: { folders: [], profiles: [profile, newProfile('p2', { name: '', url: 'ws://h/two' })] },
        messages: { folders: [], messages: [message] },
        environments: { global: [], environments: [{ id: 'e1', name: 'Staging', variables: [] }], chosenId: 'e1' },
      }),
    )
    .answer('captures.list', () => ({ captures: [{ id: 'c-1', name: 'Night', startedAt: 5, endedAt: 6, live: false, imported: false, sockets: 1, entries: 2, diskBytes: 3, damage: '' }], diskBytes: 3 }))
    .answer('connections.add', () => ({ ids: [] }))
    .answer('environments.save', ({ environments }) => environments)
  workbench = new Workbench(new Api(bridge), () => undefined)
  await workbench.start()
  await until(() => workbench.captures.all.length === 1)
  workbench.palette.open()
  items = workbench.palette.hits.map((hit) => hit.item)
})

const find = (id: string) => items.find((item) => item.id === id) ?? expect.fail(`no ${id}`)

describe('what the palette offers', () => {
  it('is of every kind, each under an id of its own', () => {
    expect(new Set(items.map((item) => item.kind))).toEqual(new Set(['action', 'profile', 'message', 'capture', 'environment']))
    expect(new Set(items.map((item) => item.id)).size).toBe(items.length)
  })

  it('shows hostile names on one line, with nothing hidden and not without end', () => {
    const { text } = find('profile:p1')
    expect(text).toMatch(/^a‹RLO›b‹LF›‹NUL›x+$/)
    expect(text.length).toBeLessThan(250)
    expect(find('profile:p2').text).toBe('ws://h/two')
  })

  it('does what it says: connects, edits, takes a message, chooses an environment', async () => {
    find('profile:p2').run()
    await until(() => bridge.sent('connections.add').length === 1)
    expect(bridge.sent('connections.add')[0]).toMatchObject({ profileIds: ['p2'], count: 1 })
    find('profile:p1').second?.run()
    expect(workbench.editor.draft?.kind).toBe('profile')
    find('message:m1').second?.run()
    expect(workbench.composer.text).toBe('hello there')
    find('environment:').run()
    await until(() => bridge.sent('environments.save').length === 1)
    expect(bridge.sent('environments.save')[0]?.environments.chosenId).toBeNull()
    expect([find('environment:e1').note, find('message:m1').keys]).toEqual(['In use', 'Mod+1'])
  })

  it('names actions with their shortcuts, only those that something comes of, and not itself', async () => {
    workbench.commands.complete()
    await workbench.shortcuts.set('show-hub', 'F9')
    workbench.palette.query = '>'
    workbench.palette.refresh()
    const ids = workbench.palette.hits.map((hit) => hit.item.id)
    expect(workbench.palette.hits.find((hit) => hit.item.id === 'action:show-hub')?.item.keys).toBe('F9')
    expect(ids).not.toContain('action:show-palette')
    expect(ids).not.toContain('action:show-environments')
    workbench.commands.on('show-environments', () => undefined)
    workbench.palette.refresh()
    expect(workbench.palette.hits.map((hit) => hit.item.id)).toContain('action:show-environments')
  })
})
