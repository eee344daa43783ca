/** References: every secret that something kept refers to, and the sealing of those that still stand in plain text. */
import type { Environments, Variable } from '../../shared/environment'
import type { Overrides, Row } from '../../shared/options'
import type { ProfileBook } from '../../shared/profile'
import { isTemplateAlone } from '../../shared/secret'
import { secretRefs } from '../../shared/secret-fields'
import { isMadeOfVariables } from '../../shared/template'
import { isSecretHeader } from '../../shared/url'
import { jarId } from './secrets'

interface Kept {
  book: ProfileBook
  environments: Environments
  defaults: Overrides
}

/** Ids of the secrets in use, a folder's cookies among them. */
export function referencedSecrets({ book, environments, defaults }: Kept): Set<string> {
  const options = [defaults, ...book.folders.map((folder) => folder.options), ...book.profiles.map((profile) => profile.options)]
  const variables = [environments.global, ...environments.environments.map((one) => one.variables), ...book.folders.map((folder) => folder.variables)]
  const jars = book.folders.filter(({ cookieJar }) => cookieJar).map(({ id }) => jarId(id))
  return new Set([...options.flatMap(secretRefs), ...variables.flat().flatMap(refOf), ...jars].filter((ref) => !isTemplateAlone(ref)))
}

function refOf({ secret, value }: Variable): string[] {
  return secret && value !== '' ? [value] : []
}

/** The book with each plain value of a secret-sounding header put away by `putAll`, which answers the ids; null if there is none. */
export function withSealedHeaders(book: ProfileBook, putAll: (texts: string[]) => string[]): ProfileBook | null {
  const isPlain = ({ name, value, secret }: Row) => !secret && value !== '' && isSecretHeader(name) && !isMadeOfVariables(value)
  const texts = book.profiles.flatMap(({ options }) => (options.request?.headers ?? []).filter(isPlain).map(({ value }) => value))
  if (texts.length === 0) return null
  const ids = putAll(texts).values()
  const seal = (row: Row): Row => (isPlain(row) ? { ...row, value: ids.next().value ?? '', secret: true } : row)
  const profiles = book.profiles.map((profile) => {
    const { request } = profile.options
    if (request?.headers === undefined) return profile
    return { ...profile, options: { ...profile.options, request: { ...request, headers: request.headers.map(seal) } } }
  })
  return { ...book, profiles }
}
