import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { textFrame } from '../../../main/hub/frame'
import { Switchboard } from '../../../main/hub/switchboard'
import { runGroup } from '../../../main/lib/group'
import { settled } from '../../support/clock'
import { FakePeer } from './fake-peer'

const texts = (...said: string[]) => said.map(textFrame)

function running() {
  let changes = 0
  const board = new Switchboard(() => (changes += 1))
  const stop = new AbortController()
  const over = board.loop(stop.signal)
  const ended = expect(over).rejects.toThrow(/abort/i)
  return { board, stop, ended, changes: () => changes }
}

/** Lets promises settle that need nothing but each other. */
async function withinTheTurn(): Promise<void> {
  for (let i = 0; i < 50; i += 1) await Promise.resolve()
}

describe('the switchboard loop', () => {
  it('gives a broadcast to the others in the room, in order, and to nobody else', async () => {
    const { board, stop, ended, changes } = running()
    const [a, b, c] = [1, 2, 3].map((id) => new FakePeer({ id, room: 'lobby' })) as [FakePeer, FakePeer, FakePeer]
    const other = new FakePeer({ id: 4, room: 'other' })
    const echo = new FakePeer({ id: 5 })
    for (const member of [a, b, c, other, echo]) board.register(member)
    board.broadcast(a, 'lobby', texts('1', '2'))
    board.broadcast(b, 'lobby', texts('3'))
    board.broadcast(other, 'other', texts('alone'))
    await settled()
    expect([a.texts, b.texts, c.texts, other.texts, echo.texts]).toEqual([['3'], ['1', '2'], ['1', '2', '3'], [], []])
    expect(board.snapshot().map(({ id }) => id)).toEqual([1, 2, 3, 4, 5])
    expect(changes()).toBe(5)
    stop.abort()
    await ended
  })

  it('gathers what one turn of the event loop brings, so that its clients can write it together', async () => {
    const { board, stop, ended } = running()
    const [a, b] = [1, 2].map((id) => new FakePeer({ id, room: 'lobby' })) as [FakePeer, FakePeer]
    board.register(a)
    board.register(b)
    await settled()
    board.broadcast(a, 'lobby', texts('1'))
    await withinTheTurn()
    // The first is spread at once; the others wait for the turn that they share.
    expect(b.texts).toEqual(['1'])
    for (const said of ['2', '3']) {
      board.broadcast(a, 'lobby', texts(said))
      await withinTheTurn()
    }
    expect(b.texts).toEqual(['1'])
    await settled()
    expect(b.texts).toEqual(['1', '2', '3'])
    stop.abort()
    await ended
  })

  it('handles joins, messages and leaves in the order in which they happened', async () => {
    const { board, stop, ended } = running()
    const [a, b] = [1, 2].map((id) => new FakePeer({ id, room: 'lobby' })) as [FakePeer, FakePeer]
    board.register(a)
    board.broadcast(a, 'lobby', texts('too early'))
    board.register(b)
    board.broadcast(a, 'lobby', texts('heard'))
    board.unregister(b)
    board.broadcast(a, 'lobby', texts('too late'))
    await settled()
    expect(b.texts).toEqual(['heard'])
    expect(board.snapshot()).toHaveLength(1)
    stop.abort()
    await ended
  })

  it('goes on to the next member when one is full', async () => {
    const { board, stop, ended } = running()
    const slow = new FakePeer({ id: 1, room: 'lobby', bound: 1 })
    const quick = new FakePeer({ id: 2, room: 'lobby' })
    const sender = new FakePeer({ id: 3, room: 'lobby' })
    for (const member of [slow, quick, sender]) board.register(member)
    board.broadcast(sender, 'lobby', texts('1', '2', '3'))
    await settled()
    expect(slow.evicted).toBe(true)
    expect(quick.texts).toEqual(['1', '2', '3'])
    stop.abort()
    await ended
  })

  it('ends when aborted, leaves no listener, and lets go of word that comes later', async () => {
    const { board, stop, ended } = running()
    await settled()
    stop.abort()
    await ended
    expect(getEventListeners(stop.signal, 'abort')).toHaveLength(0)
    expect(() => board.unregister(new FakePeer())).not.toThrow()
    expect(board.snapshot()).toEqual([])
  })

  it('ends its siblings when it fails', async () => {
    const board = new Switchboard(() => {
      throw new Error('broken')
    })
    board.register(new FakePeer())
    const sibling = (signal: AbortSignal) => new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
    await expect(runGroup(new AbortController().signal, [sibling, (signal) => board.loop(signal)])).rejects.toThrow('broken')
  })

  it('refuses more word than its clients can have under way', () => {
    const board = new Switchboard(() => undefined)
    const flood = () => {
      for (let i = 0; i < 10_000; i += 1) board.broadcast(new FakePeer(), 'lobby', texts('x'))
    }
    expect(flood).toThrow('more to do')
  })
})
