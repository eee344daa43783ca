import { expect, it, onTestFinished } from 'vitest'
import { ReadTurn } from '../../main/connection/read-turn'
import { dialWith } from '../../main/connection/socket'
import { AttemptTrace } from '../../main/connection/trace'
import { systemClock } from '../../main/lib/clock'
import type { Preparation } from '../../main/prepare/preparation'
import { Tokens } from '../../main/prepare/tokens'
import { causeOf, preparationOf } from '../support/prepared'
import { rawServer, requestOf, switching } from '../support/raw-server'
import { json, tokenServer, type TokenAnswer } from '../support/token-server'

async function endpoint(reply: TokenAnswer) {
  const server = await tokenServer(reply)
  onTestFinished(() => server.close())
  return server
}

const prepared = (url: string, tokenUrl: string, deadlineMs = 5_000, follow = false) =>
  preparationOf(
    { url, limits: { deadlineMs }, redirects: { follow }, auth: { kind: 'oauth2', grant: 'client-credentials', tokenUrl, clientId: 'me', clientSecret: '', refreshToken: '', scope: '', audience: '', clientAuth: 'body' } },
    { tokens: new Tokens(systemClock) },
  )

async function dial(preparation: Preparation) {
  const trace = new AttemptTrace({ id: 1, connectionId: 'c1', name: 'test', attempt: 1, url: '', clock: systemClock })
  const socket = await dialWith(systemClock, new ReadTurn())(preparation, trace, new AbortController().signal)
  socket.terminate()
  await socket.ended
  return trace.record
}

const countingTokens = () => endpoint((response, _asked, count) => json(response, { access_token: `at-${count}`, token_type: 'Bearer', expires_in: 3600 }))
const refusal = (status: string, ...headers: string[]) => [`HTTP/1.1 ${status}`, ...headers, 'Content-Length: 0', '', ''].join('\r\n')
const bearer = (request: string) => /^authorization: (.*)\r$/im.exec(request)?.[1] ?? ''

it('a token that the server refuses with 401 is given up: the next attempt asks for another', async () => {
  const tokens = await countingTokens()
  const seen: string[] = []
  const server = await rawServer(async (socket) => {
    const request = await requestOf(socket)
    seen.push(bearer(request))
    socket.end(seen.length === 1 ? refusal('401 Unauthorized') : switching(request))
  })
  const preparation = prepared(server.url, tokens.url)
  expect(await causeOf(dial(preparation))).toMatchObject({ kind: 'http-status', httpStatus: 401 })
  const { steps, hops } = await dial(preparation)
  expect(seen).toEqual(['Bearer at-1', 'Bearer at-2'])
  expect(steps.map(({ phase }) => phase)).toContain('auth')
  expect(hops[0]?.requestHeaders).toContainEqual({ name: 'Authorization', value: 'Bearer ***' })
})

it('a 403 of it, or a 401 of a server elsewhere, says nothing about the token', async () => {
  const tokens = await countingTokens()
  const elsewhere = await rawServer(async (socket) => {
    await requestOf(socket)
    socket.end(refusal('401 Unauthorized'))
  })
  const seen: string[] = []
  const server = await rawServer(async (socket) => {
    seen.push(bearer(await requestOf(socket)))
    socket.end(seen.length === 1 ? refusal('403 Forbidden') : refusal('307 Temporary Redirect', `Location: ${elsewhere.url}/`))
  })
  const preparation = prepared(server.url, tokens.url, 5_000, true)
  for (const status of [403, 401, 401]) expect(await causeOf(dial(preparation))).toMatchObject({ httpStatus: status })
  expect(seen).toEqual(['Bearer at-1', 'Bearer at-1', 'Bearer at-1'])
})

it('a deadline at a token endpoint that hangs says so', async () => {
  const tokens = await endpoint(() => undefined)
  expect(await causeOf(dial(prepared('ws://127.0.0.1:1/', tokens.url, 200)))).toMatchObject({ phase: 'auth', kind: 'deadline' })
})
