import { describe, expect, it } from 'vitest'
import { ScopeDraft, type VariableRow } from '../../../renderer/state/scope-draft.svelte'
import { AppError } from '../../../shared/errors'
import { limits } from '../../../shared/limits'

const variable = (name: string, value = '1', about: { enabled?: boolean; secret?: boolean } = {}) => ({ name, value, enabled: true, secret: false, ...about })

function drafted(...variables: ReturnType<typeof variable>[]) {
  const kept: string[] = []
  const sealer = {
    keep: (text: string) => Promise.resolve(`sec_${kept.push(text)}`),
    reveal: (ref: string) => Promise.resolve(kept[Number(ref.slice(4)) - 1] ?? ''),
  }
  const draft = new ScopeDraft({ id: 'e', name: 'Staging', variables }, sealer)
  const row = (index: number): VariableRow => {
    const found = draft.rows[index]
    if (found === undefined) throw new Error(`no row ${index}`)
    return found
  }
  return { draft, row, kept }
}

describe('variables being edited', () => {
  it('leave rows out that say nothing', () => {
    const { draft } = drafted(variable('host'))
    draft.add()
    expect(draft.variables).toEqual([variable('host')])
  })

  it('say what is wrong with a name once its row was left', () => {
    const { draft, row } = drafted(variable('not a name'))
    expect(draft.error(row(0), 'name')).toBeNull()
    draft.touch(row(0), 'name')
    expect(draft.error(row(0), 'name')).toContain('Start with a letter')
  })

  it('keep their problems with their rows when another row goes', () => {
    const { draft, row } = drafted(variable('fine'), variable('9'))
    draft.told = true
    draft.remove(row(0))
    expect(draft.error(row(0), 'name')).not.toBeNull()
  })

  it('may have a name once only, unless all but one are off', () => {
    const { draft, row } = drafted(variable('host'), variable('host'))
    draft.told = true
    expect([draft.error(row(0), 'name'), draft.error(row(1), 'name')]).toEqual([null, '“host” is here twice: turn one off or rename it'])
    row(1).enabled = false
    expect(draft.error(row(1), 'name')).toBeNull()
  })

  it('are as many as a scope may hold', () => {
    const { draft } = drafted(...Array.from({ length: limits.variables + 1 }, (_, index) => variable(`v${index}`)))
    expect([...draft.problems.values()]).toEqual([`At most ${limits.variables} variables`])
  })
})

describe('a secret variable', () => {
  it('is one by its name, before its value is typed', () => {
    const { draft, row } = drafted(variable('pass', ''))
    draft.add()
    const said = (index: number, name: string) => {
      row(index).name = name
      draft.named(row(index))
      return row(index).secret
    }
    expect(['k', 'key', 'keyb', 'API_TOKEN'].map((name) => said(1, name))).toEqual([false, true, false, true])
    row(1).value = 'sec_1'
    expect([said(1, 'room'), said(0, 'password')]).toEqual([true, false])
  })

  it('is none by its name once the person has said so', async () => {
    const { draft, row } = drafted()
    draft.begin('token')
    await draft.setSecret(row(0), false)
    draft.named(row(0))
    expect(row(0).secret).toBe(false)
  })

  it('hands its text to main and holds the reference, and takes it back when it is one no more', async () => {
    const { draft, row, kept } = drafted(variable('token', 'hunter2'))
    await draft.setSecret(row(0), true)
    expect([draft.variables, kept]).toEqual([[variable('token', 'sec_1', { secret: true })], ['hunter2']])
    await draft.setSecret(row(0), false)
    expect(draft.variables).toEqual([variable('token', 'hunter2')])
  })

  it('stays as it was when it can’t be kept', async () => {
    const failing = () => Promise.reject(new AppError('store-write', ''))
    const draft = new ScopeDraft({ id: 'e', name: '', variables: [variable('token', 'hunter2')] }, { keep: failing, reveal: failing })
    const [row] = draft.rows
    if (row === undefined) throw new Error('no row')
    await expect(draft.setSecret(row, true)).rejects.toMatchObject({ code: 'store-write' })
    expect(draft.variables).toEqual([variable('token', 'hunter2')])
  })

  it('does not lose what is typed while its text is on its way', async () => {
    const { draft, row } = drafted(variable('token', 'old'))
    const sealing = draft.setSecret(row(0), true)
    row(0).value = 'newer'
    await sealing
    await draft.settled()
    expect(draft.variables).toEqual([variable('token', 'newer')])
  })
})

describe('pasted lines', () => {
  it('take an empty row’s place, give known names their new value, and are sealed where they sound secret', async () => {
    const { draft, row, kept } = drafted(variable('host', 'old', { enabled: false }), variable('', ''), variable('last'))
    await draft.paste(row(1), [{ name: 'host', value: 'new' }, { name: 'port', value: '80' }, { name: 'api_key', value: 'k3y' }])
    expect(draft.variables).toEqual([variable('host', 'new'), variable('port', '80'), variable('api_key', 'sec_1', { secret: true }), variable('last')])
    expect(kept).toEqual(['k3y'])
  })

  it('go below a row that says something', async () => {
    const { draft, row } = drafted(variable('first'), variable('last'))
    await draft.paste(row(0), [{ name: 'between', value: '' }])
    expect(draft.rows.map(({ name }) => name)).toEqual(['first', 'between', 'last'])
  })

  it('with a name twice have its later value', async () => {
    const { draft, row } = drafted(variable('', ''))
    await draft.paste(row(0), [{ name: 'a', value: '1' }, { name: 'a', value: '2' }])
    expect(draft.variables).toEqual([variable('a', '2')])
  })
})
