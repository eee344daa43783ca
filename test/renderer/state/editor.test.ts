import { describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { Editor } from '../../../renderer/state/editor.svelte'
import { Profiles } from '../../../renderer/state/profiles.svelte'
import { profileSchema } from '../../../shared/profile'
import { is } from 'valibot'
import { FakeBridge } from '../../support/bridge'

function editor(): { bridge: FakeBridge; edit: Editor } {
  const bridge = new FakeBridge().answer('profiles.save', ({ profile }) => profile)
  return { bridge, edit: new Editor(new Profiles(new Api(bridge))) }
}

describe('the profile editor', () => {
  it('saves a new profile that fits the schema, under an id of its own', async () => {
    const { bridge, edit } = editor()
    edit.create({ url: 'ws://127.0.0.1:7625/echo' })
    if (edit.draft === null) throw new Error('no draft')
    edit.draft.form.name = 'Echo'
    const saved = await edit.save()
    expect(is(profileSchema, saved)).toBe(true)
    expect(bridge.sent('profiles.save')).toHaveLength(1)
  })

  it('keeps what was typed when another profile is asked for', () => {
    const { edit } = editor()
    edit.create({ name: 'First' })
    edit.create({ name: 'Second' })
    expect(edit.draft?.form.name).toBe('First')
  })

  it('sends nothing to main while something does not fit', async () => {
    const { bridge, edit } = editor()
    edit.create()
    expect(await edit.save()).toBeNull()
    expect(bridge.calls).toEqual([])
    expect(edit.draft?.error('url')).not.toBeNull()
  })
})
