import { describe, expect, it } from 'vitest'
import { problemOf, SlowUpdate } from '../../../main/app/update-problem'

const coded = (code: string, message = 'x') => Object.assign(new Error(message), { code })

describe('what an error of the updater means', () => {
  it.each([
    [coded('ERR_UPDATER_CHANNEL_FILE_NOT_FOUND'), 'unpublished'],
    [coded('ERR_UPDATER_INVALID_UPDATE_INFO'), 'malformed'],
    [coded('ERR_UPDATER_NO_CHECKSUM'), 'malformed'],
    [coded('ERR_CHECKSUM_MISMATCH'), 'checksum'],
    [coded('ERR_UPDATER_INVALID_SIGNATURE'), 'signature'],
    [coded('HTTP_ERROR_503'), 'server'],
    [new Error('Cannot download "https://h/a.AppImage", status 404: Not Found'), 'server'],
    [coded('ECONNREFUSED'), 'unreachable'],
    [new Error('net::ERR_NAME_NOT_RESOLVED'), 'unreachable'],
    [new Error('net::ERR_CERT_AUTHORITY_INVALID'), 'unreachable'],
    [new Error('net::ERR_CONNECTION_TIMED_OUT'), 'slow'],
    [new SlowUpdate(30_000), 'slow'],
    [coded('ENOSPC'), 'disk'],
    [coded('EACCES'), 'disk'],
    [coded('toString'), 'unknown'],
    [new Error('sudo was cancelled'), 'unknown'],
    ['a text', 'unknown'],
  ] as const)('%s: %s', (error, problem) => {
    expect(problemOf(error)).toBe(problem)
  })
})
