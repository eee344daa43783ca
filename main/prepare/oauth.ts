/** OAuth: asks a token endpoint for an access token: client credentials or a refresh token (RFC 6749 §4.4, §6). */
import * as oauth from 'oauth4webapi'
import type { Auth } from '../../shared/options'
import { t } from '../../shared/words/words'
import { cause, Fault } from '../lib/fault'
import { post, type PostAnswer, type Reach, type TokenTls } from './token-http'
import { shapesOf, veiled } from './veiled'

/** With every template filled and every secret in place. */
export interface TokenRequest extends Omit<Extract<Auth, { kind: 'oauth2' }>, 'kind'> {
  tls: TokenTls
  /** The profile's own way to the endpoint; straight if it is left out. */
  reach?: Reach
}

export interface Token {
  accessToken: string
  /** As the server says; null: it doesn't. */
  lifetimeMs: number | null
  /** In place of the one that was used; null: that one goes on. */
  refreshToken: string | null
}

/** Says in words why this URL can't be asked for a token, or null. */
export function tokenUrlProblem(text: string): string | null {
  if (text.trim() === '') return t('check.tokenUrl.missing')
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return t('check.tokenUrl.start')
  if (url.username !== '' || url.password !== '') return t('check.tokenUrl.credentials')
  return url.protocol === 'http:' && !isLoopback(url.hostname) ? t('check.tokenUrl.plain') : null
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

/** Rejects with a Fault (oauth-unreachable, oauth-refused, oauth-bad-answer) or an AbortError. */
export async function fetchToken(request: TokenRequest, signal: AbortSignal): Promise<Token> {
  const server: oauth.AuthorizationServer = { issuer: request.tokenUrl.trim(), token_endpoint: request.tokenUrl.trim() }
  const client: oauth.Client = { client_id: request.clientId }
  const answer = await ask(server, client, request, signal)
  try {
    const about = await oauth.processGenericTokenEndpointResponse(server, client, answer)
    if (about.token_type !== 'bearer') throw bad(t('main.dial.reason.notBearer'), answer.status)
    const { access_token: accessToken, expires_in: seconds, refresh_token: refreshToken = null } = about
    return { accessToken, lifetimeMs: seconds === undefined ? null : seconds * 1000, refreshToken }
  } catch (error) {
    throw faultOf(error, answer.status, request)
  }
}

function ask(server: oauth.AuthorizationServer, client: oauth.Client, request: TokenRequest, signal: AbortSignal): Promise<Response> {
  const { grant, clientSecret, refreshToken, scope, audience, clientAuth, tls, reach = null } = request
  const withSecret = clientAuth === 'header' ? oauth.ClientSecretBasic : oauth.ClientSecretPost
  const shown = clientSecret === '' ? oauth.None() : withSecret(clientSecret)
  const parameters = { ...(scope !== '' && { scope }), ...(audience !== '' && { audience }) }
  const options = {
    signal,
    // oxlint-disable-next-line typescript/no-deprecated -- deprecated to make one think: tokenUrlProblem has turned away all but loopback
    [oauth.allowInsecureRequests]: true,
    [oauth.customFetch]: async (url: string, { headers, body }: oauth.CustomFetchOptions<'POST', URLSearchParams>) =>
      asResponse(await post({ url, reach, headers, body: body.toString(), tls }, signal)),
  }
  return grant === 'client-credentials'
    ? oauth.clientCredentialsGrantRequest(server, client, shown, parameters, options)
    : oauth.refreshTokenGrantRequest(server, client, shown, refreshToken, { ...options, additionalParameters: parameters })
}

function asResponse({ status, contentType, body }: PostAnswer): Response {
  if (status >= 300 && status < 400) throw bad(t('main.dial.reason.redirects'), status)
  if (status < 200 || status > 599) throw bad(`HTTP ${status}`, status)
  return new Response(status === 204 || status === 205 ? null : withoutIdToken(body), { status, headers: { 'content-type': contentType } })
}

/** Who the user is, is not asked; and without the issuer's name an ID token can't be checked. */
function withoutIdToken(body: string): string {
  try {
    const found: unknown = JSON.parse(body)
    return typeof found === 'object' && found !== null && 'id_token' in found ? JSON.stringify({ ...found, id_token: undefined }) : body
  } catch {
    // What is no JSON is told so by the check of the answer.
    return body
  }
}


function bad(reason: string, httpStatus: number | null = null): Fault {
  return new Fault(cause('auth', 'oauth-bad-answer', { reason, httpStatus }))
}

/** The library's errors carry the whole answer: nothing of them is handed on but the code. */
function faultOf(error: unknown, status: number, { clientSecret, refreshToken }: TokenRequest): Fault {
  if (error instanceof Fault) return error
  const refused = (reason: string) => new Fault(cause('auth', 'oauth-refused', { reason, httpStatus: status }))
  if (error instanceof oauth.ResponseBodyError) return refused(veiled(errorCode(error.error), [clientSecret, refreshToken].flatMap(shapesOf)))
  if (status >= 400) return refused(`HTTP ${status}`)
  if (error instanceof oauth.UnsupportedOperationError) return bad(t('main.dial.reason.notBearer'), status)
  return bad(error instanceof oauth.OperationProcessingError ? answerWords(error.code) : t('main.dial.reason.notUnderstood'), status)
}

/** RFC 6749 §5.2 allows no more than this; a server may send anything. */
function errorCode(text: string): string {
  return /^[\x20-\x21\x23-\x5B\x5D-\x7E]{1,100}$/.test(text) ? text : t('main.dial.reason.noErrorCode')
}

function answerWords(code: string | undefined): string {
  if (code === 'OAUTH_RESPONSE_IS_NOT_JSON' || code === 'OAUTH_PARSE_ERROR') return t('main.dial.reason.notJson')
  if (code === 'OAUTH_INVALID_RESPONSE') return t('main.dial.reason.noToken')
  return t('main.dial.reason.notOauth')
}
