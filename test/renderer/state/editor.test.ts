import { is } from 'valibot'
import { afterEach, describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import type { ProfileDraft } from '../../../renderer/state/draft.svelte'
import { Editor, type Draft } from '../../../renderer/state/editor.svelte'
import { Profiles } from '../../../renderer/state/profiles.svelte'
import { Settings } from '../../../renderer/state/settings.svelte'
import { newFolder, newProfile, profileSchema } from '../../../shared/profile'
import { FakeBridge, startReply } from '../../support/bridge'
import { followLanguage } from '../../../shared/words/words'

afterEach(() => followLanguage(() => 'en'))

const folder = newFolder('f', { name: 'Staging', options: { tls: { serverName: 'staging' } } })
const profile = newProfile('p', { name: 'Orders', url: 'ws://host/', folderId: 'f', options: { proxy: { host: 'mine' } } })

function editor(): { bridge: FakeBridge; edit: Editor; settings: Settings } {
  const bridge = new FakeBridge().answer('profiles.save', (payload) => payload.profile).answer('settings.save', () => startReply().settings)
  const api = new Api(bridge)
  const profiles = new Profiles(api)
  const settings = new Settings(api)
  const start = startReply({ book: { folders: [folder], profiles: [profile] } })
  start.settings.defaults = { limits: { deadlineMs: 4_000 } }
  for (const part of [profiles, settings]) part.start(start)
  return { bridge, edit: new Editor(api, profiles, settings), settings }
}

function draftOf<K extends Draft['kind']>(edit: Editor, kind: K): Extract<Draft, { kind: K }> {
  const { draft } = edit
  if (draft?.kind !== kind) throw new Error(`no draft of a ${kind}`)
  return draft as Extract<Draft, { kind: K }>
}

const profileDraft = (edit: Editor): ProfileDraft => draftOf(edit, 'profile')

describe('the editor', () => {
  it('saves a new profile that fits the schema, under an id of its own', async () => {
    const { bridge, edit } = editor()
    edit.create({ url: 'ws://127.0.0.1:7625/echo' })
    profileDraft(edit).form.name = 'Echo'
    const saved = await edit.saveProfile(profileDraft(edit))
    expect(is(profileSchema, saved)).toBe(true)
    expect(bridge.sent('profiles.save')).toHaveLength(1)
  })

  it('keeps what was typed when another profile is asked for', () => {
    const { edit } = editor()
    edit.create({ name: 'First' })
    edit.create({ name: 'Second' })
    edit.editDefaults()
    expect(profileDraft(edit).form.name).toBe('First')
  })

  it('sends nothing to main while something does not fit', async () => {
    const { bridge, edit } = editor()
    edit.create()
    expect(await edit.saveProfile(profileDraft(edit))).toBeNull()
    expect(bridge.calls).toEqual([])
    expect(profileDraft(edit).error('url')).not.toBeNull()
  })

  it('knows what lies below a profile: its folder, then the defaults', () => {
    const { edit } = editor()
    edit.edit(profile)
    const { options } = profileDraft(edit)
    expect(options.origin('tls.serverName')).toBe('from folder Staging')
    expect(options.origin('limits.deadlineMs')).toBe('from your defaults')
    expect(options.origin('proxy.host')).toBeNull()
  })

  it('says where an option comes from in the language that is set', () => {
    const { edit } = editor()
    followLanguage(() => 'zh-CN')
    edit.edit(profile)
    const { options } = profileDraft(edit)
    expect(['tls.serverName', 'limits.deadlineMs', 'queue.bytes'].map((field) => options.origin(field as 'queue.bytes'))).toEqual(['来自文件夹 Staging', '来自你的默认选项', '默认'])
  })

  it('saves a folder with its options, and the defaults', async () => {
    const { bridge, edit, settings } = editor()
    edit.editFolder(folder)
    const inFolder = draftOf(edit, 'folder')
    inFolder.options.set('queue.overflow', 'close')
    expect(await edit.save(inFolder)).toBe(true)
    expect(bridge.sent('folders.save')).toEqual([{ folder: { ...folder, options: { tls: { serverName: 'staging' }, queue: { overflow: 'close' } } } }])
    edit.close()
    edit.editDefaults()
    const below = draftOf(edit, 'defaults')
    below.options.reset('limits.deadlineMs')
    expect(await edit.save(below)).toBe(true)
    expect(bridge.sent('settings.save')).toEqual([{ defaults: {} }])
    expect(settings.defaults).toEqual({})
  })

  it('edits one opening over the profile, and over the defaults alone for several', () => {
    const { edit } = editor()
    edit.openWith(['p'], 3)
    expect(edit.draft).toMatchObject({ kind: 'opening', count: 3, profileIds: ['p'] })
    expect(edit.draft?.options.origin('proxy.host')).toBe('from the profile')
    expect(edit.draft?.options.origin('tls.serverName')).toBe('from folder Staging')
    edit.close()
    edit.openWith(['p', 'q'], 1)
    expect(edit.draft?.options.origin('proxy.host')).toBe('default')
  })
})
