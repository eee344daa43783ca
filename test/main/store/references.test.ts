import { describe, expect, it } from 'vitest'
import { referencedSecrets, withSealedHeaders } from '../../../main/store/references'
import { jarId } from '../../../main/store/secrets'
import type { Row } from '../../../shared/options'
import { newFolder, newProfile } from '../../../shared/profile'

const row = (name: string, value: string, secret = false): Row => ({ name, value, enabled: true, secret })
const variable = (value: string, secret = true) => ({ name: 'a', value, enabled: true, secret })

describe('the secrets in use', () => {
  it('are those of profiles, folders, variables, the defaults and of folders that keep cookies', () => {
    const used = referencedSecrets({
      book: {
        folders: [newFolder('f', { options: { proxy: { password: 'sec_folder' } }, variables: [variable('sec_var'), variable(''), variable('plain', false)], cookieJar: true }), newFolder('g')],
        profiles: [newProfile('p', { options: { auth: { kind: 'bearer', token: 'sec_profile' }, tls: { passphrase: '{{x}}' }, request: { headers: [row('A', 'sec_row', true), row('B', 'sec_no')] } } })],
      },
      environments: { global: [variable('sec_global')], environments: [{ id: 'e', name: 'E', variables: [variable('sec_env')] }], chosenId: null },
      defaults: { proxy: { password: 'sec_defaults' } },
    })
    expect([...used].sort()).toEqual([jarId('f'), 'sec_defaults', 'sec_env', 'sec_folder', 'sec_global', 'sec_profile', 'sec_row', 'sec_var'].sort())
  })
})

describe('headers of an older version', () => {
  it('are sealed where their name sounds secret, and the rest is left alone', () => {
    const headers = [row('Authorization', 'Bearer abc'), row('X-Trace', 'abc'), row('Cookie', ''), row('X-Token', '{{t}}'), row('X-Key', 'k')]
    const book = { folders: [], profiles: [newProfile('p', { options: { request: { headers } } }), newProfile('q')] }
    const put: string[][] = []
    const sealed = withSealedHeaders(book, (texts) => (put.push(texts), texts.map((_, at) => `sec_${at}`)))
    expect(put).toEqual([['Bearer abc', 'k']])
    expect(sealed?.profiles[0]?.options.request?.headers).toEqual([row('Authorization', 'sec_0', true), headers[1], headers[2], headers[3], row('X-Key', 'sec_1', true)])
    expect(sealed?.profiles[1]).toEqual(book.profiles[1])
  })

  it('cost nothing where there is none', () => {
    expect(withSealedHeaders({ folders: [], profiles: [newProfile('q')] }, () => { throw new Error('asked') })).toBeNull()
  })
})
