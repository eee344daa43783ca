import { describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { Secrets } from '../../../renderer/state/secrets.svelte'
import { AppError } from '../../../shared/errors'
import { FakeBridge, startReply } from '../../support/bridge'

const state = { backend: 'basic_text', safe: false, agreed: false, unreadable: ['sec_lost'] }

function opened() {
  const bridge = new FakeBridge().answer('secrets.put', () => ({ id: 'sec_new' })).answer('secrets.agree', ({ agreed }) => ({ ...state, agreed }))
  const secrets = new Secrets(new Api(bridge))
  secrets.start(startReply({ secrets: state }))
  return { bridge, secrets }
}

describe('a secret', () => {
  it('is empty, kept, unreadable or a variable by its reference', () => {
    const { secrets } = opened()
    expect(['', 'sec_a', 'sec_lost', '{{token}}'].map((ref) => secrets.look(ref))).toEqual(['empty', 'kept', 'unreadable', 'variable'])
  })

  it('is kept by main, and its reference stands for it', async () => {
    const { bridge, secrets } = opened()
    expect(await secrets.put(' pass word ')).toBe('sec_new')
    expect(bridge.sent('secrets.put')).toEqual([{ text: ' pass word ' }])
  })

  it('in a field stays a variable if it is one alone, and main never sees it', async () => {
    const { bridge, secrets } = opened()
    expect(await secrets.put(' {{token}} ')).toBe('{{token}}')
    expect(bridge.calls).toEqual([])
  })

  it('of a variable is kept as it is, even if it looks like one', async () => {
    const { bridge, secrets } = opened()
    await secrets.keep('{{token}}')
    expect(bridge.sent('secrets.put')).toEqual([{ text: '{{token}}' }])
  })

  it('that can’t be read is refused in words', async () => {
    const { bridge, secrets } = opened()
    bridge.refuse('secrets.reveal', new AppError('secret-unavailable', 'gone'))
    await expect(secrets.reveal('sec_lost')).rejects.toMatchObject({ code: 'secret-unavailable' })
  })
})

describe('how secrets are kept', () => {
  it('is for this run only, until the person agrees to weak protection', async () => {
    const { bridge, secrets } = opened()
    expect([secrets.fleeting, secrets.weak]).toEqual([true, false])
    await secrets.agree(true)
    expect([secrets.fleeting, secrets.weak]).toEqual([false, true])
    bridge.emit('secrets.changed', { backend: 'keychain', safe: true, agreed: false, unreadable: [] })
    expect([secrets.fleeting, secrets.weak, secrets.look('sec_lost')]).toEqual([false, false, 'kept'])
  })
})
