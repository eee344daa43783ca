/** Surroundings: what preparing a dial needs of the world outside the connection: secrets, variables, cookies, the system's proxy. */
import type { Variable } from '../../shared/environment'
import type { SecretRef } from '../../shared/secret'
import type { DialPlan } from './dial-plan'
import type { Reach } from './token-http'
import type { TokenSource } from './tokens'

/** A folder's cookies (RFC 6265). */
export interface Jar {
  /** The value of the Cookie header for `url`; '' for none. */
  header(url: URL): string
  keep(url: URL, setCookie: readonly string[]): void
}

/** Of a profile, what shapes the way to other servers it needs. */
export type WayAbout = Pick<DialPlan, 'url' | 'tls' | 'network' | 'proxyFor'>

export interface Surroundings {
  /** The secret behind an id; null if it can't be had. */
  secret(ref: SecretRef): string | null
  /** Name → variable, as they are now. */
  variables(folderId: string | null): ReadonlyMap<string, Variable>
  /** null: the folder keeps none. */
  jar(folderId: string | null): Jar | null | Promise<Jar>
  /** What the system says of `url`, in the words of a PAC file: `PROXY host:port; SOCKS5 host:port; DIRECT`. */
  systemProxy(url: string): Promise<string>
  /** The way to a token endpoint: by the profile's proxy, and as wary of the server; straight if it is left out. Rejects with a Fault. */
  reach?(about: WayAbout): Reach
  /** OAuth tokens, shared by all connections; one source for the whole process if it is left out. */
  tokens?: TokenSource
  /** The server gave a new refresh token in place of the one behind `ref` (RFC 6749 §6), which from now on it may refuse. */
  keepRefreshToken?(ref: SecretRef, token: string): void
}

/** Nothing around: no secrets, no variables, no cookies, no proxy. */
export const bareSurroundings: Surroundings = {
  secret: () => null,
  variables: () => new Map(),
  jar: () => null,
  systemProxy: () => Promise.resolve('DIRECT'),
}
