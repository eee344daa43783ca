/** Control frames by hand: pings with a payload of their own, and closing with a code and a reason. */
import { closeFrameProblem } from '../../shared/close-code'
import type { ConnectionId, SendResult } from '../../shared/connection'
import { AppError } from '../../shared/errors'
import { limits } from '../../shared/limits'
import type { ComposedMessage } from '../../shared/payload'
import { bytesOf, sendableOf, unknownWords } from '../../shared/sendable'
import { templateNames } from '../../shared/template'
import { t } from '../../shared/words/words'
import type { Pool } from '../connection/pool'
import { forEach } from './each'

/**
 * Nobody is pinged when the payload can't be encoded or is too long for a control frame: AppError bad-hex, bad-base64, bad-json or
 * message-too-large; nor when no connection knows its variables: AppError unknown-variable. With variables in it each may refuse it.
 */
export function pingAll(pool: Pick<Pool, 'ping'>, ids: readonly ConnectionId[], payload: ComposedMessage): { results: SendResult[] } {
  const message = sendableOf(payload)
  if ('bytes' in message && bytesOf(message) > limits.controlBytes)
    throw new AppError('message-too-large', t('engine.pingTooLarge', { most: limits.controlBytes, bytes: bytesOf(message) }))
  const results = pool.ping([...new Set(ids)], message)
  const unknown = results.length > 0 && results.every(({ outcome }) => outcome.kind === 'refused' && outcome.reason === 'unknown-variable')
  if (unknown) throw new AppError('unknown-variable', unknownWords(templateNames(payload.text).filter((name) => !name.startsWith('$'))))
  return { results }
}

/** Ends their retries too, as closing does. Throws AppError bad-close, and closes nobody then, or not-found of one that is gone. */
export function closeAll(pool: Pick<Pool, 'close'>, ids: readonly ConnectionId[], frame: { code: number; reason: string }): null {
  const problem = closeFrameProblem(frame.code, frame.reason)
  if (problem !== null) throw new AppError('bad-close', problem)
  return forEach(ids, (id) => pool.close(id, frame))
}
