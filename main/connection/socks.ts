/** Asks a SOCKS5 proxy for a tunnel (RFC 1928, RFC 1929): by hand, since the answer's code is what a cause is made of. */
import { isIPv4, isIPv6 } from 'node:net'
import type { CauseKind } from '../../shared/connection'
import { t, type WordKey } from '../../shared/words/words'
import { cause, Fault } from '../lib/fault'
import type { ProxyPlan } from '../prepare/dial-plan'
import { Incoming } from './incoming'
import type { Line } from './line'
import { hostOf, portOf, type Target, type Way } from './way'

const version = 5
const noCredentials = 0
const userAndPassword = 2
const noneAcceptable = 0xff

/** RFC 1928 §6. */
const replies: Readonly<Record<number, [kind: CauseKind, words: Extract<WordKey, `main.dial.socks.${string}`>]>> = {
  1: ['proxy-refused', 'main.dial.socks.general'],
  2: ['proxy-refused', 'main.dial.socks.rules'],
  3: ['proxy-target', 'main.dial.socks.network'],
  4: ['proxy-target', 'main.dial.socks.host'],
  5: ['proxy-target', 'main.dial.socks.refused'],
  6: ['proxy-target', 'main.dial.socks.ttl'],
  7: ['proxy-refused', 'main.dial.socks.command'],
  8: ['proxy-refused', 'main.dial.socks.address'],
}

/** The proxy looks the host up. Throws a Fault, or an AbortError as soon as the way's signal aborts. */
export async function socksTunnel(line: Line, target: Target, { user, password }: ProxyPlan, { signal }: Way): Promise<void> {
  const incoming = new Incoming(line, signal)
  const named = user !== '' || password !== ''
  line.raw.write(Buffer.from(named ? [version, 2, noCredentials, userAndPassword] : [version, 1, noCredentials]))
  const [answered, method] = await incoming.bytes(2)
  if (answered !== version) throw new Fault(cause('proxy', 'proxy-protocol'))
  if (method === userAndPassword && named) await signIn(line, incoming, user, password)
  else if (method !== noCredentials && method !== userAndPassword && method !== noneAcceptable) throw new Fault(cause('proxy', 'proxy-protocol'))
  else if (method !== noCredentials) throw new Fault(cause('proxy', 'proxy-auth', { reason: named ? '' : t('main.dial.seen.proxyUser') }))
  const host = addressBytes(hostOf(target))
  const port = portOf(target)
  line.raw.write(Buffer.concat([Buffer.from([version, 1, 0]), host, Buffer.from([port >> 8, port & 0xff])]))
  const [again, reply = 1, , kind] = await incoming.bytes(4)
  if (again !== version) throw new Fault(cause('proxy', 'proxy-protocol'))
  if (reply !== 0) {
    const [why, words] = replies[reply] ?? ['proxy-refused', 'main.dial.socks.unknown']
    throw new Fault(cause('proxy', why, { code: `SOCKS5_${reply}`, reason: t(words) }))
  }
  await skipAddress(incoming, kind)
  incoming.giveBack()
}

async function signIn(line: Line, incoming: Incoming, user: string, password: string): Promise<void> {
  line.raw.write(Buffer.concat([Buffer.from([1]), counted(user), counted(password)]))
  const [, status] = await incoming.bytes(2)
  if (status !== 0) throw new Fault(cause('proxy', 'proxy-auth'))
}

function counted(text: string): Buffer {
  const bytes = Buffer.from(text)
  if (bytes.byteLength > 255) throw new Fault(cause('proxy', 'bad-proxy-settings', { reason: t('main.dial.seen.socksLong') }))
  return Buffer.concat([Buffer.from([bytes.byteLength]), bytes])
}

function addressBytes(host: string): Buffer {
  if (isIPv4(host)) return Buffer.from([1, ...host.split('.').map(Number)])
  if (isIPv6(host)) return Buffer.concat([Buffer.from([4]), ipv6Bytes(host)])
  return Buffer.concat([Buffer.from([3]), counted(host)])
}

/** A URL's host is in its canonical form: no dotted tail, at most one `::` (RFC 5952). */
function ipv6Bytes(host: string): Buffer {
  const [head = '', tail] = host.split('::')
  const words = (part: string) => (part === '' ? [] : part.split(':').map((word) => Number.parseInt(word, 16)))
  const before = words(head)
  const after = tail === undefined ? [] : words(tail)
  const all = [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after]
  return Buffer.from(all.flatMap((word) => [word >> 8, word & 0xff]))
}

/** The address that the proxy bound is of no interest, but stands before the target's first byte. */
async function skipAddress(incoming: Incoming, kind: number | undefined): Promise<void> {
  const portBytes = 2
  if (kind === 1) await incoming.bytes(4 + portBytes)
  else if (kind === 4) await incoming.bytes(16 + portBytes)
  else if (kind === 3) await incoming.bytes(((await incoming.bytes(1))[0] ?? 0) + portBytes)
  else throw new Fault(cause('proxy', 'proxy-protocol'))
}
