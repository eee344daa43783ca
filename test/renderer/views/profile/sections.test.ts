import { afterEach, describe, expect, it } from 'vitest'
import { ProfileDraft } from '../../../../renderer/state/draft.svelte'
import { FolderDraft } from '../../../../renderer/state/folder-draft.svelte'
import { sectionHasError, sectionOf, sectionsFor, setCount } from '../../../../renderer/views/profile/sections'
import { defaultOptions } from '../../../../shared/options'
import { newFolder, newProfile } from '../../../../shared/profile'
import { followLanguage } from '../../../../shared/words/words'

afterEach(() => followLanguage(() => 'en'))

const fields = Object.entries(defaultOptions).flatMap(([group, set]) => (group === 'auth' ? ['auth'] : Object.keys(set).map((key) => `${group}.${key}`)))
const row = (name: string) => ({ name, value: '', enabled: true, secret: false })

describe('the sections of the form', () => {
  it('have a place for every option, and one only', () => {
    for (const field of fields) expect([field, sectionsFor('profile').filter((each) => each.fields.some((prefix) => field.startsWith(prefix))).length]).toEqual([field, 1])
  })

  it('show a preview for profiles and variables for folders only', () => {
    const ids = (kind: Parameters<typeof sectionsFor>[0]) => sectionsFor(kind).map(({ id }) => id)
    expect(ids('profile')).toContain('preview')
    expect(ids('folder')).toEqual(expect.arrayContaining(['folder', 'variables']))
    expect(ids('defaults')).not.toContain('preview')
    expect(ids('opening')).not.toContain('folder')
  })

  it('have a title in each language', () => {
    const titles = () => sectionsFor('profile').map(({ title }) => title)
    const english = titles()
    followLanguage(() => 'zh-CN')
    expect(titles().filter((title, index) => title === '' || title === english[index])).toEqual(['TLS'])
  })

  it('count what is set in them, rows one by one', () => {
    const draft = new ProfileDraft(newProfile('p', { options: { request: { headers: [row('A'), row('B')] }, tls: { serverName: 'x', minVersion: 'TLSv1.3' } } }), false)
    const count = (field: string) => setCount(sectionOf(field) ?? { id: '', title: '', fields: [] }, draft)
    expect([count('request.headers'), count('tls.ca'), count('auth'), count('queue.bytes')]).toEqual([2, 2, 0, 0])
    const folder = new FolderDraft(newFolder('f', { variables: [row('a')] }))
    expect(sectionsFor('folder').filter((section) => setCount(section, folder) > 0).map(({ id }) => id)).toEqual(['variables'])
  })

  it('say where something is wrong', () => {
    const draft = new ProfileDraft(newProfile('p', { url: 'http://x' }), false)
    draft.options.typeNumber('queue.messages', 'x')
    draft.finished()
    expect(sectionsFor('profile').filter((section) => sectionHasError(section, draft)).map(({ id }) => id)).toEqual(['connection', 'queue'])
  })
})
