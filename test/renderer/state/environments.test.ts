import { describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { Environments } from '../../../renderer/state/environments.svelte'
import { Secrets } from '../../../renderer/state/secrets.svelte'
import { AppError } from '../../../shared/errors'
import { FakeBridge, startReply } from '../../support/bridge'

const saved = { global: [], environments: [{ id: 'a', name: 'Staging', variables: [] }, { id: 'b', name: 'Live', variables: [] }], chosenId: null }

function opened() {
  const bridge = new FakeBridge().answer('environments.save', ({ environments }) => environments)
  const api = new Api(bridge)
  const environments = new Environments(api, new Secrets(api))
  environments.start(startReply({ environments: saved }))
  return { bridge, environments }
}

describe('environments', () => {
  it('are chosen, and not again', async () => {
    const { bridge, environments } = opened()
    await environments.choose('b')
    expect(environments.chosen?.name).toBe('Live')
    await environments.choose('b')
    expect(bridge.sent('environments.save')).toEqual([{ environments: { ...saved, chosenId: 'b' } }])
  })

  it('stay as they are when main refuses the choice', async () => {
    const { bridge, environments } = opened()
    bridge.refuse('environments.save', new AppError('store-write', ''))
    await expect(environments.choose('b')).rejects.toMatchObject({ code: 'store-write' })
    expect(environments.chosen).toBeNull()
  })

  it('follow what main says', () => {
    const { bridge, environments } = opened()
    bridge.emit('environments.changed', { ...saved, chosenId: 'a' })
    expect(environments.chosen?.name).toBe('Staging')
  })

  it('are edited in one draft, which a second wish does not throw away', () => {
    const { environments } = opened()
    environments.edit()
    environments.draft?.add()
    environments.edit()
    expect(environments.draft?.environments).toHaveLength(3)
  })

  it('begin with a variable that was missed, kept secret if it sounds so', () => {
    const { environments } = opened()
    environments.beginVariable('room')
    environments.beginVariable('token')
    expect(environments.draft?.global.rows.map(({ name, secret }) => [name, secret])).toEqual([['room', false], ['token', true]])
  })

  it('are saved when they fit, after every secret has its reference', async () => {
    const { bridge, environments } = opened()
    bridge.answer('secrets.put', () => ({ id: 'sec_1' }))
    environments.edit()
    const global = environments.draft?.global
    global?.add()
    const [row] = global?.rows ?? []
    if (global === undefined || row === undefined) throw new Error('no row')
    const pasted = global.paste(row, [{ name: 'token', value: 'hunter2' }])
    expect(await environments.saveDraft()).toBe(true)
    await pasted
    expect(bridge.sent('environments.save')[0]?.environments.global).toEqual([{ name: 'token', value: 'sec_1', enabled: true, secret: true }])
  })

  it('are not saved while something doesn’t fit', async () => {
    const { bridge, environments } = opened()
    environments.edit()
    const [first] = environments.draft?.environments ?? []
    if (first !== undefined) first.name = ''
    expect(await environments.saveDraft()).toBe(false)
    expect(bridge.calls).toEqual([])
  })
})
