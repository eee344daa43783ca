/** Surroundings of the app: secrets, variables, cookies and the system's proxy as a dial asks for them, from the stores. */
import { variablesInScope, type Variable } from '../../shared/environment'
import { isSecretId } from '../../shared/secret'
import { tokenRoute } from '../connection/token-route'
import type { Clock } from '../lib/clock'
import type { CookieJars } from '../prepare/cookie-jars'
import type { Surroundings } from '../prepare/surroundings'
import type { Environments } from '../store/environments'
import type { Profiles } from '../store/profiles'
import type { Secrets } from '../store/secrets'

interface Parts {
  secrets: Secrets
  environments: Environments
  profiles: Profiles
  jars: CookieJars
  clock: Clock
  systemProxy: Surroundings['systemProxy']
}

export function surroundingsOf({ secrets, environments, profiles, jars, clock, systemProxy }: Parts): Surroundings {
  const folderOf = (id: string | null) => profiles.book.folders.find((folder) => folder.id === id)
  /** By folder: asked for with every message that is filled. */
  const scopes = new Map<string | null, ReadonlyMap<string, Variable>>()
  const forget = () => scopes.clear()
  environments.onChange(forget)
  profiles.onChange(forget)
  return {
    secret: (ref) => secrets.get(ref),
    variables: (folderId) => {
      const known = scopes.get(folderId)
      if (known !== undefined) return known
      const scope = variablesInScope(environments.value, folderOf(folderId)?.variables ?? [])
      scopes.set(folderId, scope)
      return scope
    },
    jar: (folderId) => {
      const folder = folderOf(folderId)
      return folder?.cookieJar === true ? jars.jar(folder.id) : null
    },
    systemProxy,
    reach: tokenRoute(clock),
    keepRefreshToken: (ref, token) => {
      if (isSecretId(ref)) secrets.set(ref, token)
    },
  }
}
