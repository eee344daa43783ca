/** AsyncAPI's handshake: takes over the WebSocket binding of a channel and the security scheme of a server. */
import { isSecretHeader } from '../../shared/url'
import { t } from '../../shared/words/words'
import { clipped, type Draft, rowOf } from './draft'
import { at, listAt, pairsAt, textAt } from './fields'
import { takeHeader } from './header'
import { textAbout, type Resolve } from './schema'

/** Query parameters and headers, with what their schemas give as values; optional ones without a value stay switched off. */
export function takeBinding(draft: Draft, binding: unknown, resolve: Resolve): void {
  if (/^post$/i.test(textAt(binding, 'method'))) draft.leave(t('main.left.post'))
  for (const place of ['query', 'headers'] as const) {
    const schema = resolve(at(binding, place))
    const required = listAt(schema, 'required')
    for (const [name, about] of pairsAt(schema, 'properties')) {
      const value = textAbout(resolve(about))
      const enabled = required.includes(name) || value !== ''
      if (place === 'headers') takeHeader(draft, name, value, enabled)
      else if (name !== '') draft.row('query', { ...rowOf(name, value, enabled), secret: isSecretHeader(name) })
    }
  }
}

interface Around {
  document: unknown
  resolve: Resolve
}

/** The first scheme that can be used; secrets are for the person to enter. */
export function takeSecurity(draft: Draft, security: readonly unknown[], { document, resolve }: Around): void {
  for (const one of security) {
    const ref = textAt(one, '$ref') !== '' || textAt(one, 'type') !== ''
    // Version 2: `{name: [scopes]}`; version 3: the scheme itself.
    const [name, scopes] = ref ? ['', at(resolve(one), 'scopes')] : (pairsAt(one)[0] ?? ['', undefined])
    const scheme = resolve(ref ? one : at(document, 'components', 'securitySchemes', name))
    if (takeScheme(draft, scheme, listAt(scopes).filter((scope) => typeof scope === 'string').join(' '))) return
    draft.leave(t('main.left.security', { kind: clipped(textAt(scheme, 'type'), 30) || t('main.left.someKind') }))
  }
}

function takeScheme(draft: Draft, scheme: unknown, scope: string): boolean {
  const type = textAt(scheme, 'type')
  const kind = textAt(scheme, 'scheme').toLowerCase()
  if (type === 'userPassword' || (type === 'http' && kind === 'basic')) draft.set({ auth: { kind: 'basic', user: '', password: '' } })
  else if (type === 'http' && kind === 'digest') draft.set({ auth: { kind: 'digest', user: '', password: '' } })
  else if (type === 'http' && kind === 'bearer') draft.set({ auth: { kind: 'bearer', token: '' } })
  else if (type === 'httpApiKey' && /^(?:header|query)$/.test(textAt(scheme, 'in')))
    draft.set({ auth: { kind: 'api-key', name: textAt(scheme, 'name'), value: '', place: textAt(scheme, 'in') === 'query' ? 'query' : 'header' } })
  else if (type === 'oauth2' && at(scheme, 'flows', 'clientCredentials') !== undefined) {
    const flow = at(scheme, 'flows', 'clientCredentials')
    const known = pairsAt(flow, 'availableScopes').length > 0 ? pairsAt(flow, 'availableScopes') : pairsAt(flow, 'scopes')
    draft.set({
      auth: {
        kind: 'oauth2', grant: 'client-credentials', tokenUrl: textAt(flow, 'tokenUrl'), clientId: '', clientSecret: '', refreshToken: '',
        scope: scope || known.map(([name]) => name).join(' '), audience: '', clientAuth: 'header',
      },
    })
  } else return false
  draft.leave(t('main.left.credentials'))
  return true
}
