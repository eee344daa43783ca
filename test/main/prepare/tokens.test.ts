import { setMaxListeners } from 'node:events'
import { expect, test } from 'vitest'
import { cause, Fault } from '../../../main/lib/fault'
import type { Token, TokenRequest } from '../../../main/prepare/oauth'
import { Tokens } from '../../../main/prepare/tokens'
import { until } from '../../support/until'

const request: TokenRequest = {
  grant: 'client-credentials', tokenUrl: 'https://h/', clientId: 'c', clientSecret: 's', refreshToken: 'rt-1', scope: '', audience: '', clientAuth: 'body',
  tls: { ca: null, certificate: null, key: null, pfx: null, passphrase: '', minVersion: null, maxVersion: null },
}
const never = new AbortController().signal
// A thousand wait under this one.
setMaxListeners(0, never)

/** A source over an endpoint whose answers the test gives by hand, and over a clock it sets. */
function source() {
  const clock = { at: 0, now: () => clock.at }
  const flights: { request: TokenRequest; signal: AbortSignal; land: (token: Partial<Token>) => void; fail: (error: Error) => void }[] = []
  const tokens = new Tokens(
    clock,
    (asked, signal) =>
      new Promise((resolve, reject) => {
        flights.push({ request: asked, signal, land: (token) => resolve({ accessToken: `at-${flights.length}`, lifetimeMs: 600_000, refreshToken: null, ...token }), fail: reject })
      }),
  )
  return { tokens, clock, flights }
}

test('a thousand who ask at once cost one request', async () => {
  const { tokens, flights } = source()
  const all = Promise.all(Array.from({ length: 1_000 }, () => tokens.token(request, never)))
  flights[0]?.land({})
  expect(new Set(await all)).toEqual(new Set(['at-1']))
  expect(await tokens.token({ ...request, tls: { ...request.tls } }, never)).toBe('at-1')
  expect(flights).toHaveLength(1)
})

test.each<[lifetimeMs: number | null, renewAt: number]>([
  [600_000, 570_000],
  [100_000, 90_000],
  [null, 270_000],
  [0, 0],
])('a token of %s ms is renewed after %s ms, before it ends', async (lifetimeMs, renewAt) => {
  const { tokens, flights, clock } = source()
  const first = tokens.token(request, never)
  flights[0]?.land({ lifetimeMs })
  await first
  clock.at = renewAt - 1
  if (renewAt > 0) await tokens.token(request, never)
  expect(flights).toHaveLength(1)
  clock.at = renewAt
  const second = tokens.token(request, never)
  expect(flights).toHaveLength(2)
  flights[1]?.land({})
  expect(await second).toBe('at-2')
})

test.each<Partial<TokenRequest>>([
  { grant: 'refresh-token' }, { tokenUrl: 'https://other/' }, { clientId: 'x' }, { clientSecret: 'x' }, { refreshToken: 'x' }, { scope: 'x' }, { audience: 'x' }, { clientAuth: 'header' },
  { tls: { ...request.tls, ca: 'x' } }, { tls: { ...request.tls, pfx: Buffer.from('x') } }, { tls: { ...request.tls, passphrase: 'x' } },
])('a request that differs in %j has a token of its own', (about) => {
  const { tokens, flights } = source()
  void tokens.token(request, never)
  void tokens.token({ ...request, ...about }, never)
  expect(flights).toHaveLength(2)
})

test('one who gives up leaves the others waiting; with the last the request ends', async () => {
  const { tokens, flights } = source()
  const controllers = [new AbortController(), new AbortController(), new AbortController()]
  const waits = controllers.map(({ signal }) => tokens.token(request, signal).catch((error: unknown) => (error as Error).name))
  controllers[0]?.abort()
  controllers[1]?.abort()
  expect(await Promise.all(waits.slice(0, 2))).toEqual(['AbortError', 'AbortError'])
  expect(flights[0]?.signal.aborted).toBe(false)
  controllers[2]?.abort()
  await waits[2]
  await until(() => flights[0]?.signal.aborted)
  void tokens.token(request, never)
  expect(flights).toHaveLength(2)
})

test('a failure reaches all who wait, and the next one tries again', async () => {
  const { tokens, flights } = source()
  const both = [tokens.token(request, never), tokens.token(request, never)]
  flights[0]?.fail(new Fault(cause('auth', 'oauth-unreachable')))
  for (const one of both) await expect(one).rejects.toMatchObject({ why: { kind: 'oauth-unreachable' } })
  void tokens.token(request, never)
  expect(flights).toHaveLength(2)
})

test('a refused token is given up, unless a newer one has come meanwhile', async () => {
  const { tokens, flights } = source()
  const first = tokens.token(request, never)
  flights[0]?.land({})
  tokens.refused(await first)
  const second = tokens.token(request, never)
  flights[1]?.land({})
  tokens.refused(await first)
  expect(await second).toBe('at-2')
  expect(await tokens.token(request, never)).toBe('at-2')
  expect(flights).toHaveLength(2)
})

test('a new refresh token is used from then on, and told once; one that is refused gives way to the profile’s', async () => {
  const { tokens, flights, clock } = source()
  const told: string[] = []
  const ask = () => tokens.token({ ...request, grant: 'refresh-token' }, never, (token) => told.push(token))
  const first = ask()
  flights[0]?.land({ refreshToken: 'rt-2' })
  await first
  clock.at = 600_000
  const second = ask()
  expect(flights[1]?.request.refreshToken).toBe('rt-2')
  flights[1]?.fail(new Fault(cause('auth', 'oauth-refused', { reason: 'invalid_grant' })))
  await expect(second).rejects.toBeInstanceOf(Fault)
  void ask()
  expect(flights[2]?.request.refreshToken).toBe('rt-1')
  expect(told).toEqual(['rt-2'])
})

test('a profile whose refresh token was replaced by the new one goes on with the same token', async () => {
  const { tokens, flights } = source()
  const first = tokens.token({ ...request, grant: 'refresh-token' }, never)
  flights[0]?.land({ refreshToken: 'rt-2' })
  await first
  expect(await tokens.token({ ...request, grant: 'refresh-token', refreshToken: 'rt-2' }, never)).toBe('at-1')
  expect(flights).toHaveLength(1)
})

test('one who has given up already asks for nothing', async () => {
  const { tokens, flights } = source()
  await expect(tokens.token(request, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' })
  expect(flights).toHaveLength(0)
})
