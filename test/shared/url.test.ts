import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changeUrlSecrets, headerNameProblem, headerValueProblem, isSecretHeader, protocolsProblem, redactUrl, urlProblem, redactProtocol } from '../../shared/url'

it('masks a subprotocol that carries a token, and shows one that is a name', () => {
  for (const name of ['graphql-transport-ws', 'mqtt', 'v12.stomp', 'soap', 'signalr', 'design', 'author', 'monkey', '']) expect(redactProtocol(name)).toBe(name)
  for (const token of ['bearer.abc', 'access_token.abc', 'authToken.abc', 'x-api-key.abc', 'sig.abc', 'jwt-abc', 'x'.repeat(41)]) expect(redactProtocol(token)).toBe('***')
})

describe('a WebSocket URL', () => {
  it.each([
    'ws://127.0.0.1:7625/echo',
    'wss://example.com',
    'WSS://EXAMPLE.COM/path?x=1&y=%20',
    '  ws://localhost/  ',
    'ws://[::1]:80/',
    'ws://user:pass@example.com/',
    'ws://example.com/a%23b',
    'ws://müller.example/ü?q=✓',
    'ws://example.com:65535/',
  ])('can be dialled as %j', (text) => {
    expect(urlProblem(text)).toBeNull()
  })

  it.each([
    ['', 'Enter a URL'],
    ['   ', 'Enter a URL'],
    ['echo', 'ws:// or wss://'],
    ['127.0.0.1:7625/echo', 'ws:// or wss://'],
    ['localhost:7625', 'ws:// or wss://'],
    ['ftp://example.com', 'ws:// or wss://'],
    ['javascript:alert(1)', 'ws:// or wss://'],
    ['file:///etc/passwd', 'ws:// or wss://'],
    ['http://example.com', 'ws:// in place of http://'],
    ['https://example.com', 'wss:// in place of https://'],
    ['ws://', 'not a valid URL'],
    ['ws://example.com:70000', 'not a valid URL'],
    ['ws://exa mple.com', 'not a valid URL'],
    ['ws://[::1', 'not a valid URL'],
    ['ws://example.com/#top', '#fragment'],
    ['ws://example.com/#', '#fragment'],
  ])('is refused as %j in words that name the fault', (text, words) => {
    expect(urlProblem(text)).toContain(words)
  })

  it('is judged without an exception, whatever was typed', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl(), fc.string().map((rest) => `ws://${rest}`)), (text) => {
        const said = urlProblem(text)
        if (said === null) expect(['ws:', 'wss:']).toContain(new URL(text.trim()).protocol)
        else expect(said).not.toBe('')
      }),
    )
  })
})

describe('a header', () => {
  it.each(['X-Trace', 'Authorization', 'Origin', 'Cookie', 'Host', 'x', "!#$%&'*+-.^_`|~09"])('may be named %s', (name) => {
    expect(headerNameProblem(name)).toBeNull()
  })

  it.each([
    ['', 'needs a name'],
    ['X Trace', 'can\'t be a header name'],
    ['X:Trace', 'can\'t be a header name'],
    ['Ümlaut', 'can\'t be a header name'],
    ['a\r\nb', 'can\'t be a header name'],
    ['Sec-WebSocket-Protocol', 'subprotocols field'],
    ['Sec-WebSocket-Key', 'set by the handshake'],
    ['sec-websocket-version', 'set by the handshake'],
    ['SEC-WEBSOCKET-EXTENSIONS', 'set by the handshake'],
    ['Connection', 'set by the handshake'],
    ['Upgrade', 'set by the handshake'],
    ['Content-Length', 'set by the handshake'],
    ['Transfer-Encoding', 'set by the handshake'],
  ])('may not be named %j', (name, words) => {
    expect(headerNameProblem(name)).toContain(words)
  })

  it.each(['', 'Bearer abc.def', 'tab\there', 'caf\u00e9', '"quoted", and; more'])('may have the value %j', (value) => {
    expect(headerValueProblem(value)).toBeNull()
  })

  it.each(['a\nb', 'a\r\nX-Evil: 1', 'nul\0', 'bell\x07', 'del\x7f'])('may not have the value %j', (value) => {
    expect(headerValueProblem(value)).toContain('control characters')
  })

  it('names the character that does not fit in Latin-1, a pair of surrogates as one', () => {
    expect(headerValueProblem('price: 5 €')).toContain('“€”')
    expect(headerValueProblem('hi 😀')).toContain('“😀”')
  })
})

describe('subprotocols', () => {
  it('may be any tokens, each once', () => {
    expect(protocolsProblem([])).toBeNull()
    expect(protocolsProblem(['mqtt', 'graphql-transport-ws', 'v1.json'])).toBeNull()
    expect(protocolsProblem(['mqtt', 'MQTT'])).toBeNull()
  })

  it.each([[['']], [['a b']], [['a,b']], [['a/b']], [['ok', 'é']]])('may not be %j', (protocols) => {
    expect(protocolsProblem(protocols)).toContain('can\'t be a subprotocol')
  })

  it('may not be listed twice', () => {
    expect(protocolsProblem(['a', 'b', 'a'])).toBe('“a” is listed twice')
  })
})

/** Letters that no other part of the URL uses, so that finding the secret again is a leak and not chance. */
const secret = fc.string({ unit: fc.constantFrom(...Array.from('QZXJ%&=+ö€/?@:')), minLength: 3, maxLength: 24 }).filter((text) => /[QZXJ]/.test(text))
const secretName = fc.constantFrom('token', 'access_token', 'apiKey', 'api-key', 'SECRET', 'client_secret', 'sig', 'signature', 'password', 'passwd', 'auth', 'sessionid', 'credential', 'Aws-Credential')

const parts = fc.record({ user: secret, password: secret, name: secretName, value: secret, twice: fc.boolean() })

describe('a redacted URL', () => {
  it('holds no user name, password or secret-looking query value', () => {
    fc.assert(
      fc.property(parts, ({ user, password, name, value, twice }) => {
        const part = encodeURIComponent
        const query = twice ? `${name}=${part(value)}&a=1&${name}=${part(value)}` : `a=1&${name}=${part(value)}&b=2`
        const shown = redactUrl(`wss://${part(user)}:${part(password)}@host.example:8443/path?${query}`)
        for (const hidden of [user, password, value]) {
          expect(shown).not.toContain(hidden)
          expect(shown).not.toContain(part(hidden))
          expect(decodeURIComponent(shown)).not.toContain(hidden)
        }
        expect(shown).not.toMatch(/[QZXJ]/)
        expect(shown).toContain('host.example:8443/path')
        expect(shown).toContain('a=1')
      }),
    )
  })

  it('keeps what is no secret', () => {
    expect(redactUrl('ws://127.0.0.1:7625/room/lobby?size=10')).toBe('ws://127.0.0.1:7625/room/lobby?size=10')
    expect(redactUrl('wss://u:p@example.com/?token=abc')).toBe('wss://***:***@example.com/?token=***')
    expect(redactUrl('half typed')).toBe('half typed')
  })
})

describe('a secret header', () => {
  it.each(['Authorization', 'proxy-authorization', 'Cookie', 'Set-Cookie', 'X-Api-Key', 'X-Auth-Token', 'X-Session', 'Sec-WebSocket-Protocol'])('is %s', (name) => {
    expect(isSecretHeader(name)).toBe(true)
  })

  it.each(['Origin', 'User-Agent', 'Server', 'Date', 'X-Trace', 'Sec-WebSocket-Accept'])('is not %s', (name) => {
    expect(isSecretHeader(name)).toBe(false)
  })
})

describe('the secrets of a URL that is still a template', () => {
  it('are found in its text and masked', () => {
    expect(redactUrl('wss://bob:pw@{{host}}:{{port}}/?token=abc&x=1')).toBe('wss://***@{{host}}:{{port}}/?token=***&x=1')
    expect(redactUrl('{{base}}/x?api_key=abc')).toBe('{{base}}/x?api_key=***')
    expect(redactUrl('{{base}}/x?token={{token}}')).toBe('{{base}}/x?token={{token}}')
  })

  it('are each given to whoever changes them, and nothing else of it is', () => {
    const seen: string[] = []
    const change = (text: string) => changeUrlSecrets(text, (found) => (seen.push(found), 'S'))
    expect(change('wss://bob:pw@h/a@b?token=abc=&x=y&sig=1')).toBe('wss://S@h/a@b?token=S&x=y&sig=S')
    expect(seen).toEqual(['bob:pw', 'abc=', '1'])
    for (const text of ['ws://h/', 'ws+unix:/a@b.sock:/x', 'ws://h/?x', 'ws://h/?token=', '']) expect(change(text)).toBe(text)
  })
})

describe('a WebSocket URL with templates', () => {
  it.each(['ws://{{host}}/', '{{url}}', ' {{ base }}/path', 'ws://h:{{port}}/', 'ws+unix:/tmp/{{name}}.sock:/x'])('can be kept as %j', (text) => {
    expect(urlProblem(text)).toBeNull()
  })

  it.each([
    ['http://{{host}}/', 'ws:// in place of http://'],
    ['1{{host}}', 'ws:// or wss://'],
    ['\\{{url}}', 'ws:// or wss://'],
    ['ws+unix:relative', 'ws+unix:/path'],
  ])('is refused as %j', (text, words) => {
    expect(urlProblem(text)).toContain(words)
  })
})
