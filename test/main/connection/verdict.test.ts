import { expect, it } from 'vitest'
import { retryDecision } from '../../../main/connection/retry'
import { machineVerdict, verdictOn } from '../../../main/connection/verdict'
import { cause } from '../../../main/lib/fault'
import { causeKinds, type Cause, type Phase } from '../../../shared/connection'

const at = (kind: Cause['kind'], about: Partial<Cause> = {}, phase: Phase = 'http') => verdictOn(cause(phase, kind, about))

it.each(['refused', 'reset', 'unreachable', 'connect-timeout', 'host-not-found', 'no-close-frame', 'tls-failed', 'proxy-unreachable'] as const)('%s is a failure of the origin, or of the way to it', (kind) => {
  expect(at(kind)).toBe('failed')
})

it.each(['user-closed', 'app-quit', 'bad-url', 'unknown-variable', 'oauth-refused', 'certificate-expired', 'redirect', 'bad-accept', 'proxy-auth'] as const)('%s says nothing about what the origin can take', (kind) => {
  expect(at(kind)).toBe('unknown')
})

it('an answer is a failure where it names a passing trouble', () => {
  const failed = [400, 401, 403, 404, 408, 426, 429, 500, 501, 502, 503, 504, 505].filter((httpStatus) => at('http-status', { httpStatus }) === 'failed')
  expect(failed).toEqual([408, 429, 500, 502, 503, 504])
})

it('a deadline is a failure as soon as the origin was looked for', () => {
  expect((['prepare', 'auth', 'dns', 'tcp', 'tls', 'http'] as const).map((phase) => at('deadline', {}, phase))).toEqual(['unknown', 'unknown', 'failed', 'failed', 'failed', 'failed'])
})

it('who is not retried is not held against the origin', () => {
  const against = causeKinds.filter((kind) => at(kind) === 'failed' && !retryDecision(cause('http', kind)).retry)
  expect(against).toEqual(['tls-failed'])
})

it('this machine is short where it had nothing left to connect with, and is not where a connect ended in any other way', () => {
  const of = (kind: Cause['kind'], phase: Phase) => machineVerdict('unknown', cause(phase, kind))
  expect([of('local-limit', 'tcp'), of('local-limit', 'dns')]).toEqual(['failed', 'failed'])
  expect([of('refused', 'tcp'), of('http-status', 'http'), machineVerdict('accepted', null)]).toEqual(['accepted', 'accepted', 'accepted'])
  expect([of('bad-url', 'prepare'), of('host-not-found', 'dns'), of('user-closed', 'user'), machineVerdict('unknown', null)]).toEqual(['unknown', 'unknown', 'unknown', 'unknown'])
})
