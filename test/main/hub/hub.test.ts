import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { Hub } from '../../../main/hub/hub'
import { systemClock } from '../../../main/lib/clock'
import { silentLogger } from '../../../main/lib/logger'
import { limits } from '../../../shared/limits'
import { FakeClock } from '../../support/clock'
import { until } from '../../support/until'
import { allOf, closeClients, openClient } from '../../support/ws-client'

const hubs: Hub[] = []

function newHub(clock = systemClock): Hub {
  const hub = new Hub({ clock, logger: silentLogger })
  hubs.push(hub)
  return hub
}

afterEach(async () => {
  await Promise.all(hubs.splice(0).map((hub) => hub.stop()))
})

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const hub = newHub()
  const { port } = await hub.start(0)
  await hub.stop()
  return port
}

const handles = () => process.getActiveResourcesInfo().filter((name) => /^TCP|^Timeout$/.test(name))

describe('the life of the hub', () => {
  it('is stopped at first, runs when started, and is stopped again', async () => {
    const hub = newHub()
    const kinds: string[] = []
    hub.onChange(() => kinds.push(hub.state.kind))
    expect(hub.state).toEqual({ kind: 'stopped', port: 7625, problem: '', clients: [], evicted: 0 })
    const running = await hub.start(0)
    expect(running).toMatchObject({ kind: 'running', problem: '', clients: [] })
    expect(running.port).toBeGreaterThan(0)
    expect(await hub.stop()).toMatchObject({ kind: 'stopped', port: running.port })
    expect(kinds).toEqual(['starting', 'running', 'stopping', 'stopped'])
  })

  it('says in words that the port is taken, and can then be started again', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const address = taken.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const hub = newHub()
    const problem = `Port ${port} is in use: choose another port, or stop what uses it`
    await expect(hub.start(port)).rejects.toMatchObject({ name: 'AppError', code: 'hub-port', message: problem })
    expect(hub.state).toMatchObject({ kind: 'failed', port, problem })
    taken.close()
    await once(taken, 'close')
    expect(await hub.start(port)).toMatchObject({ kind: 'running', port, problem: '' })
  })

  it('restarts at the same port at once, with clients connected', async () => {
    const hub = newHub()
    const { port } = await hub.start(0)
    for (let i = 0; i < 3; i += 1) {
      const { closed } = await openClient(`ws://127.0.0.1:${port}/echo`)
      await hub.stop()
      expect(await closed).toEqual({ code: 1001, reason: 'The hub was stopped' })
      expect(await hub.start(port)).toMatchObject({ kind: 'running', port, clients: [] })
    }
  })

  it('moves to another port when started there, and stays where it is when it runs there already', async () => {
    const hub = newHub()
    const [first, second] = [await freePort(), await freePort()]
    await hub.start(first)
    const client = await openClient(`ws://127.0.0.1:${first}/echo`)
    await hub.start(first)
    await hub.start(0)
    expect(client.ws.readyState).toBe(client.ws.OPEN)
    expect(await hub.start(second)).toMatchObject({ kind: 'running', port: second })
    expect(await client.closed).toMatchObject({ code: 1001 })
    await expect(openClient(`ws://127.0.0.1:${first}/echo`)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  it('ends in the state that was asked for last, however fast one asks', async () => {
    const hub = newHub()
    const port = await freePort()
    const asked = [hub.start(port), hub.stop(), hub.start(port), hub.stop(), hub.stop(), hub.start(port), hub.start(port)]
    await Promise.all(asked)
    expect(hub.state.kind).toBe('running')
    void hub.start(0)
    void hub.stop()
    void hub.start(port)
    await hub.stop()
    expect(hub.state.kind).toBe('stopped')
    await expect(openClient(`ws://127.0.0.1:${port}/echo`)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  it('does nothing when it is started after it has retired', async () => {
    const hub = newHub()
    const { port } = await hub.start(0)
    const retiring = hub.retire()
    const late = hub.start(port)
    expect(await retiring).toMatchObject({ kind: 'stopped' })
    expect(await late).toMatchObject({ kind: 'stopped' })
    expect(await hub.start(0)).toMatchObject({ kind: 'stopped', clients: [] })
    await expect(openClient(`ws://127.0.0.1:${port}/echo`)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  it('goes on when a listener fails', async () => {
    const hub = newHub()
    let told = 0
    hub.onChange(() => {
      throw new Error('no screen')
    })
    hub.onChange(() => (told += 1))
    expect(await hub.start(0)).toMatchObject({ kind: 'running' })
    expect(told).toBe(2)
  })

  it('stops after a start that fails, and goes on', async () => {
    const [blocker, hub] = [newHub(), newHub()]
    const { port } = await blocker.start(0)
    const failing = hub.start(port)
    const stopping = hub.stop()
    await expect(failing).rejects.toMatchObject({ code: 'hub-port' })
    expect(await stopping).toMatchObject({ kind: 'stopped', problem: '' })
    expect(await hub.start(0)).toMatchObject({ kind: 'running' })
  })

  it('says that it broke off when its loop fails, lets go of its clients, and can be started again', async () => {
    const clock = new FakeClock()
    const hub = newHub(clock)
    const { port } = await hub.start(0)
    const client = await openClient(`ws://127.0.0.1:${port}/echo`)
    await clock.advance(1000)
    const { after } = clock
    clock.after = () => {
      throw new Error('out of timers')
    }
    await openClient(`ws://127.0.0.1:${port}/echo`)
    await until(() => hub.state.kind === 'failed')
    expect(hub.state).toMatchObject({ port, problem: 'The hub broke off: start it again', clients: [] })
    await client.closed
    clock.after = after
    expect(await hub.start(port)).toMatchObject({ kind: 'running', problem: '' })
  })

  it('leaves no socket, listener or timer when it stops, with clients that do not answer too', async () => {
    await until(() => handles().length === 0) // what earlier tests closed is not yet gone from the event loop
    const hub = newHub()
    const { port } = await hub.start(0)
    // The flood is no more than the kernel holds, or its close frame waits for what the client has not read.
    const urls = ['/echo', '/room/a', '/clock?ms=10', '/flood?rate=1000&size=100']
    const clients = await Promise.all(urls.map((url) => openClient(`ws://127.0.0.1:${port}${url}`)))
    const deaf = await openClient(`ws://127.0.0.1:${port}/flood?rate=1000000&size=100000`)
    deaf.ws.pause()
    const silent = connect(port, '127.0.0.1')
    const cut = allOf(silent)
    await once(silent, 'connect')
    await until(() => hub.state.clients.some(({ id, queuedMessages }) => id === 5 && queuedMessages > 0))
    await hub.stop()
    for (const { closed } of clients) expect(await closed).toMatchObject({ code: 1001 })
    deaf.ws.terminate()
    await Promise.all([deaf.closed, cut])
    await until(() => handles().length === 0)
  })
})

describe('what the hub says of its clients', () => {
  it('lists each with its path, address, counters and since when, by age', async () => {
    const hub = newHub()
    const { port } = await hub.start(0)
    const from = Date.now()
    const echo = await openClient(`ws://127.0.0.1:${port}/echo?a=b`)
    const room = await openClient(`ws://localhost:${port}/room/lobby`)
    for (const text of ['1', '2', '3']) echo.ws.send(text)
    await until(() => echo.messages.length === 3 && hub.state.clients[0]?.messagesOut === 3)
    const { clients } = hub.state
    expect(clients[0]).toMatchObject({ id: 1, path: '/echo?a=b', messagesIn: 3, messagesOut: 3, queuedMessages: 0 })
    expect(clients[0]?.address).toMatch(/^127\.0\.0\.1:\d+$/)
    expect(clients[0]?.since).toBeGreaterThanOrEqual(from - 1)
    expect(clients[1]).toMatchObject({ id: 2, path: '/room/lobby', messagesIn: 0 })
    await closeClients([echo])
    await until(() => hub.state.clients.length === 1)
    await closeClients([room])
  })

  it('tells its listeners of clients at most every 250 ms, and no longer once they let go', async () => {
    const clock = new FakeClock()
    const hub = newHub(clock)
    const { port } = await hub.start(0)
    let told = 0
    const letGo = hub.onChange(() => (told += 1))
    const client = await openClient(`ws://127.0.0.1:${port}/echo`)
    for (let i = 0; i < 100; i += 1) client.ws.send('x')
    await until(() => client.messages.length === 100)
    expect(told).toBe(0)
    await clock.advance(limits.publishEveryMs * 5)
    expect(told).toBe(1)
    await clock.advance(10_000)
    expect(told).toBe(1)
    letGo()
    client.ws.send('x')
    await until(() => client.messages.length === 101)
    await clock.advance(1000)
    expect(told).toBe(1)
    await closeClients([client])
    await hub.stop()
    expect(clock.pending).toBe(0)
  })
})
