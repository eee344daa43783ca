import { inspect } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PlanAbout } from '../../support/plan'
import { causeOf, dialPlanOf, linesOf, preparationOf, row } from '../../support/prepared'
import { defaultOptions } from '../../../shared/options'

const url = 'ws://example.com/chat'

test('a profile with nothing set gives its URL and no headers', async () => {
  const dial = await dialPlanOf({ url })
  expect([dial.url, linesOf(dial), dial.protocolsFor(new URL(url)), dial.secrets, dial.digest]).toEqual([url, [], [], [], null])
  expect(await dial.proxyFor(new URL(url))).toBeNull()
})

test.each<[typed: string, dialled: string]>([
  ['ws://h', 'ws://h?a=1%262&b%20c=%C3%A9'],
  ['ws://h/p?x=%7e&x=+', 'ws://h/p?x=%7e&x=+&a=1%262&b%20c=%C3%A9'],
  ['ws://h/p?', 'ws://h/p?a=1%262&b%20c=%C3%A9'],
  ['ws://h/p?x&', 'ws://h/p?x&a=1%262&b%20c=%C3%A9'],
  ['ws+unix:/tmp/s:/p', 'ws+unix:/tmp/s:/p?a=1%262&b%20c=%C3%A9'],
])('query rows are encoded and follow what %s has', async (typed, dialled) => {
  const query = [row('a', '1&2'), row('off', 'x', { enabled: false }), row('b c', 'é')]
  expect((await dialPlanOf({ url: typed, request: { query } })).url).toBe(dialled)
})

test('any text goes through a query row and comes out of the URL', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string({ unit: 'grapheme' })), { maxLength: 5 }), async (pairs) => {
      const plain = pairs.filter((pair) => !pair.some((text) => text.includes('{{') || /\p{Surrogate}/u.test(text)))
      const dial = await dialPlanOf({ url: 'ws://h/?first=1', request: { query: plain.map(([name, value]) => row(name, value)) } })
      expect([...new URL(dial.url).searchParams]).toEqual([['first', '1'], ...plain])
    }),
  )
})

test('headers come in their order, then the Origin, the cookies, the authorization', async () => {
  const dial = await dialPlanOf({
    url,
    request: { headers: [row('X-B', '2'), row('X-A', '1'), row('X-B', '3'), row('X-Off', '', { enabled: false })], origin: 'https://o', cookies: [row('c', '1'), row('d', '2')] },
    auth: { kind: 'basic', user: 'me', password: '' },
  })
  expect(linesOf(dial)).toEqual(['X-B: 2', 'X-A: 1', 'X-B: 3', 'Origin: https://o', 'Cookie: c=1; d=2', 'Authorization: Basic bWU6'])
})

test('what is typed as a header wins over what the options would make', async () => {
  const headers = [row('authorization', 'Mine'), row('ORIGIN', 'null'), row('cookie', 'a=1')]
  const dial = await dialPlanOf({ url: 'ws://u:p@h/', request: { headers, origin: 'https://o', cookies: [row('b', '2')] }, auth: { kind: 'bearer', token: 'sec_1' } }, { secrets: { sec_1: 't' } })
  expect(linesOf(dial)).toEqual(['authorization: Mine', 'ORIGIN: null', 'cookie: a=1; b=2'])
})

test('templates are filled in every field', async () => {
  const values = { host: 'h', path: 'p', name: 'X-N', value: 'v', o: 'https://o', proto: 'chat', user: 'ü', c: '1' }
  const dial = await dialPlanOf(
    {
      url: 'ws://{{host}}:81/{{path}}',
      request: { query: [row('{{path}}', '{{value}}')], headers: [row('{{name}}', '{{value}}{{$counter}}')], cookies: [row('c{{c}}', '{{c}}')], origin: '{{o}}', protocols: [{ name: '{{proto}}', enabled: true }, { name: 'x', enabled: false }] },
      auth: { kind: 'basic', user: '{{user}}', password: '{{value}}' },
      tls: { serverName: '{{host}}' },
      network: { localAddress: '{{c}}' },
    },
    { values },
  )
  expect(dial.url).toBe('ws://h:81/p?p=v')
  expect(linesOf(dial)).toEqual(['X-N: v1', 'Origin: https://o', 'Cookie: c1=1', `Authorization: Basic ${Buffer.from('ü:v').toString('base64')}`])
  expect([dial.protocolsFor(new URL(dial.url)), dial.tls.serverName, dial.network.localAddress]).toEqual([['chat'], 'h', '1'])
})

test('each attempt is filled anew, and its requests have the same values', async () => {
  const preparation = preparationOf({ url, request: { headers: [row('N', '{{$counter}}')] } })
  const signal = new AbortController().signal
  const [first, second] = [await preparation.dialPlan(signal), await preparation.dialPlan(signal)]
  expect([linesOf(first), linesOf(first), linesOf(second)]).toEqual([['N: 1'], ['N: 1'], ['N: 2']])
  expect(preparation.fill('{{$counter}}').text).toBe('3')
})

test('bearer token and API key go where they belong; an empty token is not sent', async () => {
  const around = { secrets: { sec_1: ' t0ken\n', sec_2: 'k&y' } }
  expect(linesOf(await dialPlanOf({ url, auth: { kind: 'bearer', token: 'sec_1' } }, around))).toEqual(['Authorization: Bearer t0ken'])
  expect(linesOf(await dialPlanOf({ url, auth: { kind: 'bearer', token: 'sec_gone' } }, around))).toEqual([])
  expect(linesOf(await dialPlanOf({ url, auth: { kind: 'api-key', name: 'X-Key', value: 'sec_2', place: 'header' } }, around))).toEqual(['X-Key: k&y'])
  expect((await dialPlanOf({ url, auth: { kind: 'api-key', name: 'key', value: 'sec_2', place: 'query' } }, around)).url).toBe(`${url}?key=k%26y`)
  const typed: PlanAbout = { url, auth: { kind: 'api-key', name: 'key', value: 'sec_2', place: 'query' }, request: { query: [row('key', 'mine')] } }
  expect((await dialPlanOf(typed, around)).url).toBe(`${url}?key=mine`)
})

test('user and password of the URL become Basic, and leave the URL', async () => {
  const dial = await dialPlanOf({ url: 'ws://us%65r:p%40ss@example.com/a@b?c=d@e' })
  expect(dial.url).toBe('ws://example.com/a@b?c=d@e')
  expect(linesOf(dial)).toEqual([`Authorization: Basic ${Buffer.from('user:p@ss').toString('base64')}`])
  expect(dial.secrets).toContain('p@ss')
  const beaten = await dialPlanOf({ url: 'ws://u:p@h/', auth: { kind: 'digest', user: 'd', password: 'sec_1' } }, { secrets: { sec_1: 'x' } })
  expect([beaten.url, linesOf(beaten), beaten.digest]).toEqual(['ws://h/', [], { user: 'd', password: 'x' }])
})

const withAll: PlanAbout = {
  url,
  request: {
    headers: [row('X-Plain', 'yes'), row('X-Hidden', 'sec_1', { secret: true }), row('X-Api-Key', 'k'), row('X-Var', 'a{{token}}'), row('Host', 'other'), row('Authorization', 'typed')],
    cookies: [row('c', '1')],
    origin: 'https://o',
  },
  auth: { kind: 'api-key', name: 'X-Own', value: 'sec_1', place: 'header' },
}

test.each(['ws://other.com/chat', 'ws://example.com:81/chat', 'wss://example.com/chat', 'wss://example.com:80/chat'])('%s gets no credentials of the profile', async (other) => {
  const asked: string[] = []
  const jar = () => ({ header: (of: URL) => (asked.push(of.href), 'jar=1'), keep: () => undefined })
  const dial = await dialPlanOf(withAll, { secrets: { sec_1: 'hush' }, secretValues: { token: 'sec_1' }, jar })
  expect(linesOf(dial, other)).toEqual(['X-Plain: yes', 'Origin: https://o', 'Cookie: jar=1'])
  expect(asked).toEqual([other])
})

test.each(['ws://EXAMPLE.com:80/other?x', 'ws://example.com/'])('%s is the profile’s own server and gets all', async (own) => {
  const dial = await dialPlanOf(withAll, { secrets: { sec_1: 'hush' }, secretValues: { token: 'sec_1' } })
  expect(linesOf(dial, own)).toEqual(['X-Plain: yes', 'X-Hidden: hush', 'X-Api-Key: k', 'X-Var: ahush', 'Host: other', 'Authorization: typed', 'Origin: https://o', 'Cookie: c=1', 'X-Own: hush'])
})

test('a Unix socket is the profile’s own server by its path, over which requests are made to localhost', async () => {
  const dial = await dialPlanOf({ url: 'ws+unix:/tmp/s:/a', auth: { kind: 'basic', user: 'u', password: '' } })
  const has = (other: string) => linesOf(dial, other).length === 1
  expect(['ws+unix:/tmp/s:/a', 'ws+unix:/tmp/s:/b?c', 'ws+unix:/tmp/other:/a', 'ws://localhost/a', 'ws://localhost:81/', 'ws://h/'].map(has)).toEqual([true, true, false, true, false, false])
  const tcp = await dialPlanOf({ url: 'ws://localhost/', auth: { kind: 'basic', user: 'u', password: '' } })
  expect(linesOf(tcp, 'ws+unix:/tmp/s:/a')).toEqual([])
})

test('cookies of the jar follow the typed ones, which win by name, and answers go to the jar', async () => {
  const kept: string[] = []
  const jar = (folderId: string | null) => (folderId === 'f1' ? { header: () => 'a=jar; b=jar', keep: (_: URL, lines: readonly string[]) => void kept.push(...lines) } : null)
  const dial = await dialPlanOf({ url, folderId: 'f1', request: { cookies: [row('a', 'typed')] } }, { jar })
  expect(linesOf(dial)).toEqual(['Cookie: a=typed; b=jar'])
  dial.keepCookies(new URL(url), ['c=1'])
  expect(kept).toEqual(['c=1'])
  const without = await dialPlanOf({ url, folderId: null }, { jar })
  without.keepCookies(new URL(url), ['d=1'])
  expect([linesOf(without), kept]).toEqual([[], ['c=1']])
  const unix = await dialPlanOf({ url: 'ws+unix:/tmp/s', folderId: 'f1' }, { jar })
  unix.keepCookies(new URL('ws://localhost/'), ['e=1'])
  expect([linesOf(unix, 'ws://localhost/'), kept]).toEqual([[], ['c=1']])
})

test.each<[string, PlanAbout, kind: string, reason: string]>([
  ['URL', { url: 'ws://{{host}}/{{ p }}{{host}}' }, 'unknown-variable', '{{host}}, {{ p }} in the URL'],
  ['header', { url, request: { headers: [row('X-Token', 'a{{t}}')] } }, 'unknown-variable', '{{t}} in header X-Token'],
  ['query', { url, request: { query: [row('q', '{{$no}}')] } }, 'unknown-variable', '{{$no}} in query parameter q'],
  ['secret', { url, request: { headers: [row('X', '{{t}}', { secret: true })] } }, 'unknown-variable', '{{t}} in header X'],
  ['stored secret', { url, auth: { kind: 'bearer', token: 'sec_t' } }, 'unknown-variable', 'a name inside the stored secret in the bearer token'],
  ['empty URL', { url: '{{empty}}' }, 'bad-url', 'The URL is empty'],
  ['http', { url: '{{http}}' }, 'bad-url', 'Use ws:// in place of http://'],
  ['header name', { url, request: { headers: [row('{{bad}}', '')] } }, 'bad-request', '“a b” can\'t be a header name: use letters, digits and dashes'],
  ['header value', { url, request: { headers: [row('X', 'a{{lines}}')] } }, 'bad-request', 'Header X: A header value has no line breaks or control characters'],
  ['secret value', { url, request: { headers: [row('X', 'sec_lines', { secret: true })] } }, 'bad-request', 'Header X: It has a character that can’t be sent in a header'],
  ['cookie', { url, request: { cookies: [row('c', '{{semi}}')] } }, 'bad-request', 'Cookie c: a cookie value has no semicolon'],
  ['cookie name', { url, request: { cookies: [row('{{bad}}', '')] } }, 'bad-request', 'A cookie name has no spaces, separators or quotes'],
  ['subprotocol', { url, request: { protocols: [{ name: '{{bad}}', enabled: true }] } }, 'bad-request', '“a b” can\'t be a subprotocol: no spaces, commas or slashes'],
  ['origin', { url, request: { origin: '{{lines}}' } }, 'bad-request', 'Origin: A header value has no line breaks or control characters'],
  ['query name', { url, request: { query: [row('{{empty}}', '')] } }, 'bad-request', 'A query parameter needs a name'],
  ['user', { url, auth: { kind: 'basic', user: 'a:b', password: '' } }, 'bad-request', 'A user name for Basic has no colon'],
  ['token', { url, auth: { kind: 'bearer', token: 'sec_lines' } }, 'bad-request', 'The bearer token has a character that can’t be sent in a header'],
  ['TLS versions', { url: 'wss://h/', tls: { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.2' } }, 'bad-request', 'The lowest TLS version is above the highest'],
])('%s that can’t be used is told in words', async (_, about, kind, reason) => {
  const why = await causeOf(dialPlanOf(about, { values: { empty: '', http: 'http://h', bad: 'a b', lines: 'x\r\ny', semi: 'a;b' }, secrets: { sec_t: 'a{{hush}}b', sec_lines: 'x\r\ny' } }))
  expect([why.phase, why.kind, why.reason]).toEqual(['prepare', kind, reason])
})

test('an attempt that is given up does not go on', async () => {
  const controller = new AbortController()
  const work = preparationOf({ url }).dialPlan(controller.signal)
  controller.abort()
  await expect(work).rejects.toMatchObject({ name: 'AbortError' })
  await expect(preparationOf({ url }).dialPlan(controller.signal)).rejects.toMatchObject({ name: 'AbortError' })
})

test('the secrets in use are those of the last dial and of all texts filled', async () => {
  const secrets: Record<string, string> = { sec_1: 'first', sec_m: 'inmessage' }
  const preparation = preparationOf({ url, auth: { kind: 'bearer', token: 'sec_1' } }, { secrets, secret: (ref) => secrets[ref] ?? null, secretValues: { m: 'sec_m' } })
  const signal = new AbortController().signal
  expect([...preparation.secretsInUse]).toEqual([])
  const dial = await preparation.dialPlan(signal)
  expect(dial.secrets).toContain('first')
  expect([...preparation.secretsInUse]).toEqual(['first'])
  const before = preparation.secretsInUse
  preparation.fill('{{m}}')
  expect(preparation.secretsInUse).not.toBe(before)
  secrets['sec_1'] = 'second'
  await preparation.dialPlan(signal)
  expect([...preparation.secretsInUse].sort()).toEqual(['inmessage', 'second'])
  const same = preparation.secretsInUse
  preparation.fill('{{m}} again')
  expect(preparation.secretsInUse).toBe(same)
})

test('cookies in use are those that the last dial sent and was given, and no secrets', async () => {
  const jar = { header: () => 'sid=4f3a91bc; theme=dark', keep: () => undefined }
  const preparation = preparationOf({ url, folderId: 'f1' }, { jar: (id) => (id === 'f1' ? jar : null) })
  const { signal } = new AbortController()
  const dial = await preparation.dialPlan(signal)
  expect([...preparation.cookiesInUse]).toEqual([])
  dial.headersFor(new URL(url))
  dial.keepCookies(new URL(url), ['next=9f8e7d6c5b; Path=/'])
  expect([...preparation.cookiesInUse]).toEqual(['4f3a91bc', '9f8e7d6c5b'])
  expect([...preparation.secretsInUse]).toEqual([])
  await preparation.dialPlan(signal)
  expect([...preparation.cookiesInUse]).toEqual([])
  const without = preparationOf({ url })
  const bare = await without.dialPlan(signal)
  bare.keepCookies(new URL(url), ['next=9f8e7d6c5b'])
  expect([...without.cookiesInUse]).toEqual([])
})

test('secrets of a dial that fails are in use as well', async () => {
  const preparation = preparationOf({ url, request: { headers: [row('A', 'sec_1', { secret: true }), row('B', '{{no}}')] } }, { secrets: { sec_1: 'hush' } })
  await causeOf(preparation.dialPlan(new AbortController().signal))
  expect([...preparation.secretsInUse]).toEqual(['hush'])
})

const canary = fc.stringMatching(/^[ -~]{6,30}$/).map((text) => `c4n${text.replaceAll('{{', '(')}`)

test('no fault tells a secret, wherever it stands and whatever is in it', async () => {
  const place = fc.constantFrom<(ref: string, variable: string) => PlanAbout>(
    (ref) => ({ auth: { kind: 'basic', user: 'u', password: ref } }),
    (_, variable) => ({ auth: { kind: 'basic', user: variable, password: '' } }),
    (ref) => ({ auth: { kind: 'bearer', token: ref } }),
    (ref) => ({ request: { headers: [row('X', ref, { secret: true })] } }),
    (_, variable) => ({ request: { headers: [row(variable, variable)] } }),
    (_, variable) => ({ request: { protocols: [{ name: variable, enabled: true }] } }),
    (_, variable) => ({ request: { cookies: [row(variable, variable)] } }),
    (_, variable) => ({ url: variable }),
    (_, variable) => ({ url: `ws://h:${variable}/` }),
    (_, variable) => ({ request: { origin: variable } }),
    (ref) => ({ url: 'wss://h', tls: { passphrase: ref, key: { file: '', secret: ref } } }),
    (ref) => ({ url: 'wss://h', tls: { pfx: { file: '', secret: ref } } }),
    (_, variable) => ({ url: 'wss://h', tls: { ca: { file: '', text: variable } } }),
    (_, variable) => ({ url: 'wss://h', tls: { ca: { file: `/nowhere/${variable}`, text: '' } } }),
    (ref, variable) => ({ proxy: { kind: 'http', host: variable, bypass: '', password: ref } }),
    (_, variable) => ({ proxy: { kind: 'http', host: 'p', bypass: variable } }),
    (ref, variable) => ({ auth: { kind: 'oauth2', grant: 'client-credentials', tokenUrl: variable, clientId: 'c', clientSecret: ref, refreshToken: '', scope: '', audience: '', clientAuth: 'body' } }),
  )
  let faults = 0
  await fc.assert(
    fc.asyncProperty(place, canary, fc.constantFrom('', '\n', '{{no}}', 'ł', '/', '@'), async (about, secret, tail) => {
      const text = secret + tail
      const options = { ...about('sec_1', '{{hidden}}'), request: { ...defaultOptions.request, ...about('sec_1', '{{hidden}}').request } }
      try {
        const dial = await dialPlanOf({ url, ...options }, { secrets: { sec_1: text }, secretValues: { hidden: 'sec_1' } })
        await dial.proxyFor(new URL('ws://elsewhere/'))
      } catch (error) {
        faults += 1
        // Whatever an error carries, wherever in its chain.
        const seen = inspect(error, { depth: null, showHidden: true, breakLength: Infinity }) + JSON.stringify(error)
        for (const shape of [text, encodeURIComponent(text), JSON.stringify(text).slice(1, -1), JSON.stringify(secret).slice(1, -1)]) {
          if (shape.length > 8 && !shape.includes('***')) expect(seen).not.toContain(shape)
        }
        expect(String(error)).not.toContain(secret)
      }
    }),
    { numRuns: 600 },
  )
  expect(faults).toBeGreaterThan(100)
})
