import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { limits } from '../../shared/limits'
import { idSchema } from '../../shared/check'
import { defaultOptions, type Options } from '../../shared/options'
import { bookSchema, folderSchema, newFolder, newProfile, profileSchema, type Profile } from '../../shared/profile'

const good = newProfile('p1', { url: 'ws://127.0.0.1:7625/echo' })
const words = (value: unknown) => (v.safeParse(profileSchema, value).issues ?? []).map((issue) => issue.message)
const { heartbeat, queue } = defaultOptions
const withOptions = (options: Partial<Record<keyof Options, unknown>>) => ({ ...good, options })
const row = { name: 'a', value: '', enabled: true, secret: false }

describe('a profile', () => {
  it('is valid with every default, once it has a URL', () => {
    expect(v.parse(profileSchema, good)).toEqual(good)
    expect(words(newProfile('p1'))).toEqual(['Enter a URL, such as ws://127.0.0.1:7625/echo'])
  })

  it('finds a half-open peer within 15 s by default, and holds no more than the default queue', () => {
    expect(Math.max(heartbeat.intervalMs, heartbeat.timeoutMs) * heartbeat.misses + heartbeat.intervalMs).toBeLessThanOrEqual(15_000)
    expect(queue).toEqual({ messages: 256, bytes: 8 * 1024 * 1024, overflow: 'refuse', whileDown: 'refuse' })
  })

  it('loses the blanks around its name, URL and tags', () => {
    const parsed = v.parse(profileSchema, { ...good, name: ' Trader ', url: ` ${good.url}\n`, tags: [' eu '] })
    expect(parsed).toMatchObject({ name: 'Trader', url: good.url, tags: ['eu'] })
  })

  it.each<[string, Partial<Record<keyof Profile, unknown>>, string]>([
    ['no name', { name: ' ' }, 'Enter a name'],
    ['a long name', { name: 'x'.repeat(121) }, 'A name has at most 120 characters'],
    ['an http URL', { url: 'http://a' }, 'Use ws:// in place of http://'],
    ['a long URL', { url: `ws://a/${'x'.repeat(limits.urlLength)}` }, 'This URL is too long'],
    ['a strange id', { id: '../x' }, 'This is not an id'],
    ['many tags', { tags: Array.from({ length: 21 }, () => 'x') }, 'At most 20 tags'],
    ['a long tag', { tags: ['x'.repeat(41)] }, 'A tag has at most 40 characters'],
  ])('is refused with %s, in words', (_what, change, said) => {
    expect(words({ ...good, ...change })).toContain(said)
  })

  it.each<[string, Partial<Record<keyof Options, unknown>>, string]>([
    ['a bad subprotocol', { request: { protocols: [{ name: 'a b', enabled: true }] } }, '“a b” can\'t be a subprotocol: no spaces, commas or slashes'],
    ['many subprotocols', { request: { protocols: Array.from({ length: 33 }, (_, i) => ({ name: `p${i}`, enabled: true })) } }, 'At most 32 subprotocols'],
    ['a bad header name', { request: { headers: [{ ...row, name: 'a b' }] } }, '“a b” can\'t be a header name: use letters, digits and dashes'],
    ['a bad header value', { request: { headers: [{ ...row, value: 'x\ny', enabled: false }] } }, 'A header value has no line breaks or control characters'],
    ['many headers', { request: { headers: Array.from({ length: 101 }, () => row) } }, 'At most 100 headers'],
    ['a secret in plain text', { request: { headers: [{ ...row, value: 'hunter2', secret: true }] } }, 'This is not a reference to a secret'],
    ['a password in plain text', { auth: { kind: 'basic', user: 'bob', password: 'hunter2' } }, 'This is not a reference to a secret'],
    ['a cookie that would be two', { request: { cookies: [{ ...row, value: 'a; b=c' }] } }, 'A cookie value has no semicolon'],
    ['a query parameter without a name', { request: { query: [{ ...row, name: '' }] } }, 'A query parameter needs a name'],
    ['half a fingerprint', { tls: { pins: ['AB:CD'] } }, 'A SHA-256 fingerprint has 32 pairs of hex digits, with colons'],
    ['a short deadline', { limits: { deadlineMs: 99 } }, 'Handshake deadline: at least 100'],
    ['a long deadline', { limits: { deadlineMs: 300_001 } }, 'Handshake deadline: at most 300000'],
    ['half a millisecond', { limits: { closeTimeoutMs: 100.5 } }, 'Close timeout: enter a whole number'],
    ['text for a number', { limits: { receiveBytes: '16' } }, 'Largest message: enter a number'],
    ['no number', { limits: { receiveBytes: Number.NaN } }, 'Largest message: enter a number'],
    ['a huge message', { limits: { receiveBytes: limits.receiveBytesMax + 1 } }, `Largest message: at most ${limits.receiveBytesMax}`],
    ['a fast ping', { heartbeat: { intervalMs: 99 } }, 'Ping interval: at least 100'],
    ['a short pong timeout', { heartbeat: { timeoutMs: 49 } }, 'Pong timeout: at least 50'],
    ['no misses', { heartbeat: { misses: 0 } }, 'Missed pongs: at least 1'],
    ['an empty queue', { queue: { messages: 0 } }, 'Queue length: at least 1'],
    ['an endless queue', { queue: { messages: Infinity } }, 'Queue length: enter a whole number'],
    ['a tiny queue', { queue: { bytes: 1_023 } }, 'Queue size: at least 1024'],
    ['a hasty retry', { reconnect: { baseMs: 9 } }, 'First retry: at least 10'],
    ['no attempts', { reconnect: { attempts: 0 } }, 'Attempts: at least 1'],
    ['a shrinking delay', { reconnect: { factor: 0.5 } }, 'Factor: at least 1'],
    ['a strange close code', { reconnect: { rules: [{ when: { kind: 'close-code', codes: '1-5' }, retry: true, afterMs: 0 }] } }, 'Enter a close code such as 1011, or a range such as 4000-4099'],
  ])('is refused with %s, in words', (_what, options, said) => {
    expect(words(withOptions(options))).toContain(said)
  })

  it('takes templates wherever text goes, and says nothing of what they will stand for', () => {
    const request = { headers: [{ ...row, name: 'X-{{name}}', value: '{{value}}' }], protocols: [{ name: '{{protocol}}', enabled: true }], origin: '{{origin}}' }
    expect(words({ ...withOptions({ request, auth: { kind: 'bearer', token: '{{token}}' } }), url: 'wss://{{host}}:{{port}}/{{path}}' })).toEqual([])
    expect(words({ ...good, url: '{{url}}' })).toEqual([])
    expect(words({ ...good, url: '127.0.0.1/{{path}}' })).toContain('Start the URL with ws:// or wss://')
  })

  it.each<[string, unknown]>([
    ['an unknown colour', { ...good, color: 'puce' }],
    ['an unknown overflow policy', withOptions({ queue: { overflow: 'wait' } })],
    ['an unknown group', { ...good, options: { script: {} } }],
    ['an unknown option', withOptions({ queue: { surprise: 1 } })],
    ['a field too many', { ...good, script: 'x' }],
    ['a header field too many', withOptions({ request: { headers: [{ ...row, x: 1 }] } })],
    ['nothing', null],
    ['a list', [good]],
  ])('is refused with %s', (_what, value) => {
    expect(v.is(profileSchema, value)).toBe(false)
  })

  it.each(Object.keys(good))('is refused without its %s', (key) => {
    const { [key as keyof Profile]: _gone, ...rest } = good
    expect(v.is(profileSchema, rest)).toBe(false)
  })

  it('is not led astray by a prototype in its JSON', () => {
    const hostile: unknown = JSON.parse(`{"__proto__":{"polluted":true},${JSON.stringify(good).slice(1)}`)
    expect(v.is(profileSchema, hostile)).toBe(false)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })
})

describe('a book', () => {
  const folder = newFolder('f1', { name: 'Markets' })

  it('holds folders and profiles in their order', () => {
    const book = { folders: [folder, { ...folder, id: 'f0' }], profiles: [good, { ...good, id: 'p0' }] }
    expect(v.parse(bookSchema, book)).toEqual(book)
  })

  it('has bounds that are told in words', () => {
    const folders = Array.from({ length: limits.folders + 1 }, () => folder)
    expect(v.safeParse(bookSchema, { folders, profiles: [] }).issues?.[0].message).toBe('At most 1000 folders')
    expect(v.safeParse(folderSchema, { ...folder, name: '' }).issues?.[0].message).toBe('Enter a name')
  })

  it('has ids that can be no path, markup or key of a prototype chain with dots', () => {
    for (const id of ['a', 'A-z_09', 'x'.repeat(64)]) expect(v.is(idSchema, id)).toBe(true)
    for (const id of ['', 'a b', 'a/b', 'a.b', '<b>', 'x'.repeat(65), 'é', 7]) expect(v.is(idSchema, id)).toBe(false)
  })
})
