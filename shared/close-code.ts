/** WebSocket close codes: their registered names (IANA registry) and which may travel in a close frame. */

const names: Readonly<Record<number, string>> = {
  1000: 'Normal Closure',
  1001: 'Going Away',
  1002: 'Protocol Error',
  1003: 'Unsupported Data',
  1005: 'No Status Received',
  1006: 'Abnormal Closure',
  1007: 'Invalid Payload Data',
  1008: 'Policy Violation',
  1009: 'Message Too Big',
  1010: 'Mandatory Extension',
  1011: 'Internal Error',
  1012: 'Service Restart',
  1013: 'Try Again Later',
  1014: 'Bad Gateway',
  1015: 'TLS Handshake Failed',
  3000: 'Unauthorized',
  3003: 'Forbidden',
  3008: 'Timeout',
}

/** The registered name of a close code, or what its range means (RFC 6455 §7.4.2). */
export function closeCodeName(code: number): string {
  const name = names[code]
  if (name !== undefined) return name
  if (code >= 4000 && code <= 4999) return 'Application Code'
  if (code >= 3000 && code <= 3999) return 'Library Code'
  return 'Reserved Code'
}
