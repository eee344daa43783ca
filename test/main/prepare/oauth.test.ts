import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { systemClock } from '../../../main/lib/clock'
import { fetchToken, tokenUrlProblem, type TokenRequest } from '../../../main/prepare/oauth'
import { Tokens } from '../../../main/prepare/tokens'
import { limits } from '../../../shared/limits'
import type { Auth } from '../../../shared/options'
import { causeOf, dialPlanOf, linesOf, preparationOf } from '../../support/prepared'
import { json, tokenServer, type TokenAnswer, type TokenServer } from '../../support/token-server'
import { until } from '../../support/until'

const servers: TokenServer[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})
const serverOf = async (answer: TokenAnswer, tls: Parameters<typeof tokenServer>[1] = null) => {
  const server = await tokenServer(answer, tls)
  servers.push(server)
  return server
}

const noTls = { ca: null, certificate: null, key: null, pfx: null, passphrase: '', minVersion: null, maxVersion: null }
const request = (tokenUrl: string, about: Partial<TokenRequest> = {}): TokenRequest => ({
  grant: 'client-credentials', tokenUrl, clientId: 'client', clientSecret: 's3cr3t/+', refreshToken: '', scope: '', audience: '', clientAuth: 'header', tls: noTls, ...about,
})
const never = () => new AbortController().signal
const granted = { access_token: 'at-1', token_type: 'Bearer', expires_in: 3600 }

test('client credentials go in a Basic header, form-encoded (RFC 6749 §2.3.1), with scope and audience', async () => {
  const server = await serverOf((response) => json(response, granted))
  expect(await fetchToken(request(server.url, { scope: 'a b', audience: 'api' }), never())).toEqual({ accessToken: 'at-1', lifetimeMs: 3_600_000, refreshToken: null })
  const [asked] = server.asked
  expect(asked).toMatchObject({ method: 'POST', authorization: `Basic ${Buffer.from('client:s3cr3t%2F%2B').toString('base64')}` })
  expect(asked?.contentType).toContain('application/x-www-form-urlencoded')
  expect([...(asked?.body ?? [])].sort()).toEqual([['audience', 'api'], ['grant_type', 'client_credentials'], ['scope', 'a b']])
})

test('or in the body; a public client has only its id', async () => {
  const server = await serverOf((response) => json(response, granted))
  await fetchToken(request(server.url, { clientAuth: 'body' }), never())
  await fetchToken(request(server.url, { clientSecret: '' }), never())
  expect(server.asked.map(({ authorization, body }) => [authorization, body.get('client_id'), body.get('client_secret')])).toEqual([['', 'client', 's3cr3t/+'], ['', 'client', null]])
})

test('a refresh token is exchanged, and a new one told', async () => {
  const server = await serverOf((response) => json(response, { ...granted, refresh_token: 'rt-2', id_token: 'not.checked.here' }))
  expect(await fetchToken(request(server.url, { grant: 'refresh-token', refreshToken: 'rt-1' }), never())).toMatchObject({ refreshToken: 'rt-2' })
  expect(server.asked[0]?.body.get('grant_type')).toBe('refresh_token')
  expect(server.asked[0]?.body.get('refresh_token')).toBe('rt-1')
})

const text = (body: string, status = 200, type = 'application/json'): TokenAnswer => (response) => void response.writeHead(status, { 'content-type': type }).end(body)
test.each<[name: string, answer: TokenAnswer, kind: string, httpStatus: number | null, reason: string]>([
  ['an OAuth error', (response) => json(response, { error: 'invalid_client', error_description: 's3cr3t/+ is wrong' }, 401), 'oauth-refused', 401, 'invalid_client'],
  ['an OAuth error with a challenge', (response) => void response.writeHead(401, { 'content-type': 'application/json', 'www-authenticate': 'Basic realm="x"' }).end('{"error":"invalid_client"}'), 'oauth-refused', 401, 'invalid_client'],
  ['an error that echoes the secret', (response) => json(response, { error: 'bad s3cr3t/+ s3cr3t%2F%2B' }, 400), 'oauth-refused', 400, 'bad *** ***'],
  ['an error full of control characters', (response) => json(response, { error: '\u001b[31m\n' }, 400), 'oauth-refused', 400, 'an error without a proper code'],
  ['a plain 403', text('<h1>no</h1>', 403, 'text/html'), 'oauth-refused', 403, 'HTTP 403'],
  ['a 503', text('', 503), 'oauth-refused', 503, 'HTTP 503'],
  ['a redirect', (response) => void response.writeHead(302, { location: '/elsewhere' }).end(), 'oauth-bad-answer', 302, 'It redirects, which a token endpoint must not'],
  ['no JSON', text('hello', 200, 'text/plain'), 'oauth-bad-answer', 200, 'It is not JSON'],
  ['broken JSON', text('{"access_token":'), 'oauth-bad-answer', 200, 'It is not JSON'],
  ['no token', text('{"token_type":"bearer"}'), 'oauth-bad-answer', 200, 'access_token or token_type is missing'],
  ['a token of another type', (response) => json(response, { ...granted, token_type: 'mac' }), 'oauth-bad-answer', 200, 'Its token type is not bearer'],
  ['no content', (response) => void response.writeHead(204).end(), 'oauth-bad-answer', 204, 'It is not an OAuth answer'],
  ['a huge answer', text('x'.repeat(limits.tokenAnswerBytes + 1)), 'oauth-bad-answer', null, 'The answer is larger than 256 KiB'],
])('%s is named', async (...[, answer, kind, httpStatus, reason]) => {
  const server = await serverOf(answer)
  const why = await causeOf(fetchToken(request(server.url), never()))
  expect([why.phase, why.kind, why.httpStatus, why.reason]).toEqual(['auth', kind, httpStatus, reason])
  expect(server.asked).toHaveLength(1)
})

test('an endpoint that can’t be reached, or hangs up, is told by its code', async () => {
  const server = await serverOf((response) => response.socket?.destroy())
  expect(await causeOf(fetchToken(request(server.url), never()))).toMatchObject({ kind: 'oauth-unreachable', code: 'ECONNRESET' })
  await server.close()
  expect(await causeOf(fetchToken(request(server.url), never()))).toMatchObject({ phase: 'auth', kind: 'oauth-unreachable', code: 'ECONNREFUSED' })
})

test('an answer cut short is no answer', async () => {
  const server = await serverOf((response) => {
    response.writeHead(200, { 'content-length': '500', 'content-type': 'application/json' }).write('{"access')
    response.socket?.end()
  })
  expect(await causeOf(fetchToken(request(server.url), never()))).toMatchObject({ kind: 'oauth-unreachable', code: 'ECONNRESET' })
})

test.each([
  ['https://h/token', null],
  ['http://127.0.0.1:1/token', null],
  ['http://localhost/token', null],
  ['http://[::1]/token', null],
  ['', 'Enter the token URL'],
  ['ftp://h/', 'Token URL: start it with https://'],
  ['h/token', 'Token URL: start it with https://'],
  ['https://u:p@h/', 'Token URL: enter client id and secret in their own fields'],
  ['http://h/token', 'Token URL: use https://, since http:// would show the client secret to the network'],
  ['http://127.0.0.1.evil.com/', 'Token URL: use https://, since http:// would show the client secret to the network'],
])('token URL %j: %s', (url, problem) => {
  expect(tokenUrlProblem(url)).toBe(problem)
})

const auth = (tokenUrl: string, about: Partial<Extract<Auth, { kind: 'oauth2' }>> = {}): Auth => ({
  kind: 'oauth2', grant: 'client-credentials', tokenUrl, clientId: '{{id}}', clientSecret: 'sec_s', refreshToken: '', scope: '', audience: '', clientAuth: 'body', ...about,
})
const around = () => ({ values: { id: 'me' }, secrets: { sec_s: 'hush', sec_r: 'rt-1' }, tokens: new Tokens(systemClock) })

test('the token becomes the Authorization header, and is among the secrets', async () => {
  const server = await serverOf((response) => json(response, granted))
  const dial = await dialPlanOf({ url: 'ws://h/', auth: auth(server.url) }, around())
  expect(linesOf(dial)).toEqual(['Authorization: Bearer at-1'])
  expect(linesOf(dial, 'ws://other/')).toEqual([])
  expect(dial.secrets).toEqual(expect.arrayContaining(['hush', 'at-1']))
  expect(server.asked[0]?.body.get('client_id')).toBe('me')
})

test('whoever follows the attempt hears when the token is asked for', async () => {
  const server = await serverOf((response) => json(response, granted))
  const seen: number[] = []
  await dialPlanOf({ url: 'ws://h/', auth: auth(server.url) }, around(), { asking: () => seen.push(server.asked.length) })
  await dialPlanOf({ url: 'ws://h/' }, around(), { asking: () => seen.push(-1) })
  expect(seen).toEqual([0])
})

test('a preview asks for no token', async () => {
  const server = await serverOf((response) => json(response, granted))
  expect(linesOf(await dialPlanOf({ url: 'ws://h/', auth: auth(server.url) }, around(), { preview: true }))).toEqual(['Authorization: Bearer (token fetched when connecting)'])
  expect(server.asked).toHaveLength(0)
})

test('what else is wrong with the profile is told before a token is asked for', async () => {
  const server = await serverOf((response) => json(response, granted))
  const about = { url: 'ws://h/', auth: auth(server.url), request: { origin: '{{no}}' } }
  expect(await causeOf(dialPlanOf(about, around()))).toMatchObject({ kind: 'unknown-variable' })
  expect(server.asked).toHaveLength(0)
})

test.each<[Auth, kind: string, reason: string]>([
  [auth('http://h/'), 'bad-url', 'Token URL: use https://, since http:// would show the client secret to the network'],
  [auth('https://h/', { clientId: '' }), 'bad-request', 'Enter the client id'],
  [auth('https://h/', { grant: 'refresh-token', refreshToken: 'sec_gone' }), 'bad-request', 'Enter the refresh token'],
  [auth('https://{{no}}/'), 'unknown-variable', '{{no}} in the token URL'],
])('%j is told in words', async (given, kind, reason) => {
  expect(await causeOf(dialPlanOf({ url: 'ws://h/', auth: given }, around()))).toMatchObject({ kind, reason })
})

test('a token that the server refuses with 401 is asked for anew', async () => {
  const server = await serverOf((response, _, count) => json(response, { ...granted, access_token: `at-${count}` }))
  const preparation = preparationOf({ url: 'ws://h/', auth: auth(server.url) }, around())
  const first = await preparation.dialPlan(never())
  first.refused?.(503)
  expect(linesOf(await preparation.dialPlan(never()))).toEqual(['Authorization: Bearer at-1'])
  first.refused?.(401)
  expect(linesOf(await preparation.dialPlan(never()))).toEqual(['Authorization: Bearer at-2'])
  first.refused?.(401)
  expect(linesOf(await preparation.dialPlan(never()))).toEqual(['Authorization: Bearer at-2'])
})

test('a rotated refresh token is handed over to be kept', async () => {
  const server = await serverOf((response) => json(response, { ...granted, refresh_token: 'rt-2' }))
  const keptTokens: string[][] = []
  const secrets: Record<string, string> = { sec_s: 'hush', sec_r: 'rt-1' }
  const keepRefreshToken = (ref: string, token: string) => {
    keptTokens.push([ref, token])
    secrets[ref] = token
  }
  const about = { url: 'ws://h/', auth: auth(server.url, { grant: 'refresh-token', refreshToken: 'sec_r' }) }
  const preparation = preparationOf(about, { ...around(), secret: (ref) => secrets[ref] ?? null, keepRefreshToken })
  await preparation.dialPlan(never())
  expect(keptTokens).toEqual([['sec_r', 'rt-2']])
  await preparation.dialPlan(never())
  expect(server.asked).toHaveLength(1)
})

test('an attempt that is given up takes its request to the endpoint along', async () => {
  const server = await serverOf(() => undefined)
  const controller = new AbortController()
  const work = preparationOf({ url: 'ws://h/', auth: auth(server.url) }, around()).dialPlan(controller.signal)
  await until(() => server.asked.length === 1)
  controller.abort()
  await expect(work).rejects.toMatchObject({ name: 'AbortError' })
  await until(() => server.open() === 0)
})

test.skipIf(spawnSync('openssl', ['version']).status !== 0)('the endpoint is reached with the profile’s CA and client certificate', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sockdeck-oauth-'))
  const made = (name: string) => readFileSync(path.join(folder, name), 'utf8')
  try {
    for (const name of ['server', 'client']) {
      const words = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1', '-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1']
      expect(spawnSync('openssl', [...words, '-keyout', `${name}.key`, '-out', `${name}.crt`], { cwd: folder }).status).toBe(0)
    }
    const server = await serverOf((response) => json(response, granted), { key: made('server.key'), cert: made('server.crt'), ca: made('client.crt'), requestCert: true, rejectUnauthorized: true })
    const tls = { ...noTls, ca: made('server.crt'), certificate: made('client.crt'), key: made('client.key') }
    await fetchToken(request(server.url, { tls }), never())
    expect(server.asked[0]?.client).toBe('client')
    expect(await causeOf(fetchToken(request(server.url), never()))).toMatchObject({ kind: 'oauth-unreachable', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('what is no HTTP server is told by its code', async () => {
  const server = net.createServer((socket) => socket.resume().end('SSH-2.0-x\r\n'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as net.AddressInfo
  expect((await causeOf(fetchToken(request(`http://127.0.0.1:${port}/`), never()))).code).toMatch(/^HPE_/)
  await new Promise((resolve) => server.close(resolve))
})
