/** Keeps web pages out of the hub: a browser can reach loopback too, by a foreign page or a rebound host name. */

const hosts = ['127.0.0.1', 'localhost', '[::1]']

/**
 * Says in words why a request may not pass, or null. Host must be one of ours to the letter, with the port it came
 * in by: a name that a page's own DNS points at 127.0.0.1 is not. Origin must be absent: browsers always send it
 * with a WebSocket handshake (RFC 6455 §10.2), native clients do not.
 */
export function guard(headers: Readonly<Record<string, string[] | undefined>>, port: number | undefined): string | null {
  const { host, origin, 'sec-websocket-origin': draftOrigin } = headers
  if (origin !== undefined || draftOrigin !== undefined) return 'This hub does not talk to web pages: connect without an Origin header'
  const said = host?.length === 1 ? host[0] : undefined
  if (said === undefined || !ours(said, port)) return 'This hub is local: connect to 127.0.0.1, localhost or [::1] with its port'
  return null
}

function ours(host: string, port: number | undefined): boolean {
  return hosts.some((name) => host === `${name}:${port}` || (port === 80 && host === name))
}
