import { describe, expect, it } from 'vitest'
import { FolderDraft } from '../../../renderer/state/folder-draft.svelte'
import { newFolder } from '../../../shared/profile'

const variable = (name: string, value = 'v') => ({ name, value, enabled: true, secret: false })

describe('a folder being edited', () => {
  it('comes back as it was when nothing was typed, blank rows left out', () => {
    const folder = newFolder('f', { name: 'Staging', variables: [variable('host')], cookieJar: true, options: { proxy: { kind: 'system' } } })
    const draft = new FolderDraft(folder)
    draft.addVariables(variable('', ''))
    expect(draft.dirty).toBe(false)
    expect(draft.finished()).toEqual(folder)
  })

  it('refuses a name that can’t be written in a template, in the row where it was typed', () => {
    const draft = new FolderDraft(newFolder('f'))
    draft.addVariables(variable('', ''), variable('two words'))
    expect(draft.finished()).toBeNull()
    expect(draft.error('variables.0.name')).toBeNull()
    expect(draft.error('variables.1.name')).toContain('letters, digits')
    expect(draft.hasError('variables')).toBe(true)
  })

  it('refuses a name that is listed twice', () => {
    const draft = new FolderDraft(newFolder('f', { variables: [variable('a'), variable('b'), variable('a')] }))
    expect(draft.finished()).toBeNull()
    expect(draft.error('variables.2.name')).toBe('“a” is listed twice')
    draft.removeVariable(0)
    expect(draft.finished()?.variables.map(({ name }) => name)).toEqual(['b', 'a'])
  })
})
