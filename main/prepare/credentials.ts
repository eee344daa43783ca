/** Credentials: turns a profile's auth into what the request carries. */
import type { Auth } from '../../shared/options'
import { headerNameProblem, headerValueProblem } from '../../shared/url'
import { t } from '../../shared/words/words'
import type { DialPlan, HeaderPair } from './dial-plan'
import type { Filler } from './filler'

export interface Credentials {
  header: HeaderPair | null
  query: HeaderPair | null
  digest: DialPlan['digest']
}

const none: Credentials = { header: null, query: null, digest: null }

/** All but OAuth, whose token has to be fetched first. */
export function credentialsOf(auth: Exclude<Auth, { kind: 'oauth2' }>, filler: Filler): Credentials {
  switch (auth.kind) {
    case 'none':
      return none
    case 'basic':
      return { ...none, header: basicHeader(filler.text(auth.user, t('main.dial.where.userName')), filler.secret(auth.password, t('main.dial.where.password')), filler) }
    case 'bearer':
      return { ...none, header: bearerHeader(filler.secret(auth.token, t('main.dial.where.bearer')), filler) }
    case 'api-key':
      return keyOf(auth, filler)
    case 'digest':
      return { ...none, digest: { user: filler.text(auth.user, t('main.dial.where.userName')), password: filler.secret(auth.password, t('main.dial.where.password')) } }
  }
}

/** RFC 7617, with UTF-8. */
export function basicHeader(user: string, password: string, filler: Filler): HeaderPair {
  if (user.includes(':')) throw filler.fault('bad-request', t('main.dial.reason.colon'))
  const pair = Buffer.from(`${user}:${password}`).toString('base64')
  if (password !== '') filler.keep(pair)
  return ['Authorization', `Basic ${pair}`]
}

/** RFC 6750 §2.1. A token is often pasted with a line break; an empty one says nothing. */
export function bearerHeader(token: string, filler: Filler): HeaderPair | null {
  const bare = token.trim()
  if (bare === '') return null
  if (headerValueProblem(bare) !== null) throw filler.fault('bad-request', t('main.dial.reason.bearerCharacter'))
  filler.keep(bare)
  return ['Authorization', `Bearer ${bare}`]
}

function keyOf(auth: Extract<Auth, { kind: 'api-key' }>, filler: Filler): Credentials {
  const name = filler.text(auth.name, t('main.dial.where.apiKeyName'))
  const value = filler.secret(auth.value, t('main.dial.where.apiKey')).trim()
  if (value !== '') filler.keep(value)
  if (auth.place === 'query') {
    if (name === '') throw filler.fault('bad-request', t('main.dial.reason.apiKeyNameless'))
    return { ...none, query: [name, value] }
  }
  const problem = headerNameProblem(name)
  if (problem !== null) throw filler.fault('bad-request', t('main.dial.reason.apiKeyProblem', { problem }))
  if (headerValueProblem(value) !== null) throw filler.fault('bad-request', t('main.dial.reason.apiKeyCharacter'))
  return { ...none, header: [name, value] }
}
