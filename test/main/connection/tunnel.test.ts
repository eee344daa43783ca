import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { isAbort } from '../../../shared/errors'
import { newAuthority } from '../../support/authority'
import { dialled, end, type DialAbout } from '../../support/dial-plan'
import { abortListeners, backTo, resources } from '../../support/leaks'
import { connectProxy, socksProxy } from '../../support/proxies'
import { rawServer, requestOf } from '../../support/raw-server'
import { echo, wsServer } from '../../support/servers'
import { tlsServer } from '../../support/tls-server'
import { until } from '../../support/until'

const authority = newAuthority()

function by(kind: 'http' | 'socks5', port: number, about: { user?: string; password?: string } = {}): DialAbout {
  return { proxyFor: () => Promise.resolve({ kind, host: '127.0.0.1', port, user: '', password: '', ...about }) }
}

describe.each(['http', 'socks5'] as const)('a tunnel by a proxy: %s', (kind) => {
  const open = kind === 'http' ? connectProxy : socksProxy

  it('carries ws, and the host is looked up by the proxy', async () => {
    const { port } = await wsServer(echo)
    const proxy = await open({ hosts: { 'inner.example': '127.0.0.1' } })
    const done = await dialled(`ws://inner.example:${port}/`, by(kind, proxy.port))
    expect(done.fault).toBeNull()
    expect(proxy.asked).toEqual([`inner.example:${port}`])
    expect(done.record.steps.map(({ phase }) => phase)).toEqual(['prepare', 'tcp', 'proxy', 'http'])
    expect(done.record.hops[0]).toMatchObject({ proxy: `${kind}://127.0.0.1:${proxy.port}`, address: `127.0.0.1:${proxy.port}` })
    await end(done)
  })

  it.skipIf(authority === null)('carries wss, whose certificate must be the host\'s', async () => {
    const { port } = await tlsServer(authority?.issue({ names: 'DNS:inner.example' }) ?? {})
    const proxy = await open({ hosts: { 'inner.example': '127.0.0.1', 'other.example': '127.0.0.1' } })
    const tls = { ca: authority?.cert ?? null }
    const done = await dialled(`wss://inner.example:${port}/`, { ...by(kind, proxy.port), tls })
    expect(done.fault).toBeNull()
    expect(done.record.steps.map(({ phase }) => phase)).toEqual(['prepare', 'tcp', 'proxy', 'tls', 'http'])
    await end(done)
    expect((await dialled(`wss://other.example:${port}/`, { ...by(kind, proxy.port), tls })).fault?.why.kind).toBe('certificate-wrong-host')
  })

  it('reaches addresses of both families', async () => {
    const { port } = await wsServer(echo)
    const proxy = await open({ hosts: { '::1': '127.0.0.1', '0000:0000:0000:0000:0000:0000:0000:0001': '127.0.0.1' } })
    for (const host of ['127.0.0.1', '[::1]']) await end(await dialled(`ws://${host}:${port}/`, by(kind, proxy.port)))
    expect(proxy.asked).toEqual([`127.0.0.1:${port}`, kind === 'http' ? `::1:${port}` : `0000:0000:0000:0000:0000:0000:0000:0001:${port}`])
  })

  it('opens with the right credentials alone', async () => {
    const { port } = await wsServer(echo)
    const proxy = await open({ user: 'mé', password: 's3cr3t' })
    const right = await dialled(`ws://127.0.0.1:${port}/`, by(kind, proxy.port, { user: 'mé', password: 's3cr3t' }))
    expect(right.fault).toBeNull()
    expect(JSON.stringify(right.record)).not.toContain('s3cr3t')
    await end(right)
    for (const about of [{ user: 'mé', password: 'wrong' }, {}]) {
      const { fault } = await dialled(`ws://127.0.0.1:${port}/`, by(kind, proxy.port, about))
      expect(fault?.why).toMatchObject({ phase: 'proxy', kind: 'proxy-auth', by: 'network' })
      if (kind === 'http') expect(fault?.why).toMatchObject({ httpStatus: 407, reason: '407 Who are you' })
    }
    await until(() => proxy.sockets.size === 0, 'the connections are gone')
  })

  it('says that the proxy can\'t reach the host', async () => {
    const gone = await rawServer(() => undefined)
    await gone.close()
    const proxy = await open()
    expect((await dialled(`ws://127.0.0.1:${gone.port}/`, by(kind, proxy.port))).fault?.why).toMatchObject({ phase: 'proxy', kind: 'proxy-target' })
  })

  it('says that the proxy is not there', async () => {
    const gone = await rawServer(() => undefined)
    await gone.close()
    expect((await dialled('ws://inner.example/', by(kind, gone.port))).fault?.why).toMatchObject({ phase: 'proxy', kind: 'proxy-unreachable', code: 'ECONNREFUSED' })
    const noHost: DialAbout = { proxyFor: () => Promise.resolve({ kind, host: 'proxy.example', port: 1, user: '', password: '' }), lookup: () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })) }
    expect((await dialled('ws://inner.example/', noHost)).fault?.why).toMatchObject({ phase: 'proxy', kind: 'proxy-unreachable', code: 'ENOTFOUND' })
  })

  const hello = (socket: Socket) => new Promise<void>((resolve) => socket.once('data', () => resolve()))
  const broken: [string, (socket: Socket) => Promise<void>, object][] = [
    ['garbage', async (socket) => { await hello(socket); socket.write('220 mail.example ESMTP\r\n') }, { kind: 'proxy-protocol' }],
    ['FIN', async (socket) => { await hello(socket); socket.end() }, { kind: 'proxy-closed', code: null }],
    ['RST', async (socket) => { await hello(socket); socket.resetAndDestroy() }, { kind: 'proxy-closed', code: 'ECONNRESET' }],
    ['half an answer and FIN', async (socket) => { await hello(socket); socket.end(kind === 'http' ? 'HTTP/1.1 20' : Buffer.from([5])) }, { kind: 'proxy-closed' }],
    ['silence', async (socket) => { socket.resume(); await hello(socket) }, { kind: 'deadline' }],
  ]
  it.each(broken)('fails on %s, and nothing is left', async (_what, behave, why) => {
    const before = resources()
    const proxy = await rawServer(behave)
    const { fault } = await dialled('ws://inner.example/', { ...by(kind, proxy.port), limits: { deadlineMs: 1_000 } })
    expect(fault?.why).toMatchObject({ phase: 'proxy', ...why })
    await until(() => proxy.sockets.size === 0, 'the connection is gone')
    await proxy.close()
    await backTo(before, 5_000)
  })

  it('that says nothing, or half an answer, is left at once by an abort, and nothing stays', async () => {
    for (const half of [Buffer.alloc(0), kind === 'http' ? Buffer.from('HTTP/1.1 200 OK\r\n') : Buffer.from([5, 0, 5])]) {
      const before = resources()
      let asked = 0
      const proxy = await rawServer(async (socket) => { await hello(socket); socket.write(half); socket.resume(); asked += 1 })
      const controller = new AbortController()
      const ending = expect(dialled('ws://inner.example/', { ...by(kind, proxy.port), signal: controller.signal })).rejects.toSatisfy(isAbort)
      await until(() => asked === 1, 'the proxy was asked')
      controller.abort()
      await ending
      await until(() => proxy.sockets.size === 0, 'the connection is gone')
      await proxy.close()
      await backTo(before, 5_000)
      expect(abortListeners(controller.signal)).toBe(0)
    }
  })

  it('that closes in the middle of the opening handshake is a connection that closed', async () => {
    const server = await rawServer(async (socket) => { await requestOf(socket); socket.end() })
    const proxy = await open()
    expect((await dialled(server.url, by(kind, proxy.port))).fault?.why).toMatchObject({ phase: 'http', kind: 'no-close-frame' })
  })
})

describe('an HTTP proxy', () => {
  it.each<[string, object]>([
    ['403 Forbidden by rule', { kind: 'proxy-refused', httpStatus: 403, reason: '403 Forbidden by rule' }],
    ['302 Found', { kind: 'proxy-refused', httpStatus: 302 }],
    ['502 Bad Gateway', { kind: 'proxy-target', httpStatus: 502 }],
    ['504 Gateway Timeout', { kind: 'proxy-target', httpStatus: 504 }],
    ['407', { kind: 'proxy-auth', httpStatus: 407, reason: '407' }],
  ])('that answers %s has its cause', async (status, why) => {
    const proxy = await rawServer(async (socket) => { await requestOf(socket); socket.write(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`) })
    expect((await dialled('ws://inner.example/', by('http', proxy.port))).fault?.why).toMatchObject({ phase: 'proxy', ...why })
  })

  it('is quoted in a few words, however many it makes', async () => {
    const proxy = await rawServer(async (socket) => { await requestOf(socket); socket.write(`HTTP/1.1 403 ${'no '.repeat(4_000)}\r\n\r\n`) })
    const { fault } = await dialled('ws://inner.example/', by('http', proxy.port))
    expect(fault?.why).toMatchObject({ kind: 'proxy-refused', httpStatus: 403 })
    expect(fault?.why.reason.length).toBe(500)
  })

  it('is asked with a whole CONNECT request', async () => {
    const proxy = await connectProxy({ user: 'nobody' })
    await dialled('wss://inner.example/path', by('http', proxy.port, { user: 'a', password: 'b' }))
    expect(proxy.heads).toEqual(['CONNECT inner.example:443 HTTP/1.1\r\nHost: inner.example:443\r\nProxy-Authorization: Basic YTpi\r\n\r\n'])
  })

  it('may send an interim answer, and the first bytes of the host behind its own', async () => {
    const proxy = await rawServer(async (socket) => {
      await requestOf(socket)
      socket.write('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 200 OK\r\n\r\nHTTP/1.1 418 Teapot\r\nContent-Length: 0\r\n\r\n')
    })
    const { fault } = await dialled('ws://inner.example/', by('http', proxy.port))
    expect(fault?.why).toMatchObject({ phase: 'http', httpStatus: 418 })
  })

  it('that talks without end is none', async () => {
    const proxy = await rawServer(async (socket) => { await requestOf(socket); socket.write(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(40_000)}`) })
    expect((await dialled('ws://inner.example/', by('http', proxy.port))).fault?.why.kind).toBe('proxy-protocol')
  })
})

describe('a SOCKS5 proxy', () => {
  it.each<[number, string]>([[1, 'proxy-refused'], [2, 'proxy-refused'], [3, 'proxy-target'], [4, 'proxy-target'], [5, 'proxy-target'], [6, 'proxy-target'], [7, 'proxy-refused'], [8, 'proxy-refused'], [99, 'proxy-refused']])('that replies %i has its cause: %s', async (reply, kind) => {
    const proxy = await rawServer((socket) => {
      socket.once('data', () => {
        socket.write(Buffer.from([5, 0]))
        socket.once('data', () => socket.write(Buffer.from([5, reply, 0, 1, 0, 0, 0, 0, 0, 0])))
      })
    })
    expect((await dialled('ws://inner.example/', by('socks5', proxy.port))).fault?.why).toMatchObject({ phase: 'proxy', kind, code: `SOCKS5_${reply}` })
  })

  it('that chooses a method that was not offered speaks something else', async () => {
    const proxy = await rawServer((socket) => void socket.once('data', () => socket.write(Buffer.from([5, 7]))))
    expect((await dialled('ws://inner.example/', by('socks5', proxy.port))).fault?.why).toMatchObject({ phase: 'proxy', kind: 'proxy-protocol' })
  })

  it('takes no names longer than its protocol can carry', async () => {
    const proxy = await socksProxy({ user: 'x' })
    expect((await dialled('ws://inner.example/', by('socks5', proxy.port, { user: 'x'.repeat(256) }))).fault?.why.kind).toBe('bad-proxy-settings')
  })
})
