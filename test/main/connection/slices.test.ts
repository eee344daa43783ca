import { describe, expect, it } from 'vitest'
import { ReadTurn } from '../../../main/connection/read-turn'
import { limits } from '../../../shared/limits'
import { text } from '../../support/engine'
import { Deck } from '../../support/live-deck'
import { frame, pingFrame, rawServer, textFrame, upgrade } from '../../support/raw-server'
import { slice } from '../../../main/connection/slices'
import { until } from '../../support/until'

const pings = 30_000
const block = Buffer.concat(Array.from({ length: pings }, () => frame(pingFrame)))

describe('a block of tiny frames', () => {
  it('takes several turns of the event loop, and all of it comes', async () => {
    const deck = new Deck()
    const server = await rawServer(async (socket) => {
      await upgrade(socket)
      socket.once('data', () => socket.resume().write(block))
    })
    const id = await deck.opened(server.url)
    deck.pool.send(id, text('go on'))
    let most = 0
    for (let seen = 0; seen < pings;) {
      await new Promise((resolve) => setImmediate(resolve))
      const now = deck.snapshot(id).counters.controlIn
      most = Math.max(most, now - seen)
      seen = now
    }
    expect(most).toBeLessThan(10_000)
    expect(deck.state(id).kind).toBe('open')
  })

  it('is whole before the end of its connection is told, however it ends', async () => {
    const deck = new Deck()
    for (const end of ['end', 'resetAndDestroy'] as const) {
      const server = await rawServer(async (socket) => {
        await upgrade(socket)
        socket.write(Buffer.concat([block, frame(textFrame, 'last')]), () => setTimeout(() => socket[end](), 200))
        socket.resume()
      })
      const id = deck.open(server.url)
      await deck.reaches(id, 'failed')
      const { controlIn, messagesIn } = deck.snapshot(id).counters
      expect([end, controlIn, messagesIn]).toEqual([end, pings, 1])
    }
  })
})

describe('slices', () => {
  it('stop at the first error, and wait only when the turn is used up', async () => {
    const written: number[] = []
    const turn = { full: false }
    const receiver = {
      _write: (chunk: Uint8Array, _encoding: string, done: (error?: Error) => void) => {
        written.push(chunk.byteLength)
        if (written.length === 3) done(new Error('bad frame'))
        else done()
      },
    }
    slice({ _receiver: receiver }, turn)
    const size = limits.readSliceBytes
    const told: unknown[] = []
    receiver._write(Buffer.alloc(size + 1), 'buffer', (error) => told.push(error))
    expect([written, told]).toEqual([[size, 1], [undefined]])
    turn.full = true
    receiver._write(Buffer.alloc(4 * size), 'buffer', (error) => told.push(error))
    expect([written.length, told.length]).toEqual([3, 2])
    expect(told[1]).toBeInstanceOf(Error)
    written.length = 0
    receiver._write(Buffer.alloc(2 * size), 'buffer', (error) => told.push(error))
    expect(written).toEqual([size])
    await until(() => told.length === 3, 'the rest came')
    expect(written).toEqual([size, size])
  })

  it('are not made of the payload of one frame: a large message comes in as few pieces as it was read', () => {
    const size = limits.readSliceBytes
    const written: number[] = []
    const receiver = {
      _state: 4,
      _payloadLength: 4 * size,
      _bufferedBytes: 0,
      _write(chunk: Uint8Array, _encoding: string, done: (error?: Error) => void) {
        written.push(chunk.byteLength)
        this._bufferedBytes += chunk.byteLength
        done()
      },
    }
    slice({ _receiver: receiver }, { full: false })
    for (const bytes of [3 * size, size + 1]) receiver._write(Buffer.alloc(bytes), 'buffer', () => undefined)
    expect(written).toEqual([3 * size, size, 1])
  })

  it('leave alone what is no client of this ws', () => {
    expect(() => slice({}, new ReadTurn())).not.toThrow()
  })
})
