import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { withoutSecrets } from '../../../main/store/leave-out'
import { exportBook, mergeBook, readExport } from '../../../main/store/transfer'
import type { Auth, Overrides, Row } from '../../../shared/options'
import { bookSchema, newFolder, newProfile, type ProfileBook } from '../../../shared/profile'

const row = (name: string, value: string, secret = false): Row => ({ name, value, enabled: true, secret })
const bookOf = (options: Overrides, about: { url?: string } = {}): ProfileBook => ({ folders: [], profiles: [newProfile('p', { url: 'ws://h/', options, ...about })] })
const swept = (options: Overrides) => {
  const { book, left } = withoutSecrets(bookOf(options))
  return { options: book.profiles[0]?.options, left }
}
const url = (text: string) => {
  const { book, left } = withoutSecrets(bookOf({}, { url: text }))
  return [book.profiles[0]?.url, left]
}

/** Letters that stand nowhere else in the book. */
const canary = fc.string({ unit: fc.constantFrom(...Array.from('QZXJ079')), minLength: 6, maxLength: 20 })
const fixed = 'sec_QZXJQZXJ'
const secretHeader = fc.constantFrom('Authorization', 'Cookie', 'X-Api-Key', 'x-auth-token', 'Proxy-Authorization', 'X-Session')
const secretQuery = fc.constantFrom('token', 'access_token', 'apiKey', 'sig', 'client_secret', 'password', 'auth%54oken')

const auths: Auth[] = [
  { kind: 'basic', user: 'bob', password: fixed },
  { kind: 'digest', user: 'bob', password: fixed },
  { kind: 'bearer', token: fixed },
  { kind: 'api-key', name: 'X-Key', value: fixed, place: 'header' },
  { kind: 'oauth2', grant: 'refresh-token', tokenUrl: 'https://u:QZXJQZXJ@id.example/token?secret=QZXJQZXJ', clientId: 'me', clientSecret: fixed, refreshToken: fixed, scope: '', audience: '', clientAuth: 'body' },
]

describe('an export', () => {
  it('holds no secret, wherever it stood: references, secret-sounding rows, URLs, cookies, variables, tokens as subprotocols, keys in PEM texts', () => {
    const places = fc.record({ secret: canary, header: secretHeader, query: secretQuery, auth: fc.constantFrom(...auths), cookie: fc.constantFrom('theme', 'PHPSESSID') })
    fc.assert(
      fc.property(places, ({ secret, header, query, auth, cookie }) => {
        const pem = `-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n-----BEGIN RSA PRIVATE KEY-----\n${secret}\n-----END RSA PRIVATE KEY-----\n`
        const options: Overrides = {
          request: {
            headers: [row(header, secret), row('X-Other', fixed, true), row('Referer', `https://a:${secret}@h/?${query}=${secret}`)],
            query: [row(decodeURIComponent(query), secret), row('q', fixed, true)],
            cookies: [row(cookie, secret), row('b', fixed, true)],
            protocols: [{ name: `bearer.${secret}`, enabled: true }, { name: 'mqtt', enabled: true }],
            origin: `https://u:${secret}@h`,
          },
          auth,
          tls: { key: { file: '', secret: fixed }, pfx: { file: '', secret: fixed }, passphrase: fixed, certificate: { file: '', text: pem }, ca: { file: '', text: pem } },
          proxy: { kind: 'http', host: 'proxy', user: 'bob', password: fixed },
        }
        const variables = [
          { name: 'a', value: fixed, enabled: true, secret: true },
          { name: 'apiToken', value: secret, enabled: true, secret: false },
        ]
        const book: ProfileBook = {
          folders: [newFolder('f', { options, variables })],
          profiles: [newProfile('p', { name: 'P', folderId: 'f', url: `wss://u:${secret}@h.example/path?a=1&${query}=${secret}`, options })],
        }
        expect(v.safeParse(bookSchema, book).issues).toBeUndefined()
        const { text, secretsLeft } = exportBook(book, 0)
        expect(text).not.toContain(secret)
        expect(text).not.toMatch(/QZXJ|sec_/)
        expect(secretsLeft).toBeGreaterThan(30)
        const read = readExport(text)
        expect(read.profiles[0]).toMatchObject({ url: expect.stringContaining('wss://h.example/path?a=1&') as string })
        expect(read.profiles[0]?.options.request?.protocols).toEqual([{ name: 'mqtt', enabled: true }])
        expect(read.profiles[0]?.options.request?.headers?.map(({ name, value }) => [name, value])).toMatchObject([[header, ''], ['X-Other', ''], ['Referer', expect.stringMatching(/^https:\/\/h\//)]])
      }),
      { numRuns: 60 },
    )
  })

  it('keeps what is no secret, and variables in the place of one', () => {
    const options: Overrides = {
      request: {
        headers: [row('X-Trace', 'abc'), row('Authorization', 'Bearer {{token}}'), row('Cookie', '{{ jar }}'), row('From', 'bob@example.com'), row('Tab', 'a\tb')],
        query: [row('room', '7'), row('token', '{{token}}')],
        cookies: [row('sid', '{{sid}}')],
        protocols: [{ name: 'graphql-transport-ws', enabled: false }],
      },
      auth: { kind: 'basic', user: 'bob', password: '{{password}}' },
      limits: { deadlineMs: 200 },
    }
    expect(swept(options)).toEqual({ options, left: 0 })
    for (const text of ['wss://{{user}}:{{password}}@{{host}}/x?token={{t}}&a=b', '{{base}}/x?y=1', 'ws+unix:/tmp/a@b.sock:/x', 'ws://[::1]:80/a@b'])
      expect(url(text)).toEqual([text, 0])
  })

  it('takes out what stands beside a variable', () => {
    expect(swept({ request: { headers: [row('Authorization', 'Bearer abc{{x}}')] } }).left).toBe(1)
    expect(url('wss://bob:abc{{x}}@h/?token=abc{{x}}')).toEqual(['wss://h/?token=', 2])
    expect(url('{{scheme}}://bob:pw@h/')).toEqual(['{{scheme}}://h/', 1])
    expect(url('{{base}}/x?a=1&api_key=abc')).toEqual(['{{base}}/x?a=1&api_key=', 1])
    expect(url('wss:\\\\bob:pw@h/')).toEqual(['wss:\\\\h/', 1])
    expect(url('wss:bob:pw@h/?to\tken=abc')).toEqual(['wss:h/?token=', 2])
  })

  it('adds nothing when it is imported where it came from', () => {
    const book = bookOf({ auth: { kind: 'bearer', token: 'sec_a' }, request: { origin: 'https://h', headers: [row('Cookie', 'a=b')] } })
    expect(mergeBook(book, readExport(exportBook(book, 0).text), () => 'n').report).toEqual({ added: 0, skipped: 1, folders: 0 })
  })
})

describe('an import', () => {
  it('can not refer to a secret that is kept here', () => {
    const from = { app: 'sockdeck', kind: 'profiles', version: 2, folders: [newFolder('f', { variables: [{ name: 'a', value: 'sec_mine', enabled: true, secret: true }], options: { proxy: { password: 'sec_mine' } } })], profiles: [newProfile('p', { url: 'ws://evil/', options: { auth: { kind: 'bearer', token: 'sec_mine' }, tls: { passphrase: '{{p}}' } } })] }
    const read = readExport(JSON.stringify(from))
    expect(JSON.stringify(read)).not.toContain('sec_mine')
    expect(read.profiles[0]?.options.tls?.passphrase).toBe('{{p}}')
  })

  it('refuses a secret that stands in plain text where a reference belongs', () => {
    const from = { app: 'sockdeck', kind: 'profiles', version: 2, folders: [], profiles: [newProfile('p', { url: 'ws://h/', options: { auth: { kind: 'bearer', token: 'plain' } } })] }
    expect(() => readExport(JSON.stringify(from))).toThrow('This is not a reference to a secret')
  })
})
