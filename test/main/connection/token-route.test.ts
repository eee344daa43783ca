import { X509Certificate } from 'node:crypto'
import { describe, expect, it, onTestFinished } from 'vitest'
import { tokenRoute } from '../../../main/connection/token-route'
import { systemClock } from '../../../main/lib/clock'
import { Tokens } from '../../../main/prepare/tokens'
import { newAuthority } from '../../support/authority'
import { backTo, resources } from '../../support/leaks'
import { causeOf, dialPlanOf, linesOf, preparationOf } from '../../support/prepared'
import type { PlanAbout } from '../../support/plan'
import { connectProxy, socksProxy } from '../../support/proxies'
import { rawServer, requestOf } from '../../support/raw-server'
import { json, tokenServer } from '../../support/token-server'
import { until } from '../../support/until'

const authority = newAuthority()
const certificate = authority?.issue()

async function endpoint(secure = false) {
  const server = await tokenServer((response) => json(response, { access_token: 'at-1', token_type: 'Bearer' }), secure && certificate ? { key: certificate.key, cert: certificate.cert } : null)
  onTestFinished(() => server.close())
  return server
}

const about = (tokenUrl: string, more: PlanAbout): PlanAbout => ({
  url: 'ws://h/', auth: { kind: 'oauth2', grant: 'client-credentials', tokenUrl, clientId: 'me', clientSecret: '', refreshToken: '', scope: '', audience: '', clientAuth: 'body' }, ...more,
})
const around = () => ({ tokens: new Tokens(systemClock), reach: tokenRoute(systemClock) })
const asked = (tokenUrl: string, more: PlanAbout = {}) => dialPlanOf(about(tokenUrl, more), around())

describe('the way to a token endpoint', () => {
  it('is straight where the profile has no proxy, and leaves nothing open', async () => {
    const server = await endpoint()
    expect(linesOf(await asked(server.url))).toEqual(['Authorization: Bearer at-1'])
    await until(() => server.open() === 0)
  })

  it.each([['http', connectProxy], ['socks5', socksProxy]] as const)('goes by the profile’s %s proxy', async (kind, newProxy) => {
    const [server, proxy] = [await endpoint(), await newProxy()]
    expect(linesOf(await asked(server.url, { proxy: { kind, host: '127.0.0.1', port: proxy.port, bypass: '' } }))).toEqual(['Authorization: Bearer at-1'])
    expect(proxy.asked).toEqual([new URL(server.url).host])
  })

  it('passes the proxy by for what is on its bypass list', async () => {
    const [server, proxy] = [await endpoint(), await connectProxy()]
    await asked(server.url, { proxy: { kind: 'http', host: '127.0.0.1', port: proxy.port, bypass: '127.0.0.1' } })
    expect(proxy.asked).toEqual([])
  })

  it('says what is wrong on the way', async () => {
    const [server, proxy] = [await endpoint(), await connectProxy({ user: 'u', password: 'p' })]
    expect(await causeOf(asked(server.url, { proxy: { kind: 'http', host: '127.0.0.1', port: proxy.port, bypass: '' } }))).toMatchObject({
      phase: 'auth', kind: 'oauth-unreachable', reason: 'Proxy asks for other credentials',
    })
    expect(server.asked).toEqual([])
  })

  it.skipIf(certificate === undefined)('trusts whom the profile trusts, and nobody else', async () => {
    const server = await endpoint(true)
    const fingerprint = new X509Certificate(certificate?.cert ?? '').fingerprint256
    const other = fingerprint.replace(/^../, (pair) => (pair === '00' ? '01' : '00'))
    expect(await causeOf(asked(server.url))).toMatchObject({ phase: 'auth', kind: 'oauth-unreachable', reason: 'Certificate from an unknown authority' })
    expect(server.asked).toEqual([])
    await asked(server.url, { tls: { accepted: [fingerprint] } })
    await asked(server.url, { tls: { ca: { file: '', text: authority?.cert ?? '' } } })
    await asked(server.url, { tls: { pins: [fingerprint] } })
    expect(server.asked).toHaveLength(3)
    const ca = { file: '', text: authority?.cert ?? '' }
    // A pin is for the profile's own server.
    await asked(server.url, { tls: { ca, pins: [other] } })
    expect(await causeOf(asked(server.url, { url: 'wss://127.0.0.1/', tls: { ca, pins: [other] } }))).toMatchObject({ kind: 'oauth-unreachable', reason: 'Certificate is not the pinned one' })
  })

  it('is given up with the attempt', async () => {
    const proxy = await rawServer(async (socket) => {
      await requestOf(socket)
    })
    const abort = new AbortController()
    const preparation = preparationOf(about('http://127.0.0.1:1/token', { proxy: { kind: 'http', host: '127.0.0.1', port: proxy.port, bypass: '' } }), around())
    const before = resources()
    const plan = preparation.dialPlan(abort.signal, { asking: () => setImmediate(() => abort.abort()) })
    await expect(plan).rejects.toMatchObject({ name: 'AbortError' })
    await backTo(before, 2_000)
  })
})
