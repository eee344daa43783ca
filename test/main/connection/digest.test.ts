import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { digestAuthorization } from '../../../main/connection/digest'
import { dialled, end } from '../../support/dial-plan'
import { rawServer, requestOf, switching } from '../../support/raw-server'

const mufasa = { user: 'Mufasa', password: 'Circle of Life', method: 'GET', uri: '/dir/index.html' }
const field = (header: string | null, name: string) => new RegExp(`\\b${name}="?([^",]*)`).exec(header ?? '')?.[1]

describe('the answer to a Digest challenge', () => {
  const cnonce = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ'
  const rfc7616 = (algorithm: string) => `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`

  it.each([['MD5', '8ca523f5e9506fed4657c9700eebdbec'], ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1']])('is that of RFC 7616 §3.9.1 for %s', (algorithm, response) => {
    const header = digestAuthorization([rfc7616(algorithm)], mufasa, cnonce)
    expect(field(header, 'response')).toBe(response)
    expect(header).toContain('qop=auth, nc=00000001, ')
    expect(field(header, 'opaque')).toBe('FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS')
  })

  it('is that of RFC 2069 where the server knows no qop', () => {
    const header = digestAuthorization(['Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"'], { ...mufasa, password: 'CircleOfLife' })
    expect(field(header, 'response')).toBe('1949323746fe6a43ef61f9606e7febea')
    expect(header).not.toMatch(/qop|cnonce|algorithm/)
  })

  it('mixes both nonces in for -sess', () => {
    const md5 = (text: string) => createHash('md5').update(text).digest('hex')
    const a1 = md5(`${md5('Mufasa:r:Circle of Life')}:n:c`)
    expect(field(digestAuthorization(['Digest realm="r", nonce="n", qop=auth, algorithm=MD5-sess'], mufasa, 'c'), 'response')).toBe(md5(`${a1}:n:00000001:c:auth:${md5('GET:/dir/index.html')}`))
  })

  it('takes the strongest of several challenges, in one header or many, beside other schemes', () => {
    const both = digestAuthorization(['NTLM TlRMTVNTUAAC==, Basic realm="b", Digest realm="weak", nonce="n", algorithm=MD5', 'digest realm="strong", nonce="n", algorithm=SHA-256'], mufasa)
    expect(field(both, 'realm')).toBe('strong')
    expect(field(digestAuthorization(['NTLM TlRMTVNTUAAC==, Basic realm="b", Digest realm="weak", nonce="n"'], mufasa), 'realm')).toBe('weak')
  })

  it('keeps quotes and backslashes whole, and hides the user where that is wanted', () => {
    expect(digestAuthorization([String.raw`Digest realm="a \"b\" \\c", nonce="n"`], { ...mufasa, user: 'x"y' })).toContain(String.raw`username="x\"y", realm="a \"b\" \\c"`)
    expect(digestAuthorization(['Digest realm="r", nonce="n", userhash=true'], mufasa)).not.toContain('Mufasa')
  })

  it.each(['Basic realm="x"', 'Digest realm="r"', 'Digest realm="r", nonce="n", qop="auth-int"', 'Digest realm="r", nonce="n", algorithm=SHA-512-256', '', `Digest ${' '.repeat(16_000)}!`])('is none for %.60s', (challenge) => {
    expect(digestAuthorization([challenge], mufasa)).toBeNull()
  })
})

describe('a server that asks for Digest', () => {
  async function asking(right: (request: string) => boolean) {
    const requests: string[] = []
    const server = await rawServer(async (socket) => {
      const request = await requestOf(socket)
      requests.push(request)
      socket.write(right(request) ? switching(request) : 'HTTP/1.1 401 Who are you\r\nWWW-Authenticate: Digest realm="r", nonce="n", qop="auth"\r\nContent-Length: 0\r\n\r\n')
    })
    return { ...server, requests }
  }

  it('gets one more request, with the answer', async () => {
    const server = await asking((request) => request.includes('Authorization: Digest'))
    const done = await dialled(`${server.url}/a?b=c`, { digest: { user: 'me', password: 's3cr3t' } })
    expect(done.fault).toBeNull()
    expect(server.requests[1]).toContain('username="me", realm="r", nonce="n", uri="/a?b=c"')
    expect(done.record.hops.map(({ response }) => response?.status)).toEqual([401, 101])
    expect(JSON.stringify(done.record)).not.toMatch(/s3cr3t|username=/)
    await end(done)
  })

  it('that says no again has the last word', async () => {
    const server = await asking(() => false)
    expect((await dialled(server.url, { digest: { user: 'me', password: 'wrong' } })).fault?.why).toMatchObject({ kind: 'http-status', httpStatus: 401 })
    expect(server.requests).toHaveLength(2)
    expect((await dialled(server.url)).fault?.why).toMatchObject({ kind: 'http-status', httpStatus: 401 })
    expect(server.requests).toHaveLength(3)
  })

  it('on another host, to which a redirect led, learns nothing', async () => {
    const other = await asking(() => false)
    const server = await rawServer(async (socket) => { await requestOf(socket); socket.write(`HTTP/1.1 302 Found\r\nLocation: ${other.url}/\r\nContent-Length: 0\r\n\r\n`) })
    const { fault } = await dialled(server.url, { digest: { user: 'me', password: 's3cr3t' }, redirects: { follow: true } })
    expect(fault?.why.httpStatus).toBe(401)
    expect(other.requests).toHaveLength(1)
  })
})
