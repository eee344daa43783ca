import { expect, test } from 'vitest'
import type { Overrides } from '../../../shared/options'
import { causeOf, dialPlanOf, type Around } from '../../support/prepared'

const proxyFor = async (proxy: Overrides['proxy'], url = 'ws://example.com/', around: Around = {}) => (await dialPlanOf({ url, ...(proxy && { proxy }) }, around)).proxyFor(new URL(url))

test('an HTTP or SOCKS5 proxy comes with its credentials filled', async () => {
  const around = { values: { p: 'proxy.local' }, secrets: { sec_1: 'pw' } }
  const typed = { host: '{{p}}', port: 3128, user: 'u', password: 'sec_1' }
  expect(await proxyFor({ kind: 'http', ...typed }, undefined, around)).toEqual({ kind: 'http', host: 'proxy.local', port: 3128, user: 'u', password: 'pw' })
  expect(await proxyFor({ kind: 'socks5', ...typed }, undefined, around)).toEqual({ kind: 'socks5', host: 'proxy.local', port: 3128, user: 'u', password: 'pw' })
})

test('the proxy’s password is among the secrets, alone and as Basic', async () => {
  const dial = await dialPlanOf({ url: 'ws://h/', proxy: { kind: 'http', host: 'p', user: 'u', password: 'sec_1' } }, { secrets: { sec_1: 'pw' } })
  expect(dial.secrets).toEqual(expect.arrayContaining(['pw', Buffer.from('u:pw').toString('base64')]))
})

test.each([
  [{ kind: 'http', host: 'http://p/' } as const, 'p'],
  [{ kind: 'socks5', host: 'socks5h://p' } as const, 'p'],
  [{ kind: 'http', host: '[::1]' } as const, '::1'],
  [{ kind: 'http', host: 'fd00::1' } as const, 'fd00::1'],
])('%j is understood', async (proxy, host) => {
  expect(await proxyFor(proxy)).toMatchObject({ host })
})

test.each([
  [{ kind: 'http', host: '' } as const, 'Enter the proxy’s host'],
  [{ kind: 'http', host: 'https://p' } as const, 'A proxy that is spoken to in TLS (https://) is not supported: enter its plain HTTP port'],
  [{ kind: 'http', host: 'socks5://p' } as const, 'This is no HTTP proxy: socks5://'],
  [{ kind: 'socks5', host: 'http://p' } as const, 'This is no SOCKS5 proxy: http://'],
  [{ kind: 'http', host: 'p:3128' } as const, 'Enter the proxy’s port in its own field'],
  [{ kind: 'http', host: 'u:pw@p' } as const, 'Enter the proxy’s user name and password in their own fields'],
  [{ kind: 'http', host: 'a b' } as const, 'The proxy’s host is not valid'],
  [{ kind: 'http', host: 'p', bypass: 'x/y' } as const, '“x/y” in the bypass list is neither a host nor a network'],
])('%j is refused in words', async (proxy, reason) => {
  expect(await causeOf(proxyFor(proxy))).toMatchObject({ phase: 'prepare', kind: 'bad-proxy-settings', reason })
})

test('a host that is bypassed needs no proxy, not even a whole one', async () => {
  expect(await proxyFor({ kind: 'http', host: '' }, 'ws://127.0.0.1/')).toBeNull()
  expect(await proxyFor({ kind: 'http', host: 'p', bypass: '*.example.com' }, 'ws://a.example.com/')).toBeNull()
  expect(await proxyFor({ kind: 'http', host: 'p' }, 'ws+unix:/tmp/socket')).toBeNull()
})

test.each([
  ['DIRECT', null],
  ['', null],
  ['PROXY p:3128; DIRECT', { kind: 'http', host: 'p', port: 3128, user: '', password: '' }],
  ['proxy p:3128', { kind: 'http', host: 'p', port: 3128, user: '', password: '' }],
  ['SOCKS5 [::1]:1080', { kind: 'socks5', host: '::1', port: 1080, user: '', password: '' }],
  ['SOCKS p:1080;DIRECT', { kind: 'socks5', host: 'p', port: 1080, user: '', password: '' }],
  ['HTTPS secure:443; nonsense; PROXY p:1', { kind: 'http', host: 'p', port: 1, user: '', password: '' }],
  ['HTTPS secure:443; DIRECT', null],
])('the system’s %j is understood', async (words, expected) => {
  expect(await proxyFor({ kind: 'system' }, undefined, { systemProxy: () => Promise.resolve(words) })).toEqual(expected)
})

test('the system is asked for the host alone: no path, no query, no user', async () => {
  const asked: string[] = []
  const systemProxy = (url: string) => (asked.push(url), Promise.resolve('DIRECT'))
  const dial = await dialPlanOf({ url: 'wss://u:p@example.com:99/secret?token=1', proxy: { kind: 'system' } }, { systemProxy })
  await dial.proxyFor(new URL('wss://u:p@example.com:99/secret?token=1'))
  expect(asked).toEqual(['wss://example.com:99/'])
})

test('a system that names no usable proxy, or can’t say, is a fault and not a way around it', async () => {
  const only = { systemProxy: () => Promise.resolve('HTTPS p:443') }
  expect(await causeOf(proxyFor({ kind: 'system' }, undefined, only))).toMatchObject({ kind: 'bad-proxy-settings', reason: 'The system names no proxy of a kind that is supported (HTTP or SOCKS5)' })
  const broken = { systemProxy: () => Promise.reject(new Error('no')) }
  expect(await causeOf(proxyFor({ kind: 'system' }, undefined, broken))).toMatchObject({ kind: 'bad-proxy-settings', reason: 'The system’s proxy settings can’t be read' })
})
