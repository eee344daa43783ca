import type { Socket as TcpSocket } from 'node:net'
import { Socket as NetSocket } from 'node:net'
import { describe, expect, it, vi } from 'vitest'
import { isAbort } from '../../../shared/errors'
import { FakeClock } from '../../support/clock'
import { dialled, end, type DialAbout } from '../../support/dial-plan'
import { abortListeners, backTo, resources } from '../../support/leaks'
import { answer, frame, pingFrame, rawServer, requestOf, switching, textFrame, upgrade } from '../../support/raw-server'
import { echo, wsServer } from '../../support/servers'
import { until } from '../../support/until'

/** A server that upgrades and keeps each request's bytes. */
async function recording(...more: string[]) {
  const requests: string[] = []
  const server = await rawServer(async (socket) => {
    const request = await requestOf(socket)
    requests.push(request)
    socket.write(switching(request, ...more))
  })
  return { ...server, requests }
}

const linesOf = (request: string | undefined) => (request ?? '').trimEnd().split('\r\n')

describe('the request on the wire', () => {
  it('carries path, query, headers in their order, a name twice, and subprotocols', async () => {
    const server = await recording('Sec-WebSocket-Protocol: json')
    const headers = [['X-One', '1'], ['Origin', 'https://me.example'], ['x-two', 'a'], ['X-Two', 'b'], ['Cookie', 'k=v'], ['User-Agent', 'mine']] as const
    await end(await dialled(`${server.url}/path?q=%20x&y`, { headers, protocols: ['json', 'xml'] }))
    const lines = linesOf(server.requests[0])
    expect(lines[0]).toBe('GET /path?q=%20x&y HTTP/1.1')
    expect(lines.slice(1).filter((line) => !line.startsWith('Sec-WebSocket-Key'))).toEqual([
      'X-One: 1', 'Origin: https://me.example', 'x-two: a', 'x-two: b', 'Cookie: k=v', 'User-Agent: mine',
      'Sec-WebSocket-Version: 13', 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Protocol: json,xml', `Host: 127.0.0.1:${server.port}`,
    ])
  })

  it('is recorded as it was sent', async () => {
    const server = await recording()
    const done = await dialled(`${server.url}/a?b=c`, { headers: [['X-Two', 'a'], ['X-Two', 'b'], ['Host', 'other.example']] })
    await end(done)
    const [hop] = done.record.hops
    expect([hop?.requestLine, ...(hop?.requestHeaders ?? []).map(({ name, value }) => `${name}: ${value}`)]).toEqual(linesOf(server.requests[0]))
    expect(server.requests[0]).toContain('Host: other.example\r\n')
  })

  it('hides secrets in what is recorded, and nowhere on the wire', async () => {
    const server = await recording('Set-Cookie: sid=s3cr3t-cookie', 'X-Echo: Bearer t0k3n-value and p@ss word')
    const headers = [['Authorization', 'Bearer t0k3n-value'], ['X-Plain', 'has p@ss word in it'], ['Cookie', 'a=b']] as const
    const done = await dialled(`${server.url}/a?api_key=qqq&x=p%40ss%20word`, { headers, secrets: ['p@ss word'] })
    await end(done)
    expect(server.requests[0]).toContain('Authorization: Bearer t0k3n-value')
    const told = JSON.stringify([done.record.hops, done.record.steps, done.socket?.handshake])
    for (const secret of ['t0k3n-value', 'p@ss word', 'p%40ss', 'qqq', 's3cr3t-cookie', 'a=b']) expect(told).not.toContain(secret)
    expect(done.record.hops[0]?.requestLine).toBe('GET /a?api_key=***&x=*** HTTP/1.1')
    expect(done.record.hops[0]?.response?.headers.at(-1)).toEqual({ name: 'X-Echo', value: '*** and ***' })
  })

  it.each<[string, DialAbout, string | null]>([
    ['off', {}, null],
    ['offered', { compression: { mode: 'offered' } }, 'permessage-deflate'],
    ['with windows', { compression: { mode: 'offered', clientWindowBits: 10, serverWindowBits: 12 } }, 'permessage-deflate; server_max_window_bits=12; client_max_window_bits=10'],
    ['without context takeover', { compression: { mode: 'required', clientTakeover: false, serverTakeover: false } }, 'permessage-deflate; server_no_context_takeover; client_no_context_takeover'],
  ])('offers compression: %s', async (_how, about, offer) => {
    const server = await recording()
    await end(await dialled(server.url, about))
    expect(/^Sec-WebSocket-Extensions: (.*)$/m.exec(server.requests[0] ?? '')?.[1]?.trim() ?? null).toBe(offer)
  })

  it('shows user and password of the URL as Basic credentials, and hides them', async () => {
    const server = await recording()
    const done = await dialled(server.url.replace('//', '//me:s3cr3t@'))
    await end(done)
    expect(server.requests[0]).toContain(`Authorization: Basic ${Buffer.from('me:s3cr3t').toString('base64')}`)
    expect(JSON.stringify(done.record)).not.toMatch(/s3cr3t|bWU6czNjcjN0/)
  })

  it('hands over the cookies of every answer', async () => {
    const kept: [string, readonly string[]][] = []
    const keepCookies = (url: URL, cookies: readonly string[]) => { kept.push([url.pathname, cookies]) }
    const opens = await recording('Set-Cookie: a=1', 'Set-Cookie: b=2')
    await end(await dialled(`${opens.url}/open`, { keepCookies }))
    const refuses = await rawServer((socket) => answer(socket, '403 Forbidden', ['Set-Cookie: c=3']))
    await dialled(`${refuses.url}/refused`, { keepCookies })
    expect(kept).toEqual([['/open', ['a=1', 'b=2']], ['/refused', ['c=3']]])
  })
})

describe('what the open agreed on', () => {
  it('is in the trace, with the steps in their order', async () => {
    const { url } = await wsServer(echo, { perMessageDeflate: true, handleProtocols: () => 'json' })
    const done = await dialled(url.replace('127.0.0.1', 'localhost'), { protocols: ['json'], compression: { mode: 'required' }, network: { family: 'ipv4' } })
    expect(done.record.agreed).toEqual({ protocol: 'json', extensions: 'permessage-deflate' })
    expect(done.record.steps.map(({ phase }) => phase)).toEqual(['prepare', 'dns', 'tcp', 'http'])
    expect(done.record.steps.every(({ startMs, endMs }) => endMs !== null && endMs >= startMs)).toBe(true)
    expect(done.record.hops[0]).toMatchObject({ address: expect.stringMatching(/^127\.0\.0\.1:\d+$/) as string, response: { status: 101 } })
    expect(Object.keys(done.socket?.handshake.timing ?? {})).toEqual(['dns', 'tcp', 'http'])
    expect(done.record.openMs).toBeGreaterThan(0)
    await end(done)
  })

  it.each<[string, DialAbout, string[], [kind: string, reason: string]]>([
    ['compression that is required and not agreed', { compression: { mode: 'required' } }, [], ['extension-missing', '']],
    ['an extension that was not offered', {}, ['Sec-WebSocket-Extensions: permessage-deflate'], ['bad-extension', 'permessage-deflate']],
    ['a parameter that was not offered', { compression: { mode: 'offered' } }, ['Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=9'], ['bad-extension', 'Invalid Sec-WebSocket-Extensions header']],
    ['another extension', { compression: { mode: 'offered' } }, ['Sec-WebSocket-Extensions: x-snappy'], ['bad-extension', 'Server indicated an extension that was not requested']],
    ['no subprotocol', { protocols: ['json'] }, [], ['subprotocol-missing', '']],
    ['another subprotocol', { protocols: ['json'] }, ['Sec-WebSocket-Protocol: chat'], ['subprotocol', 'chat']],
  ])('fails on %s', async (_what, about, more, [kind, reason]) => {
    const server = await recording(...more)
    const { fault, record } = await dialled(server.url, about)
    expect(fault?.why).toMatchObject({ phase: 'websocket', kind, httpStatus: 101, reason, by: 'client' })
    expect(record.hops[0]?.response?.status).toBe(101)
    await until(() => server.sockets.size === 0, 'the connection is gone')
  })

  it('compresses only what is large enough, although the window is kept', async () => {
    const sizes: number[] = []
    const { url } = await wsServer((webSocket) => webSocket.on('message', (data: Buffer) => sizes.push(data.length)), { perMessageDeflate: true })
    const done = await dialled(url, { compression: { mode: 'required', thresholdBytes: 100 } })
    const packed: boolean[] = []
    for (const size of [99, 100]) done.socket?.write([{ message: { binary: false, bytes: Buffer.alloc(size, 'x') } }], (_part, _fate, compressed) => packed.push(compressed))
    await until(() => sizes.length === 2, 'both came')
    await until(() => packed.length === 2, 'both are told of')
    expect(packed).toEqual([false, true])
    await end(done)
  })
})

describe('pings of the server', () => {
  async function pinged(autoPong: boolean): Promise<{ frames: string[]; answered: () => Buffer }> {
    let got = Buffer.alloc(0)
    const { url } = await rawServer(async (socket) => {
      await upgrade(socket)
      socket.on('data', (data: Buffer) => { got = Buffer.concat([got, data]) })
      socket.write(Buffer.concat([frame(pingFrame, 'hi'), frame(textFrame, 'after')]))
    })
    const done = await dialled(url, { heartbeat: { autoPong } })
    const frames: string[] = []
    while (!frames.includes('in text')) for (const { direction, kind } of (await done.socket?.read()) ?? []) frames.push(`${direction} ${kind}`)
    done.socket?.close(1000, '')
    await until(() => got.includes(0x88), 'the close frame came')
    await end(done)
    return { frames, answered: () => got }
  }

  it('are answered', async () => {
    const { frames, answered } = await pinged(true)
    expect(frames).toContain('in ping')
    expect(answered()[0]).toBe(0x8a)
  })

  it('are received and not answered where the profile says so', async () => {
    const { frames, answered } = await pinged(false)
    expect(frames).toEqual(['in ping', 'in text'])
    expect(answered()[0]).toBe(0x88)
  })
})

describe('options of the TCP connection', () => {
  it('set no delay and keep-alive as asked', async () => {
    const { url } = await wsServer(echo)
    const noDelay = vi.spyOn(NetSocket.prototype, 'setNoDelay')
    await end(await dialled(url, { network: { noDelay: false } }))
    expect(noDelay.mock.calls.at(-1)).toEqual([false])
    noDelay.mockClear()
    await end(await dialled(url))
    expect(noDelay.mock.calls.some(([on]) => on === false)).toBe(false)
    noDelay.mockRestore()
  })
})

describe('the deadline', () => {
  const mute = (socket: TcpSocket) => { socket.resume() }
  const never = () => new Promise<never>(() => undefined)

  it.each<[string, string, DialAbout, string]>([
    ['prepare', 'ws', { prepare: never }, 'prepare'],
    ['the lookup', 'ws', { lookup: never }, 'dns'],
    ['the proxy', 'ws', { proxyFor: never }, 'prepare'],
    ['TLS', 'wss', {}, 'tls'],
    ['the answer', 'ws', {}, 'http'],
  ])('ends an attempt in %s, and nothing is left', async (_where, scheme, about, phase) => {
    const server = await rawServer(mute)
    const before = resources()
    const startedAt = performance.now()
    const host = phase === 'dns' ? 'slow.example' : '127.0.0.1'
    const { fault } = await dialled(`${scheme}://${host}:${server.port}/`, { limits: { deadlineMs: 1_000 }, ...about })
    expect(fault?.why).toMatchObject({ phase, kind: 'deadline', by: 'client' })
    expect(performance.now() - startedAt).toBeGreaterThan(990)
    await until(() => server.sockets.size === 0, 'the connection is gone')
    await backTo(before, 5_000)
  })

  it('covers redirects together', async () => {
    const clock = new FakeClock()
    const server = await rawServer(async (socket) => {
      await requestOf(socket)
      await clock.advance(60)
      socket.write('HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n')
    })
    const { fault, record } = await dialled(server.url, { clock, limits: { deadlineMs: 1_000 }, redirects: { follow: true, hops: 20 } })
    expect(fault?.why.kind).toBe('deadline')
    // Sixteen redirects took 960 ms; the next answer was too late.
    expect(record.hops).toHaveLength(17)
  })

  it('keeps a refusal whose body never ends', async () => {
    const { url } = await rawServer(async (socket) => {
      await requestOf(socket)
      socket.write('HTTP/1.1 401 Unauthorized\r\nContent-Length: 1000\r\n\r\nonly the start')
    })
    const { fault, record } = await dialled(url, { limits: { deadlineMs: 1_000 } })
    expect(fault?.why).toMatchObject({ kind: 'http-status', httpStatus: 401 })
    expect(fault?.body).toBe('only the start')
    expect(record.hops[0]?.response).toMatchObject({ body: 'only the start', bodyCut: true })
  })
})

describe('an abort', () => {
  const never = () => new Promise<never>(() => undefined)
  const cases: [string, string, DialAbout, (socket: TcpSocket) => void | Promise<void>][] = [
    ['prepare', 'ws', { prepare: never }, () => undefined],
    ['the lookup', 'ws', { lookup: never }, () => undefined],
    ['TLS', 'wss', {}, (socket) => { socket.resume() }],
    ['the answer', 'ws', {}, (socket) => { socket.resume() }],
    ['the body of a refusal', 'ws', {}, async (socket) => { await requestOf(socket); socket.write('HTTP/1.1 403 No\r\n\r\nand so on') }],
  ]

  it.each(cases)('in %s rejects at once and leaves nothing', async (where, scheme, about, behave) => {
    let reached = 0
    const server = await rawServer(async (socket) => {
      socket.once('data', () => { reached += 1 })
      await behave(socket)
    })
    const before = resources()
    const controller = new AbortController()
    const host = where === 'the lookup' ? 'slow.example' : '127.0.0.1'
    const dialling = dialled(`${scheme}://${host}:${server.port}/`, { ...about, signal: controller.signal })
    const ending = expect(dialling).rejects.toSatisfy(isAbort)
    if (scheme === 'wss' || about.prepare === undefined && about.lookup === undefined) await until(() => reached > 0, 'it is under way')
    controller.abort()
    await ending
    await until(() => server.sockets.size === 0, 'the connection is gone')
    await backTo(before, 5_000)
    expect(abortListeners(controller.signal)).toBe(0)
  })

  it('before the start dials nothing', async () => {
    const server = await rawServer(() => undefined)
    await expect(dialled(server.url, { signal: AbortSignal.abort() })).rejects.toSatisfy(isAbort)
    expect(server.accepted).toBe(0)
  })

  it('at any moment wins, or leaves an open socket to its owner', async () => {
    const { url, sockets } = await wsServer(echo)
    for (let round = 0; round < 40; round += 1) {
      const controller = new AbortController()
      const dialling = dialled(url, { signal: controller.signal }).catch((error: unknown) => {
        if (!isAbort(error)) throw error
        return null
      })
      for (let turn = 0; turn < round; turn += 1) await new Promise((resolve) => setImmediate(resolve))
      controller.abort()
      const done = await dialling
      if (done !== null) await end(done)
    }
    await until(() => sockets.size === 0, 'no connection is left')
  })
})

describe('options that Node does not take', () => {
  it.each<[string, DialAbout]>([
    ['a header with a line break', { headers: [['X', 'a\r\nInjected: 1']] }],
    ['a subprotocol that is no token', { protocols: ['a b'] }],
  ])('%s fails this attempt, and sends nothing', async (_what, about) => {
    const server = await recording()
    const { fault } = await dialled(server.url, about)
    expect(fault?.why).toMatchObject({ phase: 'prepare', kind: 'bad-request', by: 'client' })
    expect(server.requests).toEqual([])
    await until(() => server.sockets.size === 0, 'the connection is gone')
  })

  it('a URL that is none says why', async () => {
    const { fault } = await dialled('ws://127.0.0.1/#x')
    expect(fault?.why).toMatchObject({ phase: 'prepare', kind: 'bad-url', reason: expect.stringContaining('#') as string })
  })
})
