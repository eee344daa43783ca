/** Secret fields: every place of a profile's options that refers to a secret, walked in one way for all who need them. */
import type { Auth, Options, Overrides, Row } from './options'
import type { SecretRef } from './secret'

type Change = (ref: SecretRef) => SecretRef

/** The same options with each reference that is not '' changed; used to fill, to seal, to leave out and to list secrets. */
export function mapSecrets<T extends Overrides | Options>(options: T, change: Change): T {
  const next = (ref: SecretRef) => (ref === '' ? '' : change(ref))
  const { request, auth, tls, proxy } = options
  return {
    ...options,
    ...(request && { request: inRequest(request, next) }),
    ...(auth && { auth: inAuth(auth, next) }),
    ...(tls && {
      tls: {
        ...tls,
        ...(tls.key && { key: { ...tls.key, secret: next(tls.key.secret) } }),
        ...(tls.pfx && { pfx: { ...tls.pfx, secret: next(tls.pfx.secret) } }),
        ...(tls.passphrase !== undefined && { passphrase: next(tls.passphrase) }),
      },
    }),
    ...(proxy?.password !== undefined && { proxy: { ...proxy, password: next(proxy.password) } }),
  }
}

function inRequest(request: NonNullable<Overrides['request']>, next: Change): NonNullable<Overrides['request']> {
  const inRows = (rows: readonly Row[]) => rows.map((row) => (row.secret ? { ...row, value: next(row.value) } : row))
  const { query, headers, cookies } = request
  return { ...request, ...(query && { query: inRows(query) }), ...(headers && { headers: inRows(headers) }), ...(cookies && { cookies: inRows(cookies) }) }
}

function inAuth(auth: Auth, next: Change): Auth {
  switch (auth.kind) {
    case 'none':
      return auth
    case 'basic':
    case 'digest':
      return { ...auth, password: next(auth.password) }
    case 'bearer':
      return { ...auth, token: next(auth.token) }
    case 'api-key':
      return { ...auth, value: next(auth.value) }
    case 'oauth2':
      return { ...auth, clientSecret: next(auth.clientSecret), refreshToken: next(auth.refreshToken) }
  }
}

/** Every reference in these options, '' left out. */
export function secretRefs(options: Overrides): SecretRef[] {
  const refs: SecretRef[] = []
  mapSecrets(options, (ref) => {
    refs.push(ref)
    return ref
  })
  return refs
}
