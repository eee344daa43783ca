import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lineFor } from '../../../main/exchange/line'
import { readExchange } from '../../../main/exchange/read'
import { inherited } from '../../../shared/inherit'
import type { Overrides, Row } from '../../../shared/options'
import { mapSecrets } from '../../../shared/secret-fields'
import { isSecretHeader, redactProtocol } from '../../../shared/url'
import { newPlan } from '../../support/plan'

const row = (name: string, value: string, secret = false): Row => ({ name, value, enabled: true, secret })

it('writes a bare command for a profile of defaults', () => {
  const plan = newPlan('p', { url: 'wss://h/x?a=1' })
  expect(lineFor(plan, 'wscat')).toEqual({ line: "wscat -c 'wss://h/x?a=1'", left: [] })
  expect(lineFor(plan, 'websocat')).toEqual({ line: "websocat 'wss://h/x?a=1'", left: [] })
})

it('puts secrets as shell variables, and names them', () => {
  const plan = newPlan('p', {
    url: 'wss://{{host}}/x',
    auth: { kind: 'basic', user: "o'hara", password: 'sec_1' },
    request: { headers: [row('X-Api-Key', 'sec_2', true), row('X-Off', 'no', false)].map((one) => ({ ...one, enabled: one.name !== 'X-Off' })), cookies: [row('sid', 'sec_3', true), row('t', '1')] },
  })
  const { line, left } = lineFor(plan, 'wscat')
  expect(line).toBe(`wscat -c 'wss://{{host}}/x' -H 'X-Api-Key: '"$WS_HEADER_X_API_KEY" -H 'Cookie: sid='"$WS_COOKIE_SID"'; t=1' --auth 'o'\\''hara:'"$WS_PASSWORD"`)
  expect(left).toEqual([
    'Set the shell variable WS_HEADER_X_API_KEY to the header X-Api-Key',
    'Set the shell variable WS_COOKIE_SID to the cookie sid',
    'Set the shell variable WS_PASSWORD to the password',
    'wscat knows no variables: put values in place of {{host}}',
  ])
  expect(lineFor(plan, 'websocat').line).not.toContain('sec_')
})

it.each(['wscat', 'websocat'] as const)('keeps secrets of the URL, and those that nobody marked, out of the line: %s', (format) => {
  const plan = newPlan('p', {
    url: 'wss://me:Canary-1@h/x?a=1&access_token=Canary-2&sig=Canary-3&key={{key}}',
    request: { headers: [row('Authorization', 'Bearer Canary-4')], query: [row('apiKey', 'Canary-5')], cookies: [row('session', 'Canary-6'), row('t', '1')], protocols: [{ name: 'json', enabled: true }, { name: 'token.Canary-7', enabled: true }] },
  })
  const { line, left } = lineFor(plan, format)
  expect(line).not.toContain('Canary')
  expect(left.join()).not.toContain('Canary')
  for (const name of ['URL_USER', 'URL_SECRET', 'URL_SECRET_2', 'HEADER_AUTHORIZATION', 'QUERY_APIKEY', 'COOKIE_SESSION', 'SUBPROTOCOL']) {
    expect(line).toContain(`"$WS_${name}"`)
    expect(left.filter((words) => words.startsWith(`Set the shell variable WS_${name} to`))).toHaveLength(1)
  }
  expect(line).toContain('key={{key}}')
})

it('puts the URL together again when a shell has the variables', () => {
  const { line } = lineFor(newPlan('p', { url: 'wss://me:pw@h/x?a=1&token=t%20t&b=2' }), 'wscat')
  const env = { WS_URL_USER: 'me:pw', WS_URL_SECRET: 't%20t' }
  expect(execFileSync('/bin/sh', ['-c', line.replace(/^wscat -c/, "printf '%s\\0'")], { encoding: 'utf8', env })).toBe('wss://me:pw@h/x?a=1&token=t%20t&b=2\0')
})

it('gives the tool what a real shell makes of it', () => {
  const { line } = lineFor(newPlan('p', { url: 'ws://h/$(id)?a=`id`&b=1', auth: { kind: 'bearer', token: 'sec_1' }, request: { headers: [row('X-A', '"$HOME"; rm -rf ~ !! \\ \'')] } }), 'wscat')
  const words = execFileSync('/bin/sh', ['-c', line.replace(/^wscat/, "printf '%s\\0'")], { encoding: 'utf8', env: { WS_TOKEN: 'a b$(id)"' } }).split('\0').slice(0, -1)
  expect(words).toEqual(['-c', 'ws://h/$(id)?a=`id`&b=1', '-H', 'X-A: "$HOME"; rm -rf ~ !! \\ \'', '-H', 'Authorization: Bearer a b$(id)"'])
})

it('says what a tool can’t do', () => {
  const plan = newPlan('p', { url: 'wss://h', auth: { kind: 'digest', user: 'u', password: '' }, tls: { minVersion: 'TLSv1.2', pfx: { file: 'a.p12', secret: '' } }, appPing: { enabled: true }, redirects: { follow: true }, proxy: { kind: 'http', host: 'p' } })
  expect(lineFor(plan, 'wscat').left).toEqual([
    "Authentication (digest): wscat can't do this", "TLS (pfx, min version): wscat can't do this", "The ping message (enabled): wscat can't do this",
  ])
  expect(lineFor(plan, 'websocat').left).toEqual([
    "Authentication (digest): websocat can't do this", "TLS (min version): websocat can't do this", "The proxy (kind, host): websocat can't do this",
    "Redirects (follow): websocat can't do this", "The ping message (enabled): websocat can't do this",
  ])
})

/** What comes back for a secret that went out. */
const names: Record<string, string> = { sec_password: '{{WS_PASSWORD}}', sec_token: '{{WS_TOKEN}}', sec_key: '{{WS_HEADER_X_API_KEY}}', sec_sid: '{{WS_COOKIE_SID}}', sec_pass: '{{WS_PASSPHRASE}}' }

describe('a line that is read again', () => {
  const text = fc.stringMatching(/^[!-~]([ -~]{0,12}[!-~])?$/).filter((one) => !/[;,{}\\]/.test(one))
  const file = text.filter((one) => !one.startsWith('-'))
  const anyRow = fc.record({ name: fc.stringMatching(/^X-[A-Z][a-z]{1,5}$/), value: text, enabled: fc.constant(true), secret: fc.constant(false) })
  const anyRows = fc.uniqueArray(anyRow.filter(({ name }) => !isSecretHeader(name)), { selector: ({ name }) => name.toLowerCase(), maxLength: 3 })
  const headers = fc.tuple(anyRows, fc.boolean()).map(([rows, key]) => (key ? [...rows, row('X-Api-Key', 'sec_key', true)] : rows))
  const cookies = fc.constantFrom<Row[]>([], [row('sid', 'sec_sid', true)])
  const protocols = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/).filter((name) => redactProtocol(name) === name), { maxLength: 3 }).map((list) => list.map((name) => ({ name, enabled: true })))
  const origin = fc.constantFrom('', 'https://o.example', "https://o'x")
  const auth = fc.oneof(
    fc.record({ kind: fc.constant('basic' as const), user: fc.stringMatching(/^[a-z' $"`]{1,8}$/), password: fc.constantFrom('sec_password', '{{pw}}') }),
    fc.constant({ kind: 'bearer' as const, token: 'sec_token' }),
    fc.constant({ kind: 'none' as const }),
  )
  const request = fc.record({ headers, cookies, protocols, origin })
  const url = fc.constantFrom('wss://h/x', 'ws://{{host}}:8080/a b?x=1&y=%20', "ws://[::1]/it's$(x)")
  const open = fc.record({ file, text: fc.constant('') })
  const pem = fc.record({ ca: open, certificate: open, key: fc.record({ file, secret: fc.constant('') }), passphrase: fc.constantFrom('', 'sec_pass') })
  const proxy = (kind: 'http' | 'socks5') => fc.record({ kind: fc.constant(kind), host: fc.constantFrom('p.example', '::1'), port: fc.integer({ min: 1, max: 65_535 }), user: fc.constant(''), password: fc.constant(''), bypass: fc.constant('') })
  const wscat = fc.record<Overrides>({ request, auth, tls: pem, proxy: proxy('http'), redirects: fc.record({ follow: fc.constant(true), hops: fc.integer({ min: 1, max: 20 }) }) }, { requiredKeys: ['request'] })
  const seconds = fc.integer({ min: 1, max: 60 }).map((s) => s * 1_000)
  const websocat = fc.record<Overrides>(
    {
      request, auth, proxy: proxy('socks5'),
      tls: fc.record({ pfx: fc.record({ file, secret: fc.constant('') }), passphrase: fc.constantFrom('', 'sec_pass') }),
      heartbeat: fc.record({ enabled: fc.constant(true), intervalMs: seconds, timeoutMs: seconds, misses: fc.constant(1) }),
      reconnect: fc.record({ enabled: fc.constant(true), baseMs: fc.integer({ min: 10, max: 9_000 }), factor: fc.constant(1), jitter: fc.constant('none' as const) }),
      limits: fc.record({ receiveBytes: fc.integer({ min: 1, max: 1_000_000 }) }),
    },
    { requiredKeys: ['request'] },
  )

  it.each([['wscat', wscat], ['websocat', websocat]] as const)('by way of %s gives the same options', (format, options) => {
    fc.assert(
      fc.property(url, options, (address, given) => {
        const { line, left } = lineFor(newPlan('p', { url: address, ...given }), format)
        const [back] = readExchange(line).connections
        const expected = mapSecrets(inherited([given]), (ref) => names[ref] ?? ref)
        expect(back?.url).toBe(address)
        expect(inherited([back?.options ?? {}])).toEqual(expected)
        expect(left.filter((words) => words.includes("can't"))).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  it('keeps a Unix socket', () => {
    for (const format of ['wscat', 'websocat'] as const) expect(readExchange(lineFor(newPlan('p', { url: 'ws+unix:/run/s:/x?y=1' }), format).line).connections[0]?.url).toMatch(/^ws\+unix:(\/\/)?\/run\/s:\/x\?y=1$/)
  })
})
