/** Leave out: profiles and folders as they may be passed on, without anything secret, and how much that was. */
import type { Variable } from '../../shared/environment'
import type { Overrides, ProtocolRow, Row } from '../../shared/options'
import type { Folder, Profile, ProfileBook } from '../../shared/profile'
import { isTemplateAlone } from '../../shared/secret'
import { mapSecrets } from '../../shared/secret-fields'
import { isMadeOfVariables } from '../../shared/template'
import { changeUrlSecrets, isSecretHeader, redactProtocol } from '../../shared/url'

const privateKey = /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g

/** Referer and others hold URLs. */
const hasUrl = /^\s*[a-z][a-z0-9+.-]*:\/\//i

export function withoutSecrets(book: ProfileBook): { book: ProfileBook; left: number } {
  const { swept, found } = sweep(book)
  return { book: swept, left: found.length }
}

/** What would be left out: values in plain text, and the ids of those that are kept as secrets. */
export function secretsIn(book: ProfileBook): readonly string[] {
  return sweep(book).found
}

function sweep(book: ProfileBook): { swept: ProfileBook; found: readonly string[] } {
  const broom = new Broom()
  const folders = book.folders.map((folder) => broom.folder(folder))
  const profiles = book.profiles.map((profile) => broom.profile(profile))
  return { swept: { folders, profiles }, found: broom.found }
}

class Broom {
  readonly found: string[] = []

  profile(profile: Profile): Profile {
    return { ...profile, url: this.#url(profile.url), options: this.#options(profile.options) }
  }

  folder(folder: Folder): Folder {
    return { ...folder, options: this.#options(folder.options), variables: folder.variables.map((variable) => this.#variable(variable)) }
  }

  #variable(variable: Variable): Variable {
    if (variable.secret) return { ...variable, value: this.#ref(variable.value) }
    return isSecretHeader(variable.name) ? { ...variable, value: this.#plain(variable.value) } : variable
  }

  #options(options: Overrides): Overrides {
    const { request, auth, tls, proxy, ...rest } = mapSecrets(options, (ref) => this.#ref(ref))
    return {
      ...rest,
      ...(request && { request: this.#request(request) }),
      ...(auth && { auth: auth.kind === 'oauth2' ? { ...auth, tokenUrl: this.#url(auth.tokenUrl) } : auth }),
      ...(tls && {
        tls: {
          ...tls,
          ...(tls.ca && { ca: { ...tls.ca, text: this.#pem(tls.ca.text) } }),
          ...(tls.certificate && { certificate: { ...tls.certificate, text: this.#pem(tls.certificate.text) } }),
        },
      }),
      ...(proxy && { proxy: { ...proxy, ...(proxy.host !== undefined && { host: this.#url(proxy.host) }) } }),
    }
  }

  #request(request: NonNullable<Overrides['request']>): NonNullable<Overrides['request']> {
    const { query, headers, cookies, protocols, origin } = request
    const unless = (rows: readonly Row[], isSecret: (name: string) => boolean) =>
      rows.map((row) => (!row.secret && isSecret(row.name) ? { ...row, value: this.#plain(row.value) } : row))
    return {
      ...request,
      ...(query && { query: unless(query, isSecretHeader) }),
      ...(headers && { headers: unless(headers, isSecretHeader).map((row) => (hasUrl.test(row.value) ? { ...row, value: this.#url(row.value) } : row)) }),
      // As the Cookie header, whatever their names are.
      ...(cookies && { cookies: unless(cookies, () => true) }),
      ...(protocols && { protocols: protocols.filter((row) => this.#isPublic(row)) }),
      ...(origin !== undefined && { origin: this.#url(origin) }),
    }
  }

  /** Some servers take a token as a subprotocol; an empty name is none, so the row goes. */
  #isPublic({ name }: ProtocolRow): boolean {
    if (redactProtocol(name) === name || isMadeOfVariables(name)) return true
    this.found.push(name)
    return false
  }

  #ref(ref: string): string {
    return isTemplateAlone(ref) ? ref : this.#plain(ref)
  }

  #plain(value: string): string {
    if (value === '' || isMadeOfVariables(value)) return value
    this.found.push(value)
    return ''
  }

  #url(text: string): string {
    return changeUrlSecrets(text, (secret) => {
      this.found.push(secret)
      return ''
    })
  }

  #pem(text: string): string {
    return text.replace(privateKey, (key) => {
      this.found.push(key)
      return ''
    })
  }
}
