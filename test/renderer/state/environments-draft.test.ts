import { describe, expect, it } from 'vitest'
import { is } from 'valibot'
import { EnvironmentsDraft } from '../../../renderer/state/environments-draft.svelte'
import { environmentsSchema, type Environments } from '../../../shared/environment'
import { limits } from '../../../shared/limits'

const sealer = { keep: () => Promise.resolve('sec_1'), reveal: () => Promise.resolve('') }
const variable = (name: string) => ({ name, value: '1', enabled: true, secret: false })
const saved: Environments = {
  global: [variable('host')],
  environments: [
    { id: 'a', name: 'Staging', variables: [variable('token')] },
    { id: 'b', name: 'Live', variables: [] },
  ],
  chosenId: 'b',
}
const names = (draft: EnvironmentsDraft) => draft.environments.map(({ name }) => name)

describe('environments being edited', () => {
  it('come back as they were when nothing was changed, beginning with the one in use', () => {
    const draft = new EnvironmentsDraft(saved, sealer)
    expect([draft.dirty, draft.shown.name]).toEqual([false, 'Live'])
    expect(draft.finished()).toEqual(saved)
  })

  it('are added and doubled under names that are free, and fit what main takes', () => {
    const draft = new EnvironmentsDraft(saved, sealer)
    draft.add()
    draft.add()
    draft.duplicate(draft.environments[0] ?? draft.global)
    expect(names(draft)).toEqual(['Staging', 'Staging copy', 'Live', 'New environment', 'New environment 2'])
    expect(draft.shown.variables).toEqual([variable('token')])
    expect([draft.dirty, is(environmentsSchema, draft.finished())]).toEqual([true, true])
  })

  it('are changed in their copy alone', () => {
    const draft = new EnvironmentsDraft(saved, sealer)
    draft.duplicate(draft.environments[0] ?? draft.global)
    const [row] = draft.shown.rows
    if (row === undefined) throw new Error('no row')
    row.value = 'changed'
    expect(draft.finished()?.environments.map(({ variables }) => variables[0]?.value)).toEqual(['1', 'changed', undefined])
  })

  it('can be taken away and put back with their place and use', () => {
    const draft = new EnvironmentsDraft(saved, sealer)
    draft.remove(draft.shown)
    expect([names(draft), draft.chosenId, draft.shown.name]).toEqual([['Staging'], null, 'Staging'])
    draft.undo()
    expect(draft.finished()).toEqual(saved)
    expect([draft.removed, draft.dirty]).toEqual([null, false])
  })

  it('show the global variables when none is left', () => {
    const draft = new EnvironmentsDraft({ ...saved, environments: saved.environments.slice(1) }, sealer)
    draft.remove(draft.shown)
    expect(draft.shown).toBe(draft.global)
  })

  it('need names of their own, and show the first that has none', () => {
    const draft = new EnvironmentsDraft(saved, sealer)
    const [first, second] = draft.environments
    if (first === undefined || second === undefined) throw new Error('too few')
    first.name = ' '
    expect(draft.nameProblem(first)).toBeNull()
    expect(draft.finished()).toBeNull()
    expect([draft.shown, draft.nameProblem(first)]).toEqual([first, 'Enter a name'])
    first.name = ' Live '
    expect(draft.nameProblem(second)).toBe('Another environment has this name')
  })

  it('are not saved while a variable doesn’t fit, and the scope with it comes into view', () => {
    const draft = new EnvironmentsDraft(saved, sealer)
    const [row] = draft.global.rows
    if (row === undefined) throw new Error('no row')
    row.name = '<img src=x onerror=alert(1)>'
    expect(draft.finished()).toBeNull()
    expect([draft.shown, draft.hasError(draft.global)]).toEqual([draft.global, true])
  })

  it('are not more than main takes', () => {
    const many = Array.from({ length: limits.environments }, (_, index) => ({ id: `e${index}`, name: `E${index}`, variables: [] }))
    const draft = new EnvironmentsDraft({ ...saved, environments: many, chosenId: null }, sealer)
    draft.add()
    draft.duplicate(draft.environments[0] ?? draft.global)
    expect([draft.full, draft.environments.length]).toEqual([true, limits.environments])
  })
})
