import { describe, expect, it } from 'vitest'
import { ProfileDraft } from '../../../renderer/state/draft.svelte'
import { splitUrl } from '../../../renderer/state/options/split-url'
import { newProfile } from '../../../shared/profile'

function draft(): ProfileDraft {
  return new ProfileDraft(newProfile('p', { name: 'Orders', url: 'ws://host/', tags: ['a', 'b'] }), false)
}

describe('a profile being edited', () => {
  it('comes back as it was when nothing was typed', () => {
    const profile = newProfile('p', {
      name: 'Orders',
      url: 'ws://host/',
      tags: ['a'],
      options: { request: { headers: [{ name: 'X-A', value: '1', enabled: false, secret: false }] }, auth: { kind: 'bearer', token: '{{token}}' } },
    })
    const untouched = new ProfileDraft(profile, false)
    expect(untouched.dirty).toBe(false)
    expect(untouched.finished()).toEqual(profile)
  })

  it('knows that something was typed', () => {
    const edited = draft()
    edited.form.name = 'Other'
    expect(edited.dirty).toBe(true)
    edited.form.name = 'Orders'
    expect(edited.dirty).toBe(false)
    edited.options.set('proxy.host', 'proxy')
    expect(edited.dirty).toBe(true)
  })

  it('reads tags as they are typed', () => {
    const edited = draft()
    edited.form.tags = ' x, y ,, '
    expect(edited.finished()?.tags).toEqual(['x', 'y'])
  })

  it('does not tell a problem before the field was left', () => {
    const edited = draft()
    edited.form.url = 'http://host'
    expect(edited.error('url')).toBeNull()
    edited.touch('url')
    expect(edited.error('url')).toBe('Use ws:// in place of http://')
    expect(edited.hasError('url')).toBe(true)
  })

  it('tells every problem when a save is tried, and has no profile to save', () => {
    const edited = draft()
    edited.form.name = ' '
    edited.options.add('request.protocols', { name: 'a b', enabled: true })
    edited.options.typeNumber('heartbeat.misses', '2.5')
    expect(edited.finished()).toBeNull()
    expect(edited.error('name')).toBe('Enter a name')
    expect(edited.options.error('request.protocols')).toContain("can't be a subprotocol")
    expect(edited.options.error('heartbeat.misses')).toBe('Enter a whole number')
  })

  it('takes over what its URL carried', () => {
    const edited = draft()
    edited.form.url = 'wss://ann:pw@host/p?v=3'
    const found = splitUrl(edited.form.url)
    if (found === null) throw new Error('nothing found')
    edited.take(found, 'sec_pw')
    expect(edited.finished()).toMatchObject({
      url: 'wss://host/p',
      options: { auth: { kind: 'basic', user: 'ann', password: 'sec_pw' }, request: { query: [{ name: 'v', value: '3' }] } },
    })
  })

  it('inherits from the folder that is chosen now', () => {
    const below = (folderId: string | null) => [{ words: `from folder ${folderId ?? 'none'}`, options: folderId === 'f' ? { tls: { serverName: 'in-f' } } : {} }]
    const edited = new ProfileDraft(newProfile('p'), false, below)
    expect(edited.options.get('tls.serverName')).toBe('')
    edited.form.folderId = 'f'
    expect([edited.options.get('tls.serverName'), edited.options.origin('tls.serverName')]).toEqual(['in-f', 'from folder f'])
  })
})
