import { describe, expect, it } from 'vitest'
import { dialled } from '../../support/dial-plan'
import { answer, rawServer, upgrade } from '../../support/raw-server'
import { until } from '../../support/until'

describe('a cookie jar that breaks', () => {
  it.each(['101', '403'])('ends the attempt that it was to keep the cookies of an answer of %s for, and nothing else', async (status) => {
    const server = await rawServer((socket) => (status === '101' ? upgrade(socket, 'Set-Cookie: a=1') : answer(socket, '403 No', ['Set-Cookie: a=1'])))
    const keepCookies = () => { throw new TypeError('broken jar') }
    await expect(dialled(server.url, { keepCookies })).rejects.toThrow('broken jar')
    await until(() => server.sockets.size === 0, 'the connection is gone')
  })
})
