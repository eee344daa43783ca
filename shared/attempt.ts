/** Attempt: what one try to connect did and saw, step by step, with every secret masked; kept to be looked at and compared. */
import type { Cause, ConnectionId, Phase } from './connection'

/** A step of the way, in milliseconds from the start of the attempt. */
export interface AttemptStep {
  phase: Phase
  startMs: number
  /** null: it did not end, or failed. */
  endMs: number | null
  /** What was found or chosen: an address, a proxy, a cipher; '' if nothing. */
  detail: string
}

export interface HeaderLine {
  name: string
  /** `***` where it is a secret. */
  value: string
}

/** A certificate of the chain, the server's own first. */
export interface CertificateFacts {
  subject: string
  issuer: string
  /** Subject alternative names. */
  names: string
  /** As the certificate says it, in ISO 8601 where that could be read. */
  validFrom: string
  validTo: string
  serial: string
  /** SHA-256, upper-case pairs with colons. */
  fingerprint: string
  selfSigned: boolean
}

export interface TlsFacts {
  version: string
  cipher: string
  serverName: string
  /** It is trusted by itself; false: refused, or accepted by hand. */
  trusted: boolean
  /** OpenSSL's or Node's code of what is wrong with it; '' if nothing. */
  problem: string
  /** It was let through because a person accepted it for this profile. */
  accepted: boolean
  chain: CertificateFacts[]
}

/** One HTTP request of the attempt and what answered it; redirects and Digest make more than one. */
export interface AttemptHop {
  url: string
  /** `address:port` of the peer, of the proxy if there is one. */
  address: string
  localAddress: string
  /** `http://host:port`, `socks5://host:port`; '' for none. */
  proxy: string
  tls: TlsFacts | null
  /** As sent: `GET /path HTTP/1.1`, and the headers in their order; '' if it was not reached. */
  requestLine: string
  requestHeaders: HeaderLine[]
  response: { status: number; reason: string; headers: HeaderLine[]; body: string; bodyCut: boolean } | null
}

export interface AttemptRecord {
  /** Counts up per connection, over its whole time on the deck. */
  id: number
  connectionId: ConnectionId
  name: string
  /** As in the state: 1 is the first after an open by hand. */
  attempt: number
  /** Epoch ms. */
  at: number
  url: string
  steps: AttemptStep[]
  hops: AttemptHop[]
  agreed: { protocol: string; extensions: string } | null
  /** From the start of the attempt; null: never. */
  openMs: number | null
  firstMessageMs: number | null
  /** Epoch ms when the attempt failed or its session ended; null: still under way or open. */
  endedAt: number | null
  cause: Cause | null
}
