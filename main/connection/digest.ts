/** Answers a Digest challenge (RFC 7616): MD5, SHA-256 and their -sess forms, with `qop=auth` or none at all (RFC 2069). */
import { createHash, randomBytes } from 'node:crypto'

export interface DigestRequest {
  user: string
  password: string
  method: string
  /** As in the request line. */
  uri: string
}

type Challenge = Readonly<Record<string, string>>

/** The best first. */
const algorithms: readonly [name: string, hash: string][] = [['SHA-256-SESS', 'sha256'], ['SHA-256', 'sha256'], ['MD5-SESS', 'md5'], ['MD5', 'md5']]

/** The Authorization header for the strongest challenge that can be met; null if there is none. */
export function digestAuthorization(headers: readonly string[], request: DigestRequest, cnonce = randomBytes(16).toString('hex')): string | null {
  const challenges = headers.flatMap(digestChallenges)
  for (const [name, hash] of algorithms)
    for (const challenge of challenges)
      if ((challenge['algorithm'] ?? 'MD5').toUpperCase() === name && qopOf(challenge) !== null) return authorization(challenge, { name, hash, cnonce }, request)
  return null
}

/** 'auth'; '' where the server knows of none; null where it wants what can't be done. */
function qopOf({ qop, nonce, realm }: Challenge): '' | 'auth' | null {
  if (nonce === undefined || realm === undefined) return null
  if (qop === undefined) return ''
  return qop.toLowerCase().split(',').some((one) => one.trim() === 'auth') ? 'auth' : null
}

interface Method {
  name: string
  hash: string
  cnonce: string
}

function authorization(challenge: Challenge, { name, hash, cnonce }: Method, { user, password, method, uri }: DigestRequest): string {
  const { realm = '', nonce = '', opaque, algorithm } = challenge
  const h = (text: string) => createHash(hash).update(text).digest('hex')
  const nc = '00000001'
  const qop = qopOf(challenge)
  const plain = h(`${user}:${realm}:${password}`)
  const a1 = name.endsWith('-SESS') ? h(`${plain}:${nonce}:${cnonce}`) : plain
  const a2 = h(`${method}:${uri}`)
  const response = qop === 'auth' ? h(`${a1}:${nonce}:${nc}:${cnonce}:auth:${a2}`) : h(`${a1}:${nonce}:${a2}`)
  const hashed = challenge['userhash']?.toLowerCase() === 'true'
  return `Digest ${[
    `username=${quoted(hashed ? h(`${user}:${realm}`) : user)}`,
    `realm=${quoted(realm)}`,
    `nonce=${quoted(nonce)}`,
    `uri=${quoted(uri)}`,
    ...(algorithm === undefined ? [] : [`algorithm=${algorithm}`]),
    `response="${response}"`,
    ...(opaque === undefined ? [] : [`opaque=${quoted(opaque)}`]),
    ...(qop === 'auth' ? ['qop=auth', `nc=${nc}`, `cnonce="${cnonce}"`] : name.endsWith('-SESS') ? [`cnonce="${cnonce}"`] : []),
    ...(hashed ? ['userhash=true'] : []),
  ].join(', ')}`
}

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`

/** One step through a header: `name = value` or `name = "value"`, else a word alone, which is a scheme. */
const part = /[\s,=]*(?:([\w!#$%&'*+.^`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))|([\w!#$%&'*+.^`|~-]+))/y

/** A header may hold several challenges, of several schemes (RFC 9110 §11.6.1). */
function digestChallenges(header: string): Challenge[] {
  const found: Record<string, string>[] = []
  let current: Record<string, string> | null = null
  part.lastIndex = 0
  for (let step = part.exec(header); step !== null; step = part.exec(header)) {
    const [, name, inQuotes, bare, scheme] = step
    if (scheme !== undefined) {
      current = scheme.toLowerCase() === 'digest' ? Object.create(null) as Record<string, string> : null
      if (current !== null) found.push(current)
    } else if (current !== null && name !== undefined) current[name.toLowerCase()] ??= inQuotes?.replace(/\\(.)/g, '$1') ?? bare ?? ''
  }
  return found
}
