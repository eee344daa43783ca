/** What a link may ask for: one WebSocket address, nothing of the person's own, and never a crash. */
import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { limits } from '../../shared/limits'
import { readLink, type LinkTarget } from '../../shared/opening'
import { newProfile, profileSchema } from '../../shared/profile'
import { urlProblem } from '../../shared/url'

const link = (fields: Record<string, string>) => `sockdeck://open?${new URLSearchParams(fields).toString()}`

function target(text: string): LinkTarget {
  const read = readLink(text)
  if (typeof read === 'string') throw new Error(read)
  return read
}

describe('a link that is understood', () => {
  it.each([
    ['sockdeck://open?url=wss%3A%2F%2Fexample.com%2Ffeed', { url: 'wss://example.com/feed', name: 'example.com/feed', protocol: '', secretsLeft: 0 }],
    ['sockdeck://open/?url=ws://localhost:7625/echo', { url: 'ws://localhost:7625/echo', name: 'localhost:7625/echo' }],
    ['SockDeck://Open?url=WSS://EXAMPLE.com', { url: 'wss://example.com/', name: 'example.com' }],
    [' sockdeck://open?url=wss://h\n', { url: 'wss://h/' }],
    [link({ url: 'wss://h/', name: '  Order book  ', subprotocol: 'graphql-transport-ws' }), { name: 'Order book', protocol: 'graphql-transport-ws' }],
    [link({ url: 'wss://h/?a=1&b=2' }), { url: 'wss://h/?a=1&b=2', name: 'h' }],
    [link({ url: 'wss://h/', name: ' ' }), { name: 'h' }],
    [link({ url: 'ws+unix:/run/app.sock:/chat' }), { url: 'ws+unix:/run/app.sock:/chat', name: '/run/app.sock:/chat' }],
    // What is shown is what is dialled: the Cyrillic а is seen, and so are backslashes and tabs that a parser turns or drops.
    [link({ url: 'wss://p\u0430ypal.com\\pay\t/me' }), { url: 'wss://xn--pypal-4ve.com/pay/me' }],
  ])('%s', (text, expected) => expect(target(text)).toMatchObject(expected))

  it('cuts a long name, and never through a character', () => {
    const { name } = target(link({ url: 'wss://h/', name: 'x'.repeat(limits.nameLength - 1) + '😀' }))
    expect(name).toBe('x'.repeat(limits.nameLength - 1))
  })
})

describe('logins and tokens', () => {
  it.each([
    ['a login', { url: 'wss://bob:canary@h/feed' }, 'wss://h/feed'],
    ['a user name alone', { url: 'wss://canary@h/' }, 'wss://h/'],
    ['a token in the query', { url: 'wss://h/?room=1&access_token=canary' }, 'wss://h/?room=1&access_token='],
    ['a token spelled with percents', { url: 'wss://h/?t%6Fken=canary' }, 'wss://h/?t%6Fken='],
    ['a token as subprotocol', { url: 'wss://h/', subprotocol: 'token-canary' }, 'wss://h/'],
  ])('%s is left out, and counted', (_what, fields, url) => {
    const read = target(link(fields))
    expect(read).toMatchObject({ url, protocol: '', secretsLeft: 1 })
    expect(JSON.stringify(read)).not.toContain('canary')
  })

  it('counts each', () => expect(target(link({ url: 'wss://a:b@h/?key=1&sig=2' })).secretsLeft).toBe(3))
})

describe('a link that is refused', () => {
  const foreign = 'Links for Sockdeck look like'
  it.each([
    ['', foreign],
    ['sockdeck://open', foreign],
    ['sockdeck://open?', 'The URL is empty'],
    ['sockdeck://open?url=', 'The URL is empty'],
    ['sockdeck:open?url=wss://h', foreign],
    ['sockdeck://send?url=wss://h', foreign],
    ['sockdeck://open/../send?url=wss://h', foreign],
    ['sockdeck://me@open?url=wss://h', foreign],
    ['sockdeck://open:80?url=wss://h', foreign],
    ['sockdeck://open?url=wss://h#x', foreign],
    ['https://example.com/?url=wss://h', foreign],
    ['file://server/share/a.sockdeck', foreign],
    [link({ url: 'wss://h', count: '5' }), 'more than url, name and subprotocol'],
    ['sockdeck://open?url=wss://h/?a=1&b=2', 'must be percent-encoded'],
    ['sockdeck://open?url=wss://h&__proto__=x', 'more than url'],
    ['sockdeck://open?url=wss://h&url=wss://i', 'one thing twice'],
    ['sockdeck://open?url=wss://h&name=&name=x', 'one thing twice'],
    [link({ url: 'https://h/' }), 'Use wss:// in place of https://'],
    [link({ url: 'javascript:alert(1)' }), 'ws://'],
    [link({ url: 'file:///etc/passwd' }), 'ws://'],
    [link({ url: 'wss://' }), 'not a valid URL'],
    [link({ url: 'wss://h/#part' }), '#'],
    [link({ url: 'wss://h/', subprotocol: 'a b' }), 'subprotocol'],
    [link({ url: 'wss://h/', subprotocol: '{{apiKey}}' }), 'subprotocol'],
    [link({ url: `wss://h/${'x'.repeat(limits.urlLength)}` }), 'too long'],
    [link({ url: `wss://h/?${'é'.repeat(limits.urlLength / 2)}` }), 'too long'],
    [`sockdeck://open?url=wss://h/${'%20'.repeat(limits.linkCharacters)}`, 'far too long'],
  ])('says what is wrong with it (%#)', (text, words) => {
    const read = readLink(text)
    if (typeof read !== 'string') throw new Error(`It was understood as ${read.url}`)
    expect(read.toLowerCase()).toContain(words.toLowerCase())
  })

  it.each(['wss://h/?q={{apiKey}}', 'wss://h/?q={\t{apiKey}}', '{{base}}/feed', 'wss://{{host}}/', 'ws+unix:/run/{{user}}.sock', 'wss://h/?q=\\{{a}}{{b}}'])(
    'a variable in the address is never filled in: %s',
    (url) => expect(readLink(link({ url }))).toBeTypeOf('string'),
  )
})

describe('any link', () => {
  const urls = fc.oneof(
    fc.webUrl({ withQueryParameters: true }).map((url) => url.replace(/^http/, 'ws')),
    fc.tuple(fc.constantFrom('wss://', 'ws://', 'ws+unix:/', 'http://', 'wss:\\\\', '{{a}}'), fc.string({ unit: 'binary' })).map((parts) => parts.join('')),
    fc.string({ unit: 'binary' }),
  )
  const field = fc.constantFrom('url', 'name', 'subprotocol', 'count', '__proto__')
  const links = fc.oneof(
    fc.array(fc.tuple(field, fc.oneof(urls, fc.string({ unit: 'binary' })))).map((fields) => `sockdeck://open?${new URLSearchParams(fields).toString()}`),
    fc.record({ url: urls, name: fc.string({ unit: 'binary' }) }).map(link),
    fc.string({ unit: 'binary' }).map((text) => `sockdeck://open?url=${text}`),
    fc.string({ unit: 'binary' }),
  )

  it('is refused in words, or is a WebSocket address without login, variable or fragment that a profile takes', () => {
    let understood = 0
    fc.assert(
      fc.property(links, (text) => {
        const read = readLink(text)
        if (typeof read === 'string') {
          expect(read).not.toBe('')
          return
        }
        understood += 1
        expect(read.url).toMatch(/^(wss?:\/\/[^/@?#]|ws\+unix:)/i)
        expect(read.url).not.toContain('{{')
        expect(urlProblem(read.url)).toBeNull()
        const profile = newProfile('p', { name: read.name, url: read.url, options: read.protocol === '' ? {} : { request: { protocols: [{ name: read.protocol, enabled: true }] } } })
        expect(v.safeParse(profileSchema, profile).issues).toBeUndefined()
      }),
      { numRuns: 2_000 },
    )
    expect(understood).toBeGreaterThan(100)
  })

  it('means the same when what is shown is made a link again', () => {
    fc.assert(
      fc.property(urls, (url) => {
        const read = readLink(link({ url }))
        if (typeof read !== 'string') expect(target(link({ url: read.url }))).toMatchObject({ url: read.url, secretsLeft: 0 })
      }),
    )
  })
})
