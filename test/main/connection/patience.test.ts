import { expect, it } from 'vitest'
import { limits } from '../../../shared/limits'
import { defaultOptions } from '../../../shared/options'
import { FakeClock } from '../../support/clock'
import { dialled } from '../../support/dial-plan'
import { rawServer, requestOf } from '../../support/raw-server'

const hourMs = 3_600_000

it.each([
  ['leaves an answer time to be read when it is over while the process is stopped', hourMs, 0, 'http-status'],
  ['gives one that does not come no more than that', hourMs, limits.catchUpMs, 'deadline'],
  ['gives none for what else holds up a process', defaultOptions.limits.deadlineMs + limits.stoppedMs - 1, 0, 'deadline'],
])('a dial’s deadline %s', async (_what, heldUpMs, moreMs, kind) => {
  const clock = new FakeClock()
  const { url } = await rawServer(async (socket) => {
    await requestOf(socket)
    clock.spend(heldUpMs)
    await clock.advance(moreMs)
    socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n')
  })
  const { fault } = await dialled(url, { clock })
  expect(fault?.why.kind).toBe(kind)
})
