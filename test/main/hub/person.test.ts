import { afterEach, describe, expect, it } from 'vitest'
import { Hub } from '../../../main/hub/hub'
import { systemClock } from '../../../main/lib/clock'
import { silentLogger } from '../../../main/lib/logger'
import { limits } from '../../../shared/limits'
import { until } from '../../support/until'
import { closeClients, openClient } from '../../support/ws-client'

let hub = new Hub({ clock: systemClock, logger: silentLogger })

async function started(): Promise<string> {
  hub = new Hub({ clock: systemClock, logger: silentLogger })
  const { port } = await hub.start(0)
  return `ws://127.0.0.1:${port}`
}

afterEach(() => hub.stop())

describe('evicting a client by hand', () => {
  it('closes that one with 1008 and says why, and leaves the others alone', async () => {
    const url = await started()
    const [first, second] = [await openClient(`${url}/echo`), await openClient(`${url}/room/a`)]
    await until(() => hub.state.clients.length === 2)
    hub.evict(1)
    expect(await first.closed).toEqual({ code: 1008, reason: 'Evicted by the person at the hub' })
    await until(() => hub.state.clients.length === 1)
    expect(second.ws.readyState).toBe(second.ws.OPEN)
    // It is no slow client.
    expect(hub.state.evicted).toBe(0)
    await closeClients([second])
  })

  it('ends a client that floods, and one that does not answer', async () => {
    const url = await started()
    // No more than the kernel holds, or the close frame waits for what the client has not read.
    const flooded = await openClient(`${url}/flood?rate=1000&size=100`)
    const deaf = await openClient(`${url}/flood?rate=100000&size=1000`)
    deaf.ws.pause()
    await until(() => hub.state.clients.length === 2)
    hub.evict(1)
    hub.evict(2)
    hub.evict(2)
    expect(await flooded.closed).toMatchObject({ code: 1008 })
    await until(() => hub.state.clients.length === 0)
    deaf.ws.terminate()
    await deaf.closed
  })

  it('is refused in words for a client that has left, or that never was', async () => {
    expect(() => hub.evict(1)).toThrow('no longer connected')
    const url = await started()
    const client = await openClient(`${url}/echo`)
    await until(() => hub.state.clients.length === 1)
    await closeClients([client])
    await until(() => hub.state.clients.length === 0)
    expect(() => hub.evict(1)).toThrow(expect.objectContaining({ code: 'not-found' }))
  })
})

describe('a broadcast by hand', () => {
  it('reaches every client whatever its path, and says how many', async () => {
    const url = await started()
    const clients = await Promise.all(['/echo', '/room/a', '/room/b', '/clock?ms=60000', '/flood?rate=1'].map((path) => openClient(url + path)))
    await until(() => hub.state.clients.length === clients.length)
    expect(await hub.broadcast({ format: 'json', text: '{"to": "all"}' })).toBe(clients.length)
    for (const { messages } of clients) await until(() => messages.includes('{"to": "all"}'))
    await closeClients(clients)
  })

  it('goes out as text or binary, as its format says', async () => {
    const url = await started()
    const { ws, closed } = await openClient(`${url}/echo`)
    const got: [string, boolean][] = []
    ws.on('message', (data: Buffer, binary: boolean) => got.push([data.toString('hex'), binary]))
    await until(() => hub.state.clients.length === 1)
    await hub.broadcast({ format: 'hex', text: '00 ff' })
    await hub.broadcast({ format: 'text', text: 'ü' })
    await until(() => got.length === 2)
    expect(got).toEqual([['00ff', true], ['c3bc', false]])
    ws.close()
    await closed
  })

  it('reaches nobody when nobody is there', async () => {
    await started()
    expect(await hub.broadcast({ format: 'text', text: 'hello?' })).toBe(0)
  })

  it('does not count a client that is too slow for it, which is evicted', async () => {
    const url = await started()
    const slow = await openClient(`${url}/room/a`)
    const quick = await openClient(`${url}/echo`)
    slow.ws.pause()
    await until(() => hub.state.clients.length === 2)
    const text = 'x'.repeat(limits.composedBytes)
    const counts: number[] = []
    while (hub.state.evicted === 0) {
      counts.push(await hub.broadcast({ format: 'text', text }))
      await until(() => quick.messages.length === counts.length)
    }
    expect(counts[0]).toBe(2)
    expect(counts.at(-1)).toBe(1)
    slow.ws.terminate()
    await Promise.all([slow.closed, closeClients([quick])])
  })

  it('is refused in words when it is wrong, too large, or the hub does not run', async () => {
    const text = { format: 'text', text: 'x' } as const
    expect(() => hub.broadcast(text)).toThrow('start it first')
    await started()
    expect(() => hub.broadcast({ format: 'json', text: '{' })).toThrow(expect.objectContaining({ code: 'bad-json' }))
    expect(() => hub.broadcast({ format: 'text', text: 'ü'.repeat(limits.composedBytes) })).toThrow(expect.objectContaining({ code: 'message-too-large' }))
  })

  it('is answered when the hub stops before it was made', async () => {
    await started()
    const asked = hub.broadcast({ format: 'text', text: 'x' })
    const stopped = hub.stop()
    expect(await asked).toBe(0)
    await stopped
  })
})
