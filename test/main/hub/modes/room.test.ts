import { expect, it } from 'vitest'
import { textFrame } from '../../../../main/hub/frame'
import type { Mode } from '../../../../main/hub/modes/mode'
import { roomMode } from '../../../../main/hub/modes/room'
import { FakeClock } from '../../../support/clock'
import { FakePeer } from '../fake-peer'

it('hands what a client sent to the room as one batch', async () => {
  const words: unknown[] = []
  const bench = { clock: new FakeClock(), broadcast: (...word: unknown[]) => void words.push(word) }
  const room = roomMode.open({ path: '/room/lobby', query: new URLSearchParams() }, bench) as Mode
  const peer = new FakePeer()
  const frames = [textFrame('a'), textFrame('b')]
  await room.answer(peer, frames, new AbortController().signal)
  expect(words).toEqual([[peer, 'lobby', frames]])
})
