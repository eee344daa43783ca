/** Authorization: the header that shows the server who asks: typed credentials, those of the URL, or a token fetched for the dial. */
import type { Auth } from '../../shared/options'
import type { Plan } from '../../shared/plan'
import { isSecretId } from '../../shared/secret'
import { t } from '../../shared/words/words'
import type { Address } from './address'
import { basicHeader, bearerHeader, type Credentials } from './credentials'
import type { HeaderPair } from './dial-plan'
import type { Filler } from './filler'
import { tokenUrlProblem, type TokenRequest } from './oauth'
import type { Surroundings, WayAbout } from './surroundings'
import type { TokenSource } from './tokens'

type OAuth = Extract<Auth, { kind: 'oauth2' }>

export interface DialPlanOptions {
  /** Only to be looked at: no token is fetched, a word stands in its place. */
  preview?: boolean
  /** Hears that a token is needed, before it is asked for or taken from those that are kept. */
  asking?: () => void
}

export interface AuthorizationOptions {
  plan: Plan
  /** null: OAuth. */
  credentials: Credentials | null
  address: Address
  way: WayAbout
  options: DialPlanOptions
  surroundings: Surroundings
  tokens: TokenSource
}

export interface Authorization {
  header: HeaderPair | null
  refused: (status: number) => void
}

const settled = (header: HeaderPair | null): Authorization => ({ header, refused: () => undefined })

export async function authorizationOf(options: AuthorizationOptions, filler: Filler, signal: AbortSignal): Promise<Authorization> {
  const { plan, credentials, address } = options
  if (plan.auth.kind === 'oauth2') return tokenHeader(plan.auth, options, filler, signal)
  if (credentials?.header) return settled(credentials.header)
  // What the profile says beats what its URL says.
  const { userinfo } = address
  return settled(plan.auth.kind === 'none' && userinfo !== null ? basicHeader(userinfo.user, userinfo.password, filler) : null)
}

async function tokenHeader(auth: OAuth, about: AuthorizationOptions, filler: Filler, signal: AbortSignal): Promise<Authorization> {
  const { way, options: { preview = false, asking }, surroundings, tokens } = about
  const reach = surroundings.reach?.(way)
  const request = { ...requestOf(auth, filler), tls: way.tls, ...(reach && { reach }) }
  if (preview) return settled(['Authorization', t('main.dial.reason.tokenLater')])
  asking?.()
  const rotated = (token: string) => (isSecretId(auth.refreshToken) ? surroundings.keepRefreshToken?.(auth.refreshToken, token) : undefined)
  const token = await tokens.token(request, signal, rotated)
  return {
    header: bearerHeader(token, filler),
    refused: (status) => {
      if (status === 401) tokens.refused(token)
    },
  }
}

function requestOf(auth: OAuth, filler: Filler): Omit<TokenRequest, 'tls' | 'reach'> {
  const tokenUrl = filler.text(auth.tokenUrl, t('main.dial.where.tokenUrl')).trim()
  const problem = tokenUrlProblem(tokenUrl)
  if (problem !== null) throw filler.fault('bad-url', problem, { phase: 'auth' })
  const clientId = filler.text(auth.clientId, t('main.dial.where.clientId'))
  if (clientId === '') throw filler.fault('bad-request', t('main.dial.reason.enterClientId'), { phase: 'auth' })
  const refreshToken = auth.grant === 'refresh-token' ? filler.secret(auth.refreshToken, t('main.dial.where.refreshToken')).trim() : ''
  if (auth.grant === 'refresh-token' && refreshToken === '') throw filler.fault('bad-request', t('main.dial.reason.enterRefreshToken'), { phase: 'auth' })
  if (refreshToken !== '') filler.keep(refreshToken)
  const clientSecret = filler.secret(auth.clientSecret, t('main.dial.where.clientSecret'))
  const { grant, clientAuth } = auth
  return { grant, clientAuth, tokenUrl, clientId, clientSecret, refreshToken, scope: filler.text(auth.scope, t('main.dial.where.scope')), audience: filler.text(auth.audience, t('main.dial.where.audience')) }
}
