import { describe, expect, it } from 'vitest'
import { newAuthority } from '../../support/authority'
import { dialled, end, type DialAbout } from '../../support/dial-plan'
import { rawServer, requestOf, switching } from '../../support/raw-server'
import { tlsServer } from '../../support/tls-server'
import { until } from '../../support/until'
import { createServer } from 'node:https'
import { onLoopback } from '../../support/servers'

const authority = newAuthority()

/** Redirects each path to the next; upgrades where there is none. */
async function redirecting(next: Record<string, string>, status = 302) {
  const requests: string[] = []
  const server = await rawServer(async (socket) => {
    const request = await requestOf(socket)
    requests.push(request)
    const to = next[/^GET (\S+)/.exec(request)?.[1] ?? '']
    socket.write(to === undefined ? switching(request) : `HTTP/1.1 ${status} Elsewhere\r\n${to === '' ? '' : `Location: ${to}\r\n`}Content-Length: 4\r\n\r\nbody`)
  })
  return { ...server, requests }
}

const following: DialAbout = { redirects: { follow: true, hops: 3 } }

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])('by %i is not followed unless asked for, and says where it leads', async (status) => {
    const server = await redirecting({ '/': '/there?token=s3cr3t&a=b' }, status)
    const { fault, record } = await dialled(server.url)
    expect(fault?.why).toMatchObject({ phase: 'http', kind: 'redirect', httpStatus: status, by: 'server' })
    expect(JSON.stringify([fault?.why, record])).not.toContain('s3cr3t')
    expect(fault?.why.reason).toContain('/there')
    expect(fault?.body).toBe('body')
    expect(server.requests).toHaveLength(1)
  })

  it.each([300, 304, 305])('is no %i', async (status) => {
    const server = await redirecting({ '/': '/there' }, status)
    expect((await dialled(server.url, following)).fault?.why).toMatchObject({ kind: 'http-status', httpStatus: status })
  })

  it('is followed as often as allowed, with a hop of its own each time', async () => {
    const server = await redirecting({ '/': '/1', '/1': 'http://localhost:0/2' })
    const { port } = server
    const chain = await redirecting({ '/': '/1', '/1': `http://127.0.0.1:${port}/open#part`, '/4': '/4' })
    const done = await dialled(chain.url, following)
    expect(done.fault).toBeNull()
    expect(done.record.hops.map(({ url, response }) => [url, response?.status])).toEqual([[`${chain.url}/`, 302], [`${chain.url}/1`, 302], [`ws://127.0.0.1:${port}/open`, 101]])
    await end(done)
    const looped = await dialled(`${chain.url}/4`, following)
    expect(looped.fault?.why).toMatchObject({ kind: 'too-many-redirects', httpStatus: 302, reason: '/4' })
    expect(looped.record.hops).toHaveLength(4)
    await until(() => chain.sockets.size === 0, 'the connections are gone')
  })

  it('asks for the headers of each URL anew', async () => {
    const other = await redirecting({})
    const first = await redirecting({ '/': `${other.url}/other` })
    const headersFor = (url: URL) => (url.port === String(first.port) ? [['Authorization', 'Bearer t0k3n'] as const] : [])
    await end(await dialled(first.url, { ...following, headersFor }))
    expect(first.requests[0]).toContain('t0k3n')
    expect(other.requests[0]).not.toContain('t0k3n')
  })

  it.each(['', 'ftp://host.example/', 'file:///etc/passwd', 'http://', 'javascript:alert(1)', 'mailto:me@host.example'])('to %j leads nowhere', async (location) => {
    const server = await redirecting({ '/': location })
    expect((await dialled(server.url, following)).fault?.why).toMatchObject({ phase: 'http', kind: 'redirect-invalid', httpStatus: 302 })
  })

  it.skipIf(authority === null)('never leads from wss to ws, but may lead the other way', async () => {
    const about: DialAbout = { ...following, tls: { ca: authority?.cert ?? null }, network: { family: 'ipv4' } }
    const { cert, key } = authority?.issue() ?? { cert: '', key: '' }
    const plain = await redirecting({})
    const secure = createServer({ cert, key })
    secure.on('upgrade', (_request, socket) => socket.end(`HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:${plain.port}/\r\nContent-Length: 0\r\n\r\n`))
    const { port } = await onLoopback(secure)
    expect((await dialled(`wss://localhost:${port}/`, about)).fault?.why).toMatchObject({ kind: 'redirect-downgrade', by: 'client' })
    expect(plain.requests).toEqual([])
    const upgrading = await tlsServer({ cert, key })
    const up = await redirecting({ '/': `https://localhost:${upgrading.port}/` })
    const done = await dialled(up.url, about)
    expect(done.fault).toBeNull()
    await end(done)
  })
})
