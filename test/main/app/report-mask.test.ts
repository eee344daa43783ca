import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Mask } from '../../../main/app/report-mask'

const mask = (about: Partial<ConstructorParameters<typeof Mask>[0]> = {}) =>
  new Mask({ secrets: [], veiled: (data) => data, hosts: [], home: '/home/ada', computer: 'lovelace', ...about })

describe('a text of a report', () => {
  it.each([
    ['an address', 'dialling wss://api.acme.example:8443/v1/room?token=abc failed', 'dialling wss://host-1:8443/… failed'],
    ['a user name and password', 'from (http://ada:secret@acme.example), again', 'from (http://host-1), again'],
    ['an IPv6 address', 'ws://[2001:db8::7]:80/x', 'ws://host-1:80/…'],
    ['loopback, which tells nothing', 'connect ECONNREFUSED 127.0.0.1:7625, ws://localhost:7625/echo and ws://[::1]:1', 'connect ECONNREFUSED 127.0.0.1:7625, ws://localhost:7625/… and ws://[::1]:1'],
    ['addresses by themselves', 'connect ETIMEDOUT 10.1.2.3:443 - Local (192.168.0.7:5000), fe80::1', 'connect ETIMEDOUT host-2:443 - Local (host-3:5000), host-1'],
    ['a name that nobody keeps', 'Error: getaddrinfo ENOTFOUND db.internal', 'Error: getaddrinfo ENOTFOUND host-1'],
    ['the names of a certificate', "Host: acme.example. is not in the cert's altnames: DNS:*.acme.example, DNS:b.example", "Host: host-1 is not in the cert's altnames: DNS:host-2, DNS:host-3"],
    ['a socket file', 'ws+unix:/run/user/1000/app.sock:/chat is gone', 'ws+unix:… is gone'],
    ['a link into the app', 'refused sockdeck://open?url=ws://a.example', 'refused sockdeck:…'],
    ['the own folder', "ENOENT: open '/home/ada/.config/Sockdeck/settings.json'", "ENOENT: open '~/.config/Sockdeck/settings.json'"],
    ['the computer', 'EACCES on LOVELACE and lovelace.local', 'EACCES on this-computer and lovelace.local'],
    ['our own code', 'at app://bundle/index.js:1:2 and file:///opt/Sockdeck/resources/app.asar/out/main/index.js', 'at app://bundle/index.js:1:2 and file:///opt/Sockdeck/resources/app.asar/out/main/index.js'],
    ['times and figures', '2026-11-22T07:03:57.123Z error 12:34:56 1.2.3 done', '2026-11-22T07:03:57.123Z error 12:34:56 1.2.3 done'],
    ['what has no shape', 'closed: \u202egnp.exe\u200b', 'closed: \\u{202e}gnp.exe\\u{200b}'],
  ])('says of %s what helps and no more', (_what, text, shown) => {
    expect(mask().text(text)).toBe(shown)
  })

  it('has one stand-in for a host, however it is written', () => {
    const one = mask({ hosts: ['acme.example'] })
    expect(one.text('wss://acme.example/ then Acme.Example. then acme.example:1 but not xacme.example')).toBe('wss://host-1/ then host-1. then host-1:1 but not xacme.example')
    expect(one.host('ACME.example')).toBe('host-1')
    expect(one.host('other.example')).toBe('host-2')
    expect(one.host('host-2')).toBe('host-2')
  })

  it('hides a Windows folder in both its spellings', () => {
    const windows = mask({ home: 'C:\\Users\\Ada' })
    expect(windows.text(String.raw`C:\Users\Ada\x and C:\\Users\\Ada\\y and file:///C:/Users/Ada/z`)).toBe(String.raw`~\x and ~\\y and file:///~/z`)
  })

  it('is made in time of words of hostile length', () => {
    const text = ['a', 'f', ':', 'a.', 'wss://'].map((piece) => piece.repeat(200_000)).join('\n')
    const begun = performance.now()
    mask().text(text)
    expect(performance.now() - begun).toBeLessThan(5_000)
  })

  it('asks the open sockets, too', () => {
    const veiled = (data: Uint8Array) => Buffer.from(Buffer.from(data).toString().replace('fetched-token', '*'))
    expect(mask({ veiled }).text('it was fetched-token')).toBe('it was *')
  })

  const secret = fc.string({ minLength: 8, maxLength: 40, unit: 'binary' }).map((text) => `${text.replaceAll(/\s/gu, '_')}canary`)
  const forms = [
    (text: string) => text,
    (text: string) => encodeURIComponent(Buffer.from(text).toString()),
    (text: string) => JSON.stringify(text).slice(1, -1),
    (text: string) => Buffer.from(text).toString('base64'),
    (text: string) => Buffer.from(text).toString('base64url'),
    (text: string) => text.replace(/\p{Cc}+/gu, ' '),
  ]

  it('holds no secret in any shape, among any others', () => {
    fc.assert(
      fc.property(fc.array(secret, { minLength: 1, maxLength: 20 }), fc.string(), fc.constantFrom(...forms), (secrets, around, form) => {
        const kept = secrets.map((text) => Buffer.from(text).toString())
        const one = mask({ secrets: kept })
        for (const text of kept) {
          const written = form(text)
          expect(one.text(`${around}${written}${around}`)).not.toContain(written)
          expect(one.secrets(`${around}${written}${around}`)).not.toContain(written)
        }
      }),
    )
  })

  it('holds none of as many as anybody keeps, in a time that a dialog can wait', () => {
    const secrets = Array.from({ length: 1_200 }, (_, i) => createHash('sha256').update(`${i}`).digest('hex'))
    const text = Array.from({ length: 10_000 }, (_, i) => `a line about ${secrets[i % secrets.length] ?? ''} and more`).join('\n')
    const begun = performance.now()
    expect(mask({ secrets }).text(text)).not.toMatch(/[0-9a-f]{64}/)
    expect(performance.now() - begun).toBeLessThan(10_000)
  })
})
