/** DialPlan: what a dial needs, with every template filled, every secret in place and every file read. */
import type { Options } from '../../shared/options'

export type HeaderPair = readonly [name: string, value: string]

export interface ProxyPlan {
  kind: 'http' | 'socks5'
  host: string
  port: number
  /** '': no credentials. */
  user: string
  password: string
}

export interface TlsPlan {
  /** PEM; trusted beside the system's. */
  ca: string | null
  certificate: string | null
  key: string | null
  pfx: Buffer | null
  passphrase: string
  /** '': the URL's host. */
  serverName: string
  minVersion: Options['tls']['minVersion']
  maxVersion: Options['tls']['maxVersion']
  pins: readonly string[]
  accepted: readonly string[]
}

export interface DialPlan {
  /** `ws://`, `wss://` or `ws+unix:`, with its query parameters. */
  url: string
  /** The subprotocols of a request to `url`: those with a secret in them are for the profile's own server alone. */
  protocolsFor(url: URL): readonly string[]
  /** A server that picks none of them is refused. */
  protocolRequired: boolean
  compression: Options['compression']
  tls: TlsPlan
  network: Options['network']
  limits: Options['limits']
  redirects: Options['redirects']
  /** Answers a Digest challenge (RFC 7616). */
  digest: { user: string; password: string } | null
  /** What must never be shown or recorded. */
  secrets: readonly string[]
  /**
   * The headers of a request to `url`, in their order, a name twice if it is sent twice. A host other than the profile's own, to
   * which a redirect leads, gets no credentials: no Authorization, no typed cookies, no row that is marked as a secret.
   */
  headersFor(url: URL): readonly HeaderPair[]
  /** Rejects with a Fault when the proxy can't be told. null: none. */
  proxyFor(url: URL): Promise<ProxyPlan | null>
  /** Hands over `Set-Cookie` headers of an answer of `url`. */
  keepCookies(url: URL, setCookie: readonly string[]): void
  /** The profile's own server answered with this status in place of the upgrade: on a 401 a cached token is given up. */
  refused?(status: number): void
}
