import type { Auth } from '../../../shared/options'

/** Auth of another kind: what both kinds have stays as it was typed. */
export function authAs(kind: Auth['kind'], before: Auth): Auth {
  const user = 'user' in before ? before.user : ''
  const password = 'password' in before ? before.password : ''
  switch (kind) {
    case 'none':
      return { kind }
    case 'basic':
    case 'digest':
      return { kind, user, password }
    case 'bearer':
      return { kind, token: before.kind === 'api-key' ? before.value : '' }
    case 'api-key':
      return { kind, name: 'X-API-Key', value: before.kind === 'bearer' ? before.token : '', place: 'header' }
    case 'oauth2':
      return { kind, grant: 'client-credentials', tokenUrl: '', clientId: '', clientSecret: '', refreshToken: '', scope: '', audience: '', clientAuth: 'header' }
  }
}
