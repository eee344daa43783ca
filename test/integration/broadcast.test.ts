import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { Deck } from '../support/live-deck'
import { text } from '../support/engine'
import { rawServer, upgrade } from '../support/raw-server'
import { wsServer } from '../support/servers'
import { until } from '../support/until'

const MiB = 1024 * 1024

describe('a broadcast to 1,000 connections, one of them dead and one slow', () => {
  it('gives the other 998 all messages in order, and tells of the two what became of theirs', async () => {
    const deck = new Deck()
    const got = new Map<number, string[]>()
    const { url } = await wsServer((webSocket) => {
      const mine: string[] = []
      got.set(got.size, mine)
      webSocket.on('message', (data: Buffer) => mine.push(data.toString()))
    }, { perMessageDeflate: false })
    const dead = await rawServer(async (socket) => { await upgrade(socket); socket.pause() })
    const slow = await rawServer(async (socket) => { await upgrade(socket); dripFrom(socket) })

    const queue = { messages: 16, bytes: 32 * MiB, overflow: 'refuse' as const }
    const healthy: string[] = []
    for (let round = 0; round < 998; round += 100) {
      const ids = Array.from({ length: Math.min(100, 998 - round) }, () => deck.open(url, { queue }))
      await Promise.all(ids.map((id) => deck.reaches(id, 'open', 20_000)))
      healthy.push(...ids)
    }
    const about = { queue, limits: { closeTimeoutMs: 100 } }
    const [deadId, slowId] = [await deck.opened(dead.url, about), await deck.opened(slow.url, about)]
    // Both are full to the brim before the broadcast starts.
    for (const id of [deadId, slowId]) deck.pool.send(id, { binary: true, bytes: Buffer.alloc(24 * MiB) })

    const all = [...healthy.slice(0, 500), deadId, slowId, ...healthy.slice(500)]
    const rounds = 30
    const sendings = []
    for (let round = 0; round < rounds; round += 1) {
      sendings.push(deck.pool.broadcast(all, text(`message ${round}`)))
      await new Promise((resolve) => setImmediate(resolve))
    }
    const expected = Array.from({ length: rounds }, (_, round) => `message ${round}`)
    await until(() => [...got.values()].every((mine) => mine.length === rounds), 'the 998 have all', 25_000)
    expect(got.size).toBe(998)
    for (const mine of got.values()) expect(mine).toEqual(expected)

    const toHealthy = sendings.flat().filter(({ connectionId }) => connectionId !== deadId && connectionId !== slowId)
    const outcomes = await Promise.all(toHealthy.map(({ settled }) => settled))
    expect(outcomes.filter((outcome) => outcome.kind !== 'sent')).toEqual([])
    for (const id of healthy) expect(deck.snapshot(id).counters).toMatchObject({ messagesOut: rounds, refused: 0, dropped: 0, queuedMessages: 0 })
    const ofDead = sendings.flat().filter(({ connectionId }) => connectionId === deadId).map(({ outcome }) => outcome.kind)
    expect(ofDead).toEqual([...Array<string>(15).fill('queued'), ...Array<string>(15).fill('refused')])
    expect(deck.snapshot(deadId).counters).toMatchObject({ queuedMessages: 16, refused: 15, messagesOut: 0 })
    expect(deck.snapshot(slowId).counters.queuedBytes).toBeLessThanOrEqual(queue.bytes)
    expect(deck.snapshot(slowId).counters.queuedMessages).toBeLessThanOrEqual(16)
    expect(deck.complaints).toEqual([])
  }, 60_000)
})

/** Reads a little now and then. */
function dripFrom(socket: Socket): void {
  socket.on('data', () => {
    socket.pause()
    const timer = setTimeout(() => socket.resume(), 20)
    socket.once('close', () => clearTimeout(timer))
  })
  socket.setMaxListeners(0)
}
