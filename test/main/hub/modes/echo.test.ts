import { expect, it } from 'vitest'
import { encodeFrame, textFrame } from '../../../../main/hub/frame'
import { echoMode } from '../../../../main/hub/modes/echo'
import type { Mode } from '../../../../main/hub/modes/mode'
import { FakeClock, settled } from '../../../support/clock'
import { FakePeer } from '../fake-peer'

const echo = echoMode.open({ path: '/echo', query: new URLSearchParams() }, { clock: new FakeClock(), broadcast: () => undefined }) as Mode

it('sends text back as text and binary as binary, in order', async () => {
  const peer = new FakePeer()
  const frames = [textFrame('one'), encodeFrame(Buffer.of(0, 255), true)]
  await echo.answer(peer, frames, new AbortController().signal)
  expect(peer.queue).toEqual(frames)
})

it('waits for room in the queue of a client that does not read, and loses nothing', async () => {
  const peer = new FakePeer({ bound: 2 })
  let answered = false
  const answer = echo.answer(peer, ['1', '2', '3'].map(textFrame), new AbortController().signal).then(() => (answered = true))
  await settled()
  expect(answered).toBe(false)
  expect(peer.flush()).toEqual(['1', '2'])
  await answer
  expect(peer.flush()).toEqual(['3'])
})

it('stops waiting when aborted', async () => {
  const stop = new AbortController()
  const answer = echo.answer(new FakePeer({ bound: 1 }), ['1', '2'].map(textFrame), stop.signal)
  stop.abort()
  await expect(answer).rejects.toThrow(/abort/i)
})
