/** The handshake request that a plan would send, line by line, made by the dial's own code; nothing is sent. */
import type { DialPlan } from '../prepare/dial-plan'
import { Redaction } from './redaction'
import { newClient, requestRecord } from './upgrade'
import { targetOf } from './way'

/** Secrets are hidden. Throws a Fault where the dial would. */
export function previewRequest(plan: DialPlan): string[] {
  const target = targetOf(plan.url)
  const lines: string[] = []
  // Without a connection the request waits, and holds nothing.
  const webSocket = newClient({ target, plan, authorization: null }, () => undefined, (request) => {
    const { requestLine, requestHeaders } = requestRecord(request, new Redaction(plan.secrets))
    lines.push(requestLine, ...requestHeaders.map(({ name, value }) => `${name}: ${name.toLowerCase() === 'sec-websocket-key' ? '<random>' : value}`))
  })
  // An 'error' that nobody hears would end the process: `ws` tells of each request that is given up.
  webSocket.on('error', () => lines.slice())
  webSocket.terminate()
  return lines
}
