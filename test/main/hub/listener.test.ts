import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { listen, type Listener, type ListenOptions } from '../../../main/hub/listener'
import { silentLogger } from '../../../main/lib/logger'
import { allOf, rawExchange } from '../../support/ws-client'

const open: Listener[] = []

async function listening(options: Partial<ListenOptions> = {}): Promise<Listener> {
  const onRequest: ListenOptions['onRequest'] = (_request, response) => response.end('hello')
  const listener = await listen({ port: 0, handshakeMs: 60_000, logger: silentLogger, onRequest, onUpgrade: () => undefined, ...options })
  open.push(listener)
  return listener
}

afterEach(async () => {
  for (const listener of open.splice(0)) {
    const closed = listener.close()
    listener.cut()
    await closed
  }
})

const head = (port: number) => `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`

async function hasIpv6(): Promise<boolean> {
  const server = createServer().listen(0, '::1')
  try {
    await once(server, 'listening')
    server.close()
    return true
  } catch {
    return false
  }
}

describe('listen', () => {
  it('answers on 127.0.0.1 and on ::1 at the same port', async ({ skip }) => {
    const { port } = await listening()
    expect(await rawExchange(port, head(port))).toMatch(/hello/)
    if (!(await hasIpv6())) skip()
    const socket = connect(port, '::1')
    socket.write(head(port))
    expect(await allOf(socket)).toMatch(/hello/)
  })

  it('says in words that a port is taken on either address, and leaves nothing open', async ({ skip }) => {
    const { port } = await listening()
    const words = { name: 'AppError', code: 'hub-port', message: `Port ${port} is in use: choose another port, or stop what uses it` }
    await expect(listening({ port })).rejects.toMatchObject(words)
    if (!(await hasIpv6())) skip()
    const taken = createServer().listen(0, '::1')
    await once(taken, 'listening')
    const address = taken.address()
    const takenPort = typeof address === 'object' && address !== null ? address.port : 0
    await expect(listening({ port: takenPort })).rejects.toMatchObject({ code: 'hub-port' })
    taken.close()
    await once(taken, 'close')
    expect((await listening({ port: takenPort })).port).toBe(takenPort)
  })

  it.each([-1, 65_536, 1.5])('says in words that %s is no port', async (port) => {
    await expect(listening({ port })).rejects.toMatchObject({ code: 'hub-port', message: `${port} is not a port: choose one from 1 to 65535` })
  })

  it('cuts connections that stay silent, drip their head, or never finish it', async () => {
    const { port } = await listening({ handshakeMs: 200 })
    const silent = connect(port, '127.0.0.1')
    const stuck = connect(port, '127.0.0.1')
    stuck.write('GET /echo HTTP/1.1\r\nHost: ')
    const dripping = connect(port, '127.0.0.1')
    dripping.write('GET /echo HTTP/1.1\r\n')
    const drip = setInterval(() => dripping.write('X-A: b\r\n'), 20)
    const answers = await Promise.all([silent, stuck, dripping].map(allOf))
    clearInterval(drip)
    for (const answer of answers) expect(answer).toMatch(/^(HTTP\/1\.1 408 |$)/)
  })

  it('answers others while hundreds of connections are silent', async () => {
    const { port } = await listening()
    const idle = Array.from({ length: 400 }, () => connect(port, '127.0.0.1').on('error', () => undefined))
    await Promise.all(idle.map((socket) => once(socket, 'connect')))
    expect(await rawExchange(port, head(port))).toMatch(/hello/)
  })

  it('refuses new connections from close on, and cut ends those that are left', async () => {
    const listener = await listening()
    const idle = connect(listener.port, '127.0.0.1')
    await once(idle, 'connect')
    await rawExchange(listener.port, head(listener.port))
    const closed = listener.close()
    await expect(once(connect(listener.port, '127.0.0.1'), 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    const ended = allOf(idle)
    listener.cut()
    await Promise.all([closed, ended])
    open.length = 0
  })
})
