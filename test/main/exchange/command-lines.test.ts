/** Command lines as people and browsers write them. */
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { readExchange } from '../../../main/exchange/read'
import { AppError } from '../../../shared/errors'
import { overridesSchema, type Overrides } from '../../../shared/options'
import { mapSecrets } from '../../../shared/secret-fields'

/** Also sees to it that what is found can be saved once its secrets are sealed. */
function only(text: string) {
  const found = readExchange(text)
  expect(found.connections).toHaveLength(1)
  const [connection] = found.connections
  if (!connection) throw new Error('none')
  expect(v.safeParse(overridesSchema, mapSecrets(connection.options, () => 'sec_1')).issues).toBeUndefined()
  return { ...connection, format: found.format, wholeLeft: found.left }
}
const row = (name: string, value: string, secret = false) => ({ name, value, enabled: true, secret })
const refusal = (text: string) => {
  try {
    readExchange(text)
  } catch (error) {
    if (error instanceof AppError) return `${error.code}: ${error.message}`
    throw error
  }
  return 'taken'
}

const chromeBash = `curl 'wss://stream.example.com/socket?room=7&access_token=T0pS3cret' \\
  -H 'Upgrade: websocket' \\
  -H 'Origin: https://example.com' \\
  -H 'Cache-Control: no-cache' \\
  -H 'Accept-Language: en-GB,en;q=0.9' \\
  -H $'Cookie: sid=o\\'hara; theme=dark' \\
  -H 'Pragma: no-cache' \\
  -H 'Connection: Upgrade' \\
  -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' \\
  -H 'User-Agent: Mozilla/5.0' \\
  -H 'Sec-WebSocket-Version: 13' \\
  -H 'Sec-WebSocket-Protocol: graphql-transport-ws, v2' \\
  -H 'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits'`

const chromeCmd = `curl ^"wss://stream.example.com/socket?room=7^&access_token=T0pS3cret^" ^
  -H ^"Upgrade: websocket^" ^
  -H ^"Origin: https://example.com^" ^
  -H ^"Cache-Control: no-cache^" ^
  -H ^"Accept-Language: en-GB,en;q=0.9^" ^
  -H ^"Cookie: sid=o'hara; theme=dark^" ^
  -H ^"Pragma: no-cache^" ^
  -H ^"Connection: Upgrade^" ^
  -H ^"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==^" ^
  -H ^"User-Agent: Mozilla/5.0^" ^
  -H ^"Sec-WebSocket-Version: 13^" ^
  -H ^"Sec-WebSocket-Protocol: graphql-transport-ws, v2^" ^
  -H ^"Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits^"`

it.each([['bash', chromeBash], ['cmd', chromeCmd]])('takes over what Chrome copies as cURL (%s)', (_, text) => {
  expect(only(text)).toEqual({
    format: 'curl',
    name: 'stream.example.com/socket',
    url: 'wss://stream.example.com/socket?room=7',
    options: {
      request: {
        query: [row('access_token', 'T0pS3cret', true)],
        headers: [row('Cache-Control', 'no-cache'), row('Accept-Language', 'en-GB,en;q=0.9'), row('Pragma', 'no-cache'), row('User-Agent', 'Mozilla/5.0')],
        cookies: [row('sid', "o'hara", true), row('theme', 'dark', true)],
        protocols: [{ name: 'graphql-transport-ws', enabled: true }, { name: 'v2', enabled: true }],
        origin: 'https://example.com',
      },
      compression: { mode: 'offered', clientWindowBits: 15 },
    },
    left: [],
    wholeLeft: [],
  })
})

const curl: [string, string, Overrides][] = [
  ['-u bob:pa:ss', 'wss://h/', { auth: { kind: 'basic', user: 'bob', password: 'pa:ss' } }],
  ['--digest -u bob:x', 'wss://h/', { auth: { kind: 'digest', user: 'bob', password: 'x' } }],
  ['--oauth2-bearer tok', 'wss://h/', { auth: { kind: 'bearer', token: 'tok' } }],
  ['-H "Authorization: Bearer tok"', 'wss://h/', { auth: { kind: 'bearer', token: 'tok' } }],
  ['-H "Authorization: Bearer $TOKEN"', 'wss://h/', { auth: { kind: 'bearer', token: '{{TOKEN}}' } }],
  ['-H "Authorization: Basic Ym9iOng="', 'wss://h/', { auth: { kind: 'basic', user: 'bob', password: 'x' } }],
  ['-H "Authorization: Custom abc"', 'wss://h/', { request: { headers: [row('Authorization', 'Custom abc', true)] } }],
  ['-H "X-Api-Key: abc" -HX-A:1 --header=X-B:2 -H "X-Empty;"', 'wss://h/', { request: { headers: [row('X-Api-Key', 'abc', true), row('X-A', '1'), row('X-B', '2'), row('X-Empty', '')] } }],
  ['-H "X-Auth: pre-{{token}}"', 'wss://h/', { request: { headers: [row('X-Auth', 'pre-{{token}}')] } }],
  ['-A agent -e http://from', 'wss://h/', { request: { headers: [row('User-Agent', 'agent'), row('Referer', 'http://from')] } }],
  ['-b "a=1; b=2"', 'wss://h/', { request: { cookies: [row('a', '1', true), row('b', '2', true)] } }],
  ['-sSLN --max-redirs 3', 'wss://h/', { redirects: { follow: true, hops: 3 } }],
  ['-x http://u:p%40@proxy:3128 --noproxy a,b', 'wss://h/', { proxy: { kind: 'http', host: 'proxy', port: 3128, user: 'u', password: 'p@', bypass: 'a,b' } }],
  ['-x socks5h://[::1] -U u:p', 'wss://h/', { proxy: { kind: 'socks5', host: '::1', port: 1080, user: 'u', password: 'p', bypass: '' } }],
  ['--noproxy "*"', 'wss://h/', { proxy: { kind: 'none' } }],
  ['--cacert ca.pem --cert c.pem:pw --key k.pem', 'wss://h/', { tls: { ca: { file: 'ca.pem', text: '' }, certificate: { file: 'c.pem', text: '' }, key: { file: 'k.pem', secret: '' }, passphrase: 'pw' } }],
  ["-E 'C:\\c.p12:pw' --cert-type P12", 'wss://h/', { tls: { pfx: { file: 'C:\\c.p12', secret: '' }, passphrase: 'pw' } }],
  ['--tlsv1.2 --tls-max 1.3', 'wss://h/', { tls: { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' } }],
  ['-4 --interface 10.0.0.1 --keepalive-time 30', 'wss://h/', { network: { family: 'ipv4', localAddress: '10.0.0.1', keepAliveMs: 30_000 } }],
  ['-m 60 --connect-timeout 2.5', 'wss://h/', { limits: { deadlineMs: 2_500 } }],
  ['-H "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; server_max_window_bits=10"', 'wss://h/', { compression: { mode: 'offered', serverTakeover: false, serverWindowBits: 10 } }],
]

describe('curl', () => {
  it.each(curl)('%s', (flags, url, options) => {
    const taken = only(`curl ${flags} https://h/`)
    expect([taken.url, taken.options]).toEqual([url, options])
    expect(taken.left.filter((words) => !words.includes('shell variable'))).toEqual([])
  })

  it.each([
    ['-k', 'no insecure switch'],
    ['--compressed', '--compressed'],
    ['-d body', 'has none'],
    ['-H @file', 'a file'],
    ['-b jar.txt', 'a file'],
    ['-H "Accept:"', 'takes a header out'],
    ['--frobnicate', '--frobnicate'],
    ['-x socks4://p', 'not socks4'],
    ['-x https://p', 'not https'],
    ['-H "Ünï: x"', 'Ünï'],
    ['-H "X-A: ✓"', 'percent-encode'],
    ['-X POST', 'always a GET'],
    ['> out.json', 'redirected'],
    ['$(cat token)', 'runs none'],
    ['https://other/', 'All URLs but the first'],
    ['-u', 'no value'],
  ])('says what it leaves of %s', (flags, words) => {
    expect(only(`curl https://h/ ${flags}`).left.join('\n')).toContain(words)
  })

  it.each([
    ['curl -N h/x', 'ws://h/x'],
    ['/usr/bin/curl https://h/x#top', 'wss://h/x'],
    ['curl.exe --url ws://h', 'ws://h'],
    ['$ curl {{base}}/x', '{{base}}/x'],
    ['curl --unix-socket /run/a:b.sock http://localhost/x?y=1', 'ws+unix:/run/a%3Ab.sock:/x?y=1'],
    ['TOKEN=x sudo curl ws://h/?a=1&b=2', 'ws://h/?a=1&b=2'],
    ['curl -H \'Host: h:443\' wss://h', 'wss://h'],
  ])('aims %s', (text, url) => {
    expect(only(text).url).toBe(url)
    expect(only(text).options).toEqual({})
  })

  it('takes the password out of the URL', () => {
    expect(only('curl wss://bob:s%3Acret@h/x')).toMatchObject({ url: 'wss://h/x', name: 'h/x', options: { auth: { kind: 'basic', user: 'bob', password: 's:cret' } } })
  })
})

describe('wscat', () => {
  it.each<[string, Overrides]>([
    ['-s a -s b -o https://o', { request: { protocols: [{ name: 'a', enabled: true }, { name: 'b', enabled: true }], origin: 'https://o' } }],
    ['-H "X-A:1" --host other', { request: { headers: [row('X-A', '1'), row('Host', 'other')] } }],
    ['--auth bob:x', { auth: { kind: 'basic', user: 'bob', password: 'x' } }],
    ['--ca a --cert b --key c --passphrase d', { tls: { ca: { file: 'a', text: '' }, certificate: { file: 'b', text: '' }, key: { file: 'c', secret: '' }, passphrase: 'd' } }],
    ['--proxy http://p:8080 -L --max-redirects 4', { proxy: { kind: 'http', host: 'p', port: 8080, user: '', password: '', bypass: '' }, redirects: { follow: true, hops: 4 } }],
    ["-x '{\"op\":1}' -P --no-color", { onOpen: { messages: [{ format: 'text', text: '{"op":1}', enabled: true }] }, heartbeat: { logged: true } }],
  ])('%s', (flags, options) => {
    expect(only(`wscat ${flags} -c wss://h/x`)).toMatchObject({ format: 'wscat', url: 'wss://h/x', options, left: [] })
  })

  it('says what it leaves, and why a server is nothing to connect to', () => {
    expect(only('npx -y wscat@latest -c h:1 -n -w 5 --slash').left).toHaveLength(3)
    expect(refusal('wscat -l 8080')).toMatch(/^exchange-invalid: .*a server/)
  })
})

describe('websocat', () => {
  it.each<[string, string, Overrides]>([
    ["-H='X-A: 1' --protocol a,b --origin o ws://h/x", 'ws://h/x', { request: { headers: [row('X-A', '1')], protocols: [{ name: 'a', enabled: true }, { name: 'b', enabled: true }], origin: 'o' } }],
    ['--basic-auth bob:x - wss://h', 'wss://h', { auth: { kind: 'basic', user: 'bob', password: 'x' } }],
    ['--basic-auth Ym9iOng= wss://h', 'wss://h', { auth: { kind: 'basic', user: 'bob', password: 'x' } }],
    ['--client-pkcs12-der c.p12 --client-pkcs12-passwd pw --tls-domain name wss://h', 'wss://h', { tls: { pfx: { file: 'c.p12', secret: '' }, passphrase: 'pw', serverName: 'name' } }],
    ['--socks5 127.0.0.1:9050 ws://h', 'ws://h', { proxy: { kind: 'socks5', host: '127.0.0.1', port: 9050, user: '', password: '', bypass: '' } }],
    ['--ping-interval 5 --ping-timeout 12 ws://h', 'ws://h', { heartbeat: { enabled: true, intervalMs: 5_000, timeoutMs: 7_000, misses: 1 } }],
    ['--autoreconnect-delay-millis 250 - autoreconnect:ws://h', 'ws://h', { reconnect: { enabled: true, baseMs: 250, factor: 1, jitter: 'none' } }],
    ['--ws-c-uri=ws://localhost/x - ws-c:unix:/run/s', 'ws+unix:/run/s:/x', {}],
  ])('%s', (flags, url, options) => {
    expect(only(`websocat ${flags}`)).toMatchObject({ format: 'websocat', url, options, left: [] })
  })

  it('says what it leaves, and why a server is nothing to connect to', () => {
    expect(only('websocat -t -E -k --max-messages 3 tcp:1.2.3.4:5 ws://h').left).toHaveLength(5)
    expect(refusal('websocat -s 1234')).toMatch(/^exchange-invalid: .*a server/)
    expect(refusal('websocat -t ws-l:127.0.0.1:8080 mirror:')).toMatch(/^exchange-invalid: .*a server/)
  })
})

describe('wsrepl', () => {
  it.each<[string, Overrides]>([
    ['-H "X-A: 1" -b a=1 -O o -A agent', { request: { headers: [row('X-A', '1'), row('User-Agent', 'agent')], cookies: [row('a', '1', true)], origin: 'o' } }],
    ['--no-native-ping --hide-ping-pong -r 2', { heartbeat: { enabled: false, logged: false }, reconnect: { enabled: true, baseMs: 2_000, factor: 1, jitter: 'none' } }],
    ["--ping-0x1-payload '{\"ping\":1}' --ping-0x1-interval 9 --pong-0x1-payload '{\"pong\":1}' --hide-0x1-ping-pong", { appPing: { enabled: true, message: '{"ping":1}', answer: '^\\{"pong":1\\}$', intervalMs: 9_000, logged: false } }],
    ['-p 127.0.0.1:8080', { proxy: { kind: 'http', host: '127.0.0.1', port: 8080, user: '', password: '', bypass: '' } }],
  ])('%s', (flags, options) => {
    expect(only(`wsrepl -u wss://h/x ${flags}`)).toMatchObject({ format: 'wsrepl', url: 'wss://h/x', options, left: [] })
  })

  it('says what it leaves', () => {
    expect(only('wsrepl wss://h -I start.txt -P plugin.py -k -F h.txt').left).toHaveLength(4)
  })
})

it('takes several lines at once, and says which of them it does not know', () => {
  const found = readExchange('# two of them\n$ curl wss://a/\necho hi | websocat wss://b/ ; ls\n% wscat -c ws://c')
  expect(found.connections.map(({ url }) => url)).toEqual(['wss://a/', 'wss://b/', 'ws://c'])
  expect(found.left.join()).toContain('“echo”')
  expect(found.left.join()).toContain('“ls”')
})

it('takes both requests of a curl line with --next', () => {
  expect(readExchange('curl wss://a/ -u x:y --next wss://b/').connections.map(({ url, options }) => [url, options.auth?.kind])).toEqual([['wss://a/', 'basic'], ['wss://b/', undefined]])
})
