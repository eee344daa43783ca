import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { networkInterfaces, tmpdir } from 'node:os'
import { once } from 'node:events'
import { join } from 'node:path'
import { Socket as NetSocket } from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { WebSocketServer } from 'ws'
import type { Lookup } from '../../../main/connection/way'
import { blackHole } from '../../support/black-hole'
import { dialled, end } from '../../support/dial-plan'
import { backTo, resources } from '../../support/leaks'
import { rawServer } from '../../support/raw-server'
import { echo, wsServer } from '../../support/servers'
import { until } from '../../support/until'

const failing = (code: string): Lookup => () => Promise.reject(Object.assign(new Error('no'), { code }))
const finding = (...addresses: string[]): Lookup => (_host, family) => {
  const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })).filter((one) => family === 0 || one.family === family)
  return found.length === 0 ? Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })) : Promise.resolve(found)
}

async function freePort(): Promise<number> {
  const { port, close } = await rawServer(() => undefined)
  await close()
  return port
}

describe('the lookup', () => {
  it.each([['ENOTFOUND', 'host-not-found'], ['EAI_AGAIN', 'dns-failed'], ['ESERVFAIL', 'dns-failed'], ['ENODATA', 'no-address'], ['EAI_ADDRFAMILY', 'no-address'], ['EMFILE', 'local-limit']])('that ends with %s is %s', async (code, kind) => {
    const { fault } = await dialled('ws://server.example/', { lookup: failing(code) })
    expect(fault?.why).toMatchObject({ phase: 'dns', kind, code })
  })

  it('finds no address of the one family that is wanted', async () => {
    const about = { network: { family: 'ipv6' as const }, lookup: finding('127.0.0.1') }
    expect((await dialled('ws://server.example/', about)).fault?.why).toMatchObject({ phase: 'dns', kind: 'no-address', reason: 'no IPv6 address' })
    expect((await dialled('ws://127.0.0.1/', about)).fault?.why).toMatchObject({ phase: 'dns', kind: 'no-address' })
    expect((await dialled('ws://server.example/', { ...about, lookup: finding() })).fault?.why.kind).toBe('host-not-found')
  })

  it('is asked for the wanted family, and what it found is in the trace', async () => {
    const { port } = await wsServer(echo)
    const asked: number[] = []
    const lookup: Lookup = (host, family) => {
      asked.push(family)
      return finding('::1', '127.0.0.1')(host, family)
    }
    for (const family of ['ipv4', 'auto'] as const) {
      const done = await dialled(`ws://server.example:${port}/`, { lookup, network: { family } })
      expect(done.record.steps[1]).toMatchObject({ phase: 'dns', detail: family === 'ipv4' ? 'server.example: 127.0.0.1' : 'server.example: ::1, 127.0.0.1' })
      expect(done.record.steps[2]).toMatchObject({ phase: 'tcp', detail: `127.0.0.1:${port}` })
      await end(done)
    }
    expect(asked).toEqual([4, 0])
  })
})

describe('TCP', () => {
  it('is not asked at its usual port where the URL says 0', async () => {
    const { fault, record } = await dialled('ws://127.0.0.1:0/')
    expect(fault?.why.phase).toBe('tcp')
    expect(record.steps.at(-1)?.detail).toBe('127.0.0.1:0')
  })

  it('is refused where nothing listens', async () => {
    const port = await freePort()
    for (const scheme of ['ws', 'wss']) {
      const { fault, record } = await dialled(`${scheme}://127.0.0.1:${port}/`)
      expect(fault?.why).toMatchObject({ phase: 'tcp', kind: 'refused', code: 'ECONNREFUSED', by: 'server' })
      expect(record.steps.at(-1)).toMatchObject({ phase: 'tcp', detail: `127.0.0.1:${port}` })
    }
  })

  it('goes on to the next address when one refuses, in every family setting', async () => {
    const { port } = await wsServer(echo)
    for (const family of ['auto', 'ipv4'] as const) {
      const done = await dialled(`ws://server.example:${port}/`, { lookup: finding('127.0.0.9', '127.0.0.8', '127.0.0.1'), network: { family } })
      expect(done.record.hops[0]?.address).toBe(`127.0.0.1:${port}`)
      await end(done)
    }
  })

  it('goes on to the next address when one is silent', async ({ skip }) => {
    const port = await blackHole()
    if (port === null) skip('no SYN is swallowed here')
    const other = createServer()
    const webSockets = new WebSocketServer({ server: other })
    onTestFinished(() => { webSockets.clients.forEach((one) => one.terminate()); other.close() })
    other.listen(port ?? 0, '127.0.0.2')
    await once(other, 'listening')
    const done = await dialled(`ws://server.example:${port}/`, { lookup: finding('127.0.0.1', '127.0.0.2') })
    expect(done.record.hops[0]?.address).toBe(`127.0.0.2:${port}`)
    await end(done)
  })

  it('hangs until the deadline at a host that swallows everything, and an abort leaves nothing of it', async ({ skip }) => {
    const port = await blackHole()
    if (port === null) skip('no SYN is swallowed here')
    const before = resources()
    expect((await dialled(`ws://127.0.0.1:${port}/`, { limits: { deadlineMs: 300 } })).fault?.why).toMatchObject({ phase: 'tcp', kind: 'deadline' })
    await backTo(before, 5_000)
    const controller = new AbortController()
    const ending = expect(dialled(`ws://127.0.0.1:${port}/`, { signal: controller.signal })).rejects.toThrow()
    await until(() => resources().ConnectWrap > before.ConnectWrap, 'it waits for an answer')
    controller.abort()
    await ending
    await backTo(before, 5_000)
  })

  it('leaves from the local address that is asked for', async () => {
    const { url, sockets } = await wsServer(echo)
    const done = await dialled(url, { network: { localAddress: '127.0.0.5' } })
    expect([...sockets].map(({ remoteAddress }) => remoteAddress)).toEqual(['127.0.0.5'])
    expect(done.record.hops[0]?.localAddress).toMatch(/^127\.0\.0\.5:\d+$/)
    await end(done)
  })

  it('can\'t leave from an address that is none, not this machine\'s, or of the other family', async () => {
    const { url } = await wsServer(echo)
    const own = Object.values(networkInterfaces()).flat().map((one) => one?.address)
    expect(own).not.toContain('192.0.2.1')
    for (const localAddress of ['192.0.2.1', 'here', '::1'])
      expect((await dialled(url, { network: { localAddress, family: localAddress === '::1' ? 'ipv4' : 'auto' } })).fault?.why).toMatchObject({ phase: 'tcp', kind: 'local-address', by: 'client' })
  })

  it('keeps alive as asked', async () => {
    const { url } = await wsServer(echo)
    const spy = vi.spyOn(NetSocket.prototype, 'connect')
    onTestFinished(() => spy.mockRestore())
    await end(await dialled(url, { network: { keepAliveMs: 5_000 } }))
    await end(await dialled(url))
    const given = spy.mock.calls.map(([args]) => (args as unknown as [object])[0]).filter((one) => 'autoSelectFamily' in one)
    expect(given[0]).toMatchObject({ keepAlive: true, keepAliveInitialDelay: 5_000 })
    expect(given[1]).not.toHaveProperty('keepAlive')
  })
})

describe.skipIf(process.platform === 'win32')('a Unix socket', () => {
  function folder(): string {
    const made = mkdtempSync(join(tmpdir(), 'sockdeck-unix-'))
    onTestFinished(() => rmSync(made, { recursive: true, force: true }))
    return made
  }

  it('is reached, with the request path behind the colon', async () => {
    const path = join(folder(), 'a b.sock')
    const server = createServer()
    const asked: (string | undefined)[] = []
    const webSockets = new WebSocketServer({ server })
    webSockets.on('connection', (_webSocket, request) => asked.push(request.headers.host, request.url))
    server.listen(path)
    await once(server, 'listening')
    onTestFinished(() => { webSockets.clients.forEach((one) => one.terminate()); server.close() })
    const proxyFor = () => Promise.reject(new Error('nobody asks'))
    const done = await dialled(`ws+unix:${path.replace(' ', '%20')}:/chat?x=1`, { proxyFor })
    expect(asked).toEqual(['localhost', '/chat?x=1'])
    expect(done.record.hops[0]).toMatchObject({ address: path, requestLine: 'GET /chat?x=1 HTTP/1.1' })
    await end(done)
  })

  it('that is not there, or is no socket, or nobody\'s, has its cause', async () => {
    const made = folder()
    expect((await dialled(`ws+unix:${made}/none.sock`)).fault?.why).toMatchObject({ phase: 'tcp', kind: 'socket-not-found', code: 'ENOENT', by: 'client' })
    const server = createServer().listen(join(made, 'locked.sock'))
    await once(server, 'listening')
    onTestFinished(() => { server.close() })
    chmodSync(join(made, 'locked.sock'), 0)
    // Nothing is locked for root.
    if (process.getuid?.() !== 0) expect((await dialled(`ws+unix:${made}/locked.sock`)).fault?.why).toMatchObject({ phase: 'tcp', kind: 'socket-denied', code: 'EACCES' })
  })
})
