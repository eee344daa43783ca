/** WebSocket close codes: their registered names (IANA registry) and which may travel in a close frame. */
import { limits } from './limits'
import { t } from './words/words'

/** As the registry writes them, in every language. */
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
  if (code >= 4000 && code <= 4999) return t('cause.codes.application')
  if (code >= 3000 && code <= 3999) return t('cause.codes.library')
  return t('cause.codes.reserved')
}

/** RFC 6455 §7.4: 1004, 1005, 1006 and 1015 never travel, and 2000–2999 are not ours to give. */
export function isSendableCode(code: number): boolean {
  const registered = code >= 1000 && code <= 1014 && code !== 1004 && code !== 1005 && code !== 1006
  return Number.isInteger(code) && (registered || (code >= 3000 && code <= 4999))
}

/** Why a close frame can't be sent with this code and reason, in words; null if it can (RFC 6455 §5.5.1, §7.4). */
export function closeFrameProblem(code: number, reason: string): string | null {
  if (!isSendableCode(code)) return t('engine.close.code', { code })
  const most = limits.controlBytes - 2
  const bytes = new TextEncoder().encode(reason).byteLength
  return bytes > most ? t('engine.close.reason', { most, bytes }) : null
}
