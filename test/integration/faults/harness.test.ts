import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { beside, judged } from '../../support/faults/bystanders'
import { nothingYet } from '../../support/faults/oracle'
import { faultProxy, type Toxic } from '../../support/faults/proxy'
import { Deck } from '../../support/live-deck'
import { rawServer } from '../../support/raw-server'
import { until } from '../../support/until'

const said = Buffer.from(Array.from({ length: 40 }, (_, i) => i))

interface Heard {
  bytes: Buffer
  end: 'fin' | 'reset' | 'open'
  tookMs: number
}

/** What a client hears of 40 bytes that were said at once through the proxy. */
async function heard(...down: Toxic[]): Promise<Heard> {
  const server = await rawServer((socket) => { socket.end(said) })
  const proxy = await faultProxy(server.port)
  proxy.down = down
  const parts: Buffer[] = []
  const begun = performance.now()
  const client: Socket = connect(proxy.port, '127.0.0.1')
  let end: Heard['end'] = 'open'
  client.on('data', (part: Buffer) => parts.push(part)).on('end', () => { end = 'fin' }).on('error', () => { end = 'reset' })
  const swallowed = down.some(({ kind }) => kind === 'hole')
  if (swallowed) await until(() => Buffer.concat(parts).length === 10, 'what comes before the hole has come')
  else await once(client, 'close').catch(() => undefined)
  const tookMs = performance.now() - begun
  client.destroy()
  return { bytes: Buffer.concat(parts), end, tookMs }
}

describe('the fault proxy', () => {
  it('hands on everything when there is nothing wrong', async () => {
    expect(await heard()).toMatchObject({ bytes: said, end: 'fin' })
  })

  it('resets, ends or swallows after exactly so many bytes', async () => {
    for (const at of [0, 1, 10, 39]) {
      expect(await heard({ kind: 'reset', at })).toMatchObject({ bytes: said.subarray(0, at), end: 'reset' })
      expect(await heard({ kind: 'fin', at })).toMatchObject({ bytes: said.subarray(0, at), end: 'fin' })
    }
    expect(await heard({ kind: 'hole', at: 10 })).toMatchObject({ bytes: said.subarray(0, 10), end: 'open' })
  })

  it('spoils one byte and no other', async () => {
    const { bytes } = await heard({ kind: 'corrupt', at: 7 })
    expect([...bytes].filter((byte, i) => byte !== said[i])).toEqual([7 ^ 0xff])
    expect(bytes[7]).toBe(7 ^ 0xff)
  })

  it('waits, drips and narrows without losing a byte', async () => {
    const [late, dripped, narrow] = await Promise.all([
      heard({ kind: 'latency', ms: 60, jitterMs: 10 }),
      heard({ kind: 'slice', bytes: 1, everyMs: 2 }),
      heard({ kind: 'bandwidth', bytesPerSecond: 400 }),
    ])
    for (const { bytes } of [late, dripped, narrow]) expect(bytes).toEqual(said)
    expect(late.tookMs).toBeGreaterThan(49)
    expect(dripped.tookMs).toBeGreaterThan(40 * 2 * 0.9)
    expect(narrow.tookMs).toBeGreaterThan(90)
  })

  it('changes by its schedule, and cuts all', async () => {
    const server = await rawServer((socket) => { socket.pipe(socket) })
    const proxy = await faultProxy(server.port)
    const client = connect(proxy.port, '127.0.0.1')
    client.on('error', () => undefined).write('a')
    await once(client, 'data')
    proxy.schedule([{ afterMs: 5, up: [{ kind: 'hole', at: 1 }] }, { afterMs: 3_000, up: [] }])
    await until(() => proxy.up.length === 1)
    client.write('b')
    await until(() => proxy.up.length === 0)
    client.write('c')
    const [part] = (await once(client, 'data')) as [Buffer]
    expect(part.toString()).toBe('c')
    proxy.cut()
    await until(() => client.destroyed, 'the client is cut off')
    await until(() => proxy.links.size === 0)
  })
})

describe('the oracles', () => {
  it('find a timer that was left behind', async () => {
    const baseline = await nothingYet(200)
    const timers = Array.from({ length: 3 }, () => setTimeout(() => undefined, 60_000))
    await expect(baseline.isBack()).rejects.toThrow('"Timeout"')
    timers.forEach(clearTimeout)
    await baseline.isBack()
  })

  it('see a loop that is held up, and bystanders that are cut off', async () => {
    const deck = new Deck()
    expect(await beside(deck, () => new Promise((resolve) => setTimeout(resolve, 200)))).toMatchObject({ riseMs: expect.any(Number) as number })
    const held = async () => {
      for (let round = 0; round < 4; round += 1) {
        // Of the processor: what the machine takes away meanwhile is nobody's fault.
        const before = process.cpuUsage()
        for (let spent = 0; spent < 200_000; ) {
          const { user, system } = process.cpuUsage(before)
          spent = user + system
        }
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
    await expect(beside(new Deck(), held).then((seen) => judged(seen, true))).rejects.toThrow('99th percentile')
    const cutting = new Deck()
    await expect(beside(cutting, () => { cutting.pool.close(cutting.pool.ids()[0] ?? '') })).rejects.toThrow()
  })
})
