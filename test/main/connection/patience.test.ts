import { expect, it } from 'vitest'
import { limits } from '../../../shared/limits'
import { FakeClock } from '../../support/clock'
import { dialled } from '../../support/dial-plan'
import { rawServer, requestOf } from '../../support/raw-server'

it.each([
  ['leaves an answer time to be read', 0, 'http-status'],
  ['gives one that does not come no more than that', limits.catchUpMs, 'deadline'],
])('a dial’s deadline %s, when it is over while the process is held up', async (_what, moreMs, kind) => {
  const clock = new FakeClock()
  const { url } = await rawServer(async (socket) => {
    await requestOf(socket)
    clock.spend(3_600_000)
    await clock.advance(moreMs)
    socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n')
  })
  const { fault } = await dialled(url, { clock })
  expect(fault?.why.kind).toBe(kind)
})
