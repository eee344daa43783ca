/** Auth: takes over how another tool's request logs in, from the parts that Postman and Insomnia both have. */
import type { Auth } from '../../shared/options'
import { t } from '../../shared/words/words'
import type { Draft } from './draft'
import { takeCookie } from './header'

/** Looks up a parameter by its names in the tools. */
type Get = (...names: string[]) => string

/** `kind` as the tool calls it. */
export function takeAuth(draft: Draft, kind: string, get: Get): void {
  const type = kind.toLowerCase()
  if (type === 'basic' || type === 'digest') return draft.set({ auth: { kind: type, user: get('username'), password: get('password') } })
  // A prefix of its own makes it a header like any other.
  if (type === 'bearer') return draft.set({ auth: { kind: 'bearer', token: get('token') } })
  if (type === 'apikey') return takeApiKey(draft, get)
  if (type === 'oauth2') return takeOauth(draft, get)
  if (type !== '' && type !== 'noauth' && type !== 'none') draft.leave(t('main.left.authentication', { kind: /^[\w-]{1,30}$/.test(kind) ? kind : t('main.left.someKind') }))
}

function takeApiKey(draft: Draft, get: Get): void {
  const place = get('in', 'addTo')
  if (place === 'cookie') takeCookie(draft, get('key'), get('value'))
  else draft.set({ auth: { kind: 'api-key', name: get('key'), value: get('value'), place: /query/i.test(place) ? 'query' : 'header' } })
}

function takeOauth(draft: Draft, get: Get): void {
  const grant = get('grant_type', 'grantType')
  const tokenUrl = get('accessTokenUrl')
  const refreshToken = get('refreshToken', 'refresh_token')
  if (tokenUrl === '' || (!/client_?credentials/i.test(grant) && refreshToken === '')) {
    const token = get('accessToken', 'access_token')
    if (token !== '') draft.set({ auth: { kind: 'bearer', token } })
    return draft.leave(token === '' ? t('main.left.browserOauth') : t('main.left.oauthToken'))
  }
  const oauth: Auth = {
    kind: 'oauth2', grant: /client_?credentials/i.test(grant) ? 'client-credentials' : 'refresh-token',
    tokenUrl, refreshToken, clientId: get('clientId'), clientSecret: get('clientSecret'), scope: get('scope'), audience: get('audience'),
    clientAuth: /body/i.test(get('client_authentication')) || get('credentialsInBody') === 'true' ? 'body' : 'header',
  }
  draft.set({ auth: oauth })
}
