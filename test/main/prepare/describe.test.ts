import { expect, onTestFinished, test } from 'vitest'
import { routeWords } from '../../../main/prepare/describe'
import { followLanguage } from '../../../shared/words/words'
import { newPlan, type PlanAbout } from '../../support/plan'
import { causeOf, dialPlanOf, type Around } from '../../support/prepared'

const words = async (about: PlanAbout, around: Around = {}) => routeWords(newPlan('p1', about), await dialPlanOf(about, around, { preview: true }))

test.each<[PlanAbout, string[]]>([
  [{ url: 'ws://h/p?q' }, ['TCP to h:80']],
  [{ url: 'ws+unix:/tmp/s:/p' }, ['Unix socket /tmp/s']],
  [{ url: 'wss://h:8443/' }, ['TCP to h:8443', 'TLS 1.2–1.3, server name h']],
  [{ url: 'ws://h/', network: { family: 'ipv6', localAddress: '::1' } }, ['TCP to h:80, IPv6 only, from ::1']],
  [
    { url: 'wss://h/', proxy: { kind: 'http', host: 'p', port: 3128, user: 'u', password: 'sec_1' }, tls: { serverName: 'x', minVersion: 'TLSv1.3', pins: ['AA'] } },
    ['TCP to h:443 by way of http://p:3128, with credentials', 'TLS 1.3, server name x, pinned'],
  ],
  [{ url: 'ws://h/', auth: { kind: 'oauth2', grant: 'client-credentials', tokenUrl: 'https://id.example/t?x=1', clientId: 'c', clientSecret: 'sec_1', refreshToken: '', scope: '', audience: '', clientAuth: 'body' } }, ['OAuth token from id.example', 'TCP to h:80']],
])('%j is told as %j', async (about, lines) => {
  expect(await words(about, { secrets: { sec_1: 'hush' } })).toEqual(lines)
})

test('the system’s proxy is told as the system says', async () => {
  expect(await words({ url: 'ws://h/', proxy: { kind: 'system' } }, { systemProxy: () => Promise.resolve('SOCKS5 s:1080') })).toEqual(['TCP to h:80 by way of socks5://s:1080'])
})

test('a proxy that can’t be told is a fault', async () => {
  expect(await causeOf(words({ url: 'ws://h/', proxy: { kind: 'http', host: '' } }))).toMatchObject({ kind: 'bad-proxy-settings' })
})

test('the way and a fault on it are told in Chinese', async () => {
  onTestFinished(() => followLanguage(() => 'en'))
  followLanguage(() => 'zh-CN')
  const proxy = { kind: 'http', host: 'p', port: 3128, user: 'u' } as const
  expect(await words({ url: 'wss://h/', proxy, network: { family: 'ipv6' } })).toEqual(['TCP 到 h:443，经由 http://p:3128，附带凭据，仅 IPv6', 'TLS 1.2–1.3，服务器名称 h'])
  expect(await causeOf(words({ url: 'ws://h/', proxy: { kind: 'http', host: '' } }).then(() => undefined))).toMatchObject({ reason: '请输入代理的主机' })
  expect(await causeOf(words({ url: 'ws://{{host}}/' }))).toMatchObject({ kind: 'unknown-variable', reason: 'URL 中的 {{host}}' })
})
