/** What is pasted may be anything, and made to harm. */
import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readExchange } from '../../../main/exchange/read'
import { reportOf } from '../../../main/exchange/report'
import { AppError } from '../../../shared/errors'
import type { Found } from '../../../shared/exchange'
import { limits } from '../../../shared/limits'
import { overridesSchema } from '../../../shared/options'
import { mapSecrets } from '../../../shared/secret-fields'
import { urlProblem } from '../../../shared/url'
import { followLanguage } from '../../../shared/words/words'

/** null: refused, in words. Anything that is thrown besides fails the test. */
function tried(text: string): Found | null {
  try {
    return readExchange(text)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    expect(['exchange-unknown', 'exchange-invalid', 'import-too-large']).toContain(error.code)
    return null
  }
}
function refusal(text: string): string {
  try {
    readExchange(text)
  } catch (error) {
    if (error instanceof AppError) return `${error.code}: ${error.message}`
    throw error
  }
  return 'taken'
}

it.each([
  ['', 'exchange-unknown: There is nothing in it'],
  ['  \uFEFF\n', 'exchange-unknown: There is nothing in it'],
  ['hello', 'exchange-unknown: Paste '],
  ['GET /chat HTTP/1.1\nHost: h', 'exchange-unknown: Paste '],
  ['<html><a href="ws://h/x">', 'exchange-unknown'],
  ['{"a":1}', 'exchange-unknown: Open '],
  ['[]', 'exchange-unknown'],
  ['{"a":', 'exchange-invalid: This looks like JSON'],
  ['{"app":"sockdeck","profiles":[]}', 'exchange-invalid: This is an export of Sockdeck itself: use Import'],
  ['{"name":"old","requests":[{}]}', 'exchange-invalid: This looks like a Postman collection v1'],
  ['asyncapi: 2.0.0\nservers: [', 'exchange-invalid: This looks like YAML but has a mistake at line 2'],
  ['asyncapi: 1.2.0', 'exchange-invalid'],
  ['Invoke-WebRequest -Uri "https://h"', 'exchange-invalid: This is code'],
  ['fetch("wss://h")', 'exchange-invalid: This is code'],
  ['curl', 'exchange-invalid'],
  ['curl ftp://h/x', 'exchange-invalid'],
  ['wscat -c "ws://exa mple"', 'exchange-invalid'],
])('refuses %j in words', (text, words) => {
  expect(refusal(text)).toContain(words)
})

describe('a list of URLs', () => {
  it('may have names, comments and numbers', () => {
    const found = readExchange('# mine\nws://a/x\nlive feed  wss://b/\n3. {{base}}/socket\nname,wss://c/d # prod\n- "wss://e"\n127.0.0.1:80\n// no\nws+unix:/run/s:/x')
    expect(found.connections.map(({ name, url }) => [name, url])).toEqual([
      ['a/x', 'ws://a/x'], ['live feed', 'wss://b/'], ['{{base}}/socket', '{{base}}/socket'], ['name', 'wss://c/d'], ['e', 'wss://e'], ['/run/s:/x', 'ws+unix:/run/s:/x'],
    ])
    expect(found.left).toEqual(['Line 7: no URL that begins with ws:// or wss://'])
  })
})

describe('what is too much', () => {
  it('is refused one byte beyond 10 MiB', () => {
    const url = 'ws://h/\n'
    expect(refusal(url.padEnd(limits.importBytes + 1, '#'))).toContain('import-too-large: This is larger than 10 MiB')
    expect(tried(url.padEnd(limits.importBytes, '#'))?.connections).toHaveLength(1)
    expect(refusal(url + 'é'.repeat(limits.importBytes / 2))).toContain('import-too-large')
  })

  it('is refused where it is nested without end', () => {
    expect(refusal('['.repeat(5_000_000))).toContain('nested deeper than 200')
    expect(refusal(`{"log":${'{"a":'.repeat(300)}1${'}'.repeat(301)}`)).toContain('nested deeper than 200')
    expect(refusal(`asyncapi: 2.0.0\na: ${'['.repeat(20_000)}`)).toContain('exchange-invalid')
    expect(refusal(`asyncapi: 2.0.0\na: ${'- '.repeat(20_000)}`)).toContain('exchange-invalid')
  })

  it('is refused where a little YAML stands for much', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x,x]', ...'bcdefghi'.split('').map((name, index) => `${name}: &${name} [${Array(10).fill(`*${'abcdefgh'[index] ?? ''}`).join()}]`)].join('\n')
    expect(refusal(`asyncapi: 2.0.0\n${bomb}`)).toContain('repeats itself too often')
    expect(refusal(`asyncapi: 2.0.0\n${'#'.repeat(512 * 1024)}`)).toContain('import-too-large: This YAML is larger than 512 KiB')
    expect(refusal('curl ws://h/\n'.repeat(20_500))).toContain('import-too-large: These command lines are longer than 256 KiB')
  })

  it.each([
    ['quotes', 'curl ' + '"'.repeat(1_000_001)],
    ['open quotes', "curl $'" + "\\'$'".repeat(200_000)],
    ['one word', 'curl ' + 'a'.repeat(8_000_000)],
    ['short flags', 'curl -' + 'q'.repeat(500_000) + ' ws://h'],
    ['lines', 'curl ws://h/\n'.repeat(12_000)],
    ['query', 'curl "ws://h/?' + 'token=x&'.repeat(100_000) + '"'],
    ['cookies', `curl ws://h -b "${'a=b;'.repeat(200_000)}"`],
    ['spaces', 'ws://h' + ' '.repeat(2_000_000) + 'x'],
    ['brackets', '{{a'.repeat(300_000) + '\nws://h'],
    ['prompts', '$ '.repeat(30_000) + 'curl'],
    ['runners', 'sudo '.repeat(13_000) + 'x'],
    ['YAML quotes', 'asyncapi: 2.0.0\n' + '"'.repeat(100_001)],
    ['asyncapi braces', JSON.stringify({ asyncapi: '2.0.0', servers: { a: { url: '{'.repeat(200_000), protocol: 'ws' } } })],
    ['insomnia braces', JSON.stringify({ _type: 'export', resources: [{ _type: 'websocket_request', url: 'ws://h', headers: [{ name: 'a', value: '{{ '.repeat(200_000) }] }] })],
  ])('costs little: %s', (_, text) => {
    const started = performance.now()
    tried(text)
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})

describe('what is hostile', () => {
  it('does not reach the prototype of anything', () => {
    const text = '{"_type":"export","__proto__":{"polluted":1},"resources":[{"_type":"websocket_request","url":"ws://h","__proto__":{"polluted":1},"headers":[{"name":"__proto__","value":"x"}],"authentication":{"__proto__":{"type":"basic"}}},{"_type":"environment","data":{"__proto__":{"polluted":1},"constructor":"x"}}]}'
    const found = readExchange(text)
    expect(found.connections[0]?.options).toEqual({ request: { headers: [{ name: '__proto__', value: 'x', enabled: true, secret: false }] } })
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    expect(tried('asyncapi: 2.0.0\nservers:\n  __proto__: { url: h, protocol: ws }\n  constructor: { url: i, protocol: ws }\n')?.connections.length).toBeGreaterThan(0)
    expect(({} as Record<string, unknown>).url).toBeUndefined()
    expect(tried('curl ws://h -H "constructor: x" --constructor --__proto__=1')?.connections[0]?.options.request?.headers).toHaveLength(1)
  })

  it('gets names on one line that read in one direction', () => {
    const name = '\u202Egnp.exe\u0000\n\u2066שלום'
    const found = readExchange(JSON.stringify({ info: {}, item: [{ name, request: { url: 'ws://h' } }] }))
    expect(found.connections[0]?.name).toBe('gnp.exe שלום')
  })

  it('never becomes a header, and says so', () => {
    const found = readExchange("curl ws://h -H $'X-A: 1\\r\\nX-Evil: 2' -H $'X-B: \\x01'")
    expect(found.connections[0]?.options).toEqual({})
    expect(found.connections[0]?.left).toHaveLength(2)
  })

  it('costs neither an exception nor a connection that can’t be saved, whatever it is', () => {
    const json = fc.json({ maxDepth: 5 })
    const word = fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), fc.constantFrom('ws://h', '-H', '-H=a: b', '-u', 'a:b', '--proxy', '-x', 'http://u:p@h:1', '--cert', '-b', 'a=1', '-m', '1e9', '-1', '--ping-interval', '0', '|', '$(x)', '"', "'", '\\'))
    const command = fc.tuple(fc.constantFrom('curl', 'wscat -c', 'websocat', 'wsrepl'), fc.array(word, { maxLength: 12 })).map(([tool, words]) => `${tool} ws://h ${words.join(' ')}`)
    const filled = (shape: (value: unknown) => object) => fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.stringify(shape(value)))
    const text = fc.oneof(
      json, command, fc.string({ unit: 'binary' }),
      fc.string().map((rest) => `asyncapi: 2.0.0\n${rest}`),
      filled((value) => ({ log: { entries: [{ request: value }, { _resourceType: 'websocket', request: { url: 'ws://h', headers: value, cookies: value } }] } })),
      filled((value) => ({ info: value, item: [{ name: value, request: { url: { raw: 'ws://h', query: value, variable: value }, header: value, auth: value } }], variable: value })),
      filled((value) => ({ _type: 'export', resources: [{ _type: 'websocket_request', name: value, url: 'ws://h', headers: value, parameters: value, authentication: value }, { _type: 'environment', data: value }] })),
      filled((value) => ({ asyncapi: '3.0.0', servers: { a: { host: 'h', protocol: 'ws', variables: value, security: value } }, channels: { x: value, y: { address: value, bindings: { ws: { query: value, headers: { properties: value } } } } } })),
    )
    fc.assert(
      fc.property(text, (pasted) => {
        const found = tried(pasted)
        for (const { name, url, options } of found?.connections ?? []) {
          expect(urlProblem(url)).toBeNull()
          expect(name.trim()).not.toBe('')
          expect(v.safeParse(overridesSchema, mapSecrets(options, () => 'sec_1')).issues).toBeUndefined()
        }
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('the report', () => {
  it('says in words what was found', () => {
    const text = 'curl wss://bob:x@h/a -H "A: 1" -H "B: 2" -b c=1 --cert c.pem -x socks5://p:1 -m 5 -L -4 --tlsv1.2 -H "Sec-WebSocket-Protocol: v1"'
    expect(reportOf(readExchange(text)).connections[0]?.summary).toEqual([
      '2 headers', '1 cookie', 'Subprotocol v1', 'Basic auth as bob', 'Client certificate c.pem', 'At least TLSv1.2', 'SOCKS5 proxy p:1', 'IPv4 only', 'Handshake deadline 5 s', 'Follows redirects',
    ])
  })

  const secret = 'Zq7-S3CRET'
  it.each([
    `curl wss://bob:${secret}@h/`,
    `curl 'wss://{{host}}/?token=${secret}&access_token=${secret}{{x}}'`,
    `curl ws://h -u ${secret}:`,
    `curl ws://h -u bob:${secret} --pass ${secret} --cert c:${secret} -x http://u:${secret}@p --oauth2-bearer ${secret}`,
    `curl ws://h -H 'Authorization: Bearer ${secret}' -H 'X-Api-Key: ${secret}' -H 'Cookie: a=${secret}' -b '${secret}' -d '${secret}' -H '${secret}: ü' `,
    `curl ws://h -H 'Authorization: Token ${secret}' -H 'Sec-WebSocket-Protocol: bearer.${secret}'`,
    `wscat -c ws://h --auth bob:${secret} --passphrase ${secret} -x ${secret}`,
    `websocat ws://h --basic-auth bob:${secret} --client-pkcs12-passwd ${secret} --unknown=${secret}`,
    JSON.stringify({ info: {}, item: [{ name: 'a', request: { url: `ws://h/?token=${secret}`, auth: { type: 'oauth2', oauth2: { accessToken: secret } } } }], variable: [{ key: 'password', value: secret }] }),
  ].map((text) => [text]))('holds no secret of %s', (text) => {
    // Without the one in a header's name, which is nobody's secret.
    expect(JSON.stringify(reportOf(readExchange(text))).replace(/Header “[^”]*”/g, '')).not.toContain(secret)
  })
})

it('says in Chinese what is found, what is left and why nothing is', () => {
  onTestFinished(() => followLanguage(() => 'en'))
  followLanguage(() => 'zh-CN')
  const { connections } = reportOf(readExchange("curl -k -d x -H 'X: 1' --socks5-hostname h:1080 -U me:pw --max-redirs 2 -L --frobnicate 'wss://h/a?b=1' wss://other/"))
  expect(connections[0]?.summary).toEqual(['1 个请求头', 'SOCKS5 代理 h:1080，用户 me', '跟随重定向，最多 2 次'])
  expect(connections[0]?.left).toEqual([
    '信任任意证书：Sockdeck 没有不安全开关。请先连接一次，查看证书，再为此连接接受它', '请求正文：握手没有正文', '--frobnicate：此参数在这里没有对应项', '除第一个以外的所有 URL',
  ])
  expect(refusal('')).toBe('exchange-unknown: 其中没有内容。请粘贴 curl、wscat、websocat 或 wsrepl 命令，ws:// URL 列表，或 HAR、Postman、Insomnia、AsyncAPI 文件')
  expect(refusal('{"a":')).toMatch(/^exchange-invalid: 这看起来是 JSON，但(?:第 1 行第 \d+ 列)?有错误：请重新导出或更正$/)
})
