/** Asks an HTTP proxy for a tunnel (CONNECT, RFC 9110 §9.3.6). */
import { cause, Fault } from '../lib/fault'
import type { CauseKind } from '../../shared/connection'
import type { ProxyPlan } from '../prepare/dial-plan'
import { reasonLength } from './answer'
import { Incoming } from './incoming'
import type { Line } from './line'
import { portOf, type Target, type Way } from './way'

/** Bytes of a proxy's answer; Node's own bound for HTTP. */
const answerBytes = 16 * 1024

/** Throws a Fault, or an AbortError as soon as the way's signal aborts. */
export async function connectTunnel(line: Line, target: Target, proxy: ProxyPlan, { signal, redaction }: Way): Promise<void> {
  const authority = `${target.url.hostname}:${portOf(target)}`
  const credentials = proxy.user === '' && proxy.password === '' ? [] : [`Proxy-Authorization: Basic ${Buffer.from(`${proxy.user}:${proxy.password}`).toString('base64')}`]
  line.raw.write([`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`, ...credentials, '', ''].join('\r\n'))
  const incoming = new Incoming(line, signal)
  for (;;) {
    const head = await incoming.head('HTTP/1.', answerBytes)
    const said = head === null ? null : /^HTTP\/1\.[01] (\d{3})(?: ([^\r\n]*))?(?:\r\n|$)/.exec(head)
    if (said === null) throw new Fault(cause('proxy', 'proxy-protocol'))
    const status = Number(said[1])
    // Interim answers (RFC 9110 §15.2).
    if (status >= 100 && status < 200) continue
    if (status >= 200 && status < 300) return incoming.giveBack()
    throw new Fault(cause('proxy', refusalOf(status), { httpStatus: status, reason: redaction.text(`${status} ${said[2] ?? ''}`.trim()).slice(0, reasonLength) }))
  }
}

function refusalOf(status: number): CauseKind {
  if (status === 407) return 'proxy-auth'
  return status === 502 || status === 503 || status === 504 ? 'proxy-target' : 'proxy-refused'
}
