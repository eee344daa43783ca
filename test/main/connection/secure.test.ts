import { X509Certificate } from 'node:crypto'
import { createServer as createTlsServer } from 'node:tls'
import { describe, expect, it } from 'vitest'
import { askingServer } from '../../support/asking-server'
import { newAuthority, passphrase, type Authority, type Certificate } from '../../support/authority'
import { dialled, end, type DialAbout } from '../../support/dial-plan'
import { rawServer } from '../../support/raw-server'
import { onLoopback } from '../../support/servers'
import { tlsServer } from '../../support/tls-server'
import { until } from '../../support/until'

const made = newAuthority()
const ours = made as Authority
const good = made?.issue() as Certificate
const client = made?.issue({ names: 'DNS:client' }) as Certificate
const foreign = newAuthority('Somebody else')
const trusting: DialAbout = { network: { family: 'ipv4' }, tls: { ca: made?.cert ?? null } }
const fingerprint = ({ cert }: Certificate) => new X509Certificate(cert).fingerprint256
const withTls = (tls: NonNullable<DialAbout['tls']>): DialAbout => ({ ...trusting, tls: { ...trusting.tls, ...tls } })

describe.skipIf(made === null)('trust', () => {
  it('opens where the extra authority signed, and the facts are in the trace', async () => {
    const { url, names } = await tlsServer(good)
    const done = await dialled(url, trusting)
    expect(done.fault).toBeNull()
    expect(done.record.hops[0]?.tls).toMatchObject({ version: 'TLSv1.3', serverName: 'localhost', trusted: true, problem: '', accepted: false })
    expect(done.record.hops[0]?.tls?.chain[0]).toMatchObject({
      subject: 'CN=test', issuer: 'CN=Sockdeck test authority', validFrom: '2020-01-01T00:00:00.000Z', validTo: '2099-01-01T00:00:00.000Z', fingerprint: fingerprint(good), selfSigned: false,
      names: 'DNS:localhost, IP Address:127.0.0.1',
    })
    expect(done.record.steps.map(({ phase }) => phase)).toEqual(['prepare', 'dns', 'tcp', 'tls', 'http'])
    expect(names).toEqual(['localhost'])
    await end(done)
  })

  it('checks a literal address too, and sends no server name then', async () => {
    const { url, names } = await tlsServer(good)
    await end(await dialled(url.replace('localhost', '127.0.0.1'), trusting))
    expect(names).toEqual([false])
    const other = await tlsServer(ours.issue({ names: 'DNS:localhost,IP:127.0.0.9' }))
    expect((await dialled(other.url.replace('localhost', '127.0.0.1'), trusting)).fault?.why.kind).toBe('certificate-wrong-host')
  })

  const refusals: [string, () => Certificate, [kind: string, code: string], DialAbout?][] = [
    ['that expired', () => ours.issue({ to: '20210101000000Z' }), ['certificate-expired', 'CERT_HAS_EXPIRED']],
    ['that is not valid yet', () => ours.issue({ from: '20980101000000Z' }), ['certificate-not-yet-valid', 'CERT_NOT_YET_VALID']],
    ['that signed itself', () => ours.selfSigned(), ['certificate-self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT']],
    ['of an unknown authority', () => foreign?.issue() as Certificate, ['certificate-unknown-ca', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE']],
    ['of an authority that nobody added', () => good, ['certificate-unknown-ca', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'], { network: { family: 'ipv4' } }],
    ['for another host', () => ours.issue({ names: 'DNS:elsewhere.example' }), ['certificate-wrong-host', 'ERR_TLS_CERT_ALTNAME_INVALID']],
  ]
  it.each(refusals)('refuses a certificate %s before any HTTP leaves, and lets it through once it is accepted', async (_what, make, [kind, code], about = trusting) => {
    const certificate = make()
    const server = await tlsServer(certificate)
    const { fault, record } = await dialled(server.url, about)
    expect(fault?.why).toMatchObject({ phase: 'tls', kind, code, by: 'client' })
    expect(record.hops[0]?.tls).toMatchObject({ trusted: false, problem: code, accepted: false })
    expect(record.hops[0]?.requestLine).toBe('')
    await until(() => server.sockets.size === 0, 'the connection is gone')
    expect(server.heardBytes()).toBe(0)

    const accepted = await dialled(server.url, { ...about, tls: { ...about.tls, accepted: [fingerprint(good), fingerprint(certificate)] } })
    expect(accepted.fault).toBeNull()
    expect(accepted.record.hops[0]?.tls).toMatchObject({ trusted: false, problem: code, accepted: true })
    await end(accepted)
  })

  it('does not let another certificate through than the one that was accepted', async () => {
    const server = await tlsServer(ours.selfSigned())
    expect((await dialled(server.url, withTls({ accepted: [fingerprint(good)] }))).fault?.why.kind).toBe('certificate-self-signed')
  })

  it('wants the pinned certificate, whoever signed it', async () => {
    const trusted = await tlsServer(good)
    const own = ours.selfSigned()
    const untrusted = await tlsServer(own)
    expect((await dialled(trusted.url, withTls({ pins: [fingerprint(own)] }))).fault?.why).toMatchObject({ phase: 'tls', kind: 'certificate-pin', reason: fingerprint(good) })
    expect(trusted.heardBytes()).toBe(0)
    for (const [url, pin] of [[trusted.url, good], [untrusted.url, own]] as const) {
      const done = await dialled(url, withTls({ pins: [fingerprint(client), fingerprint(pin)] }))
      expect(done.fault).toBeNull()
      await end(done)
    }
  })

  it('names and checks the server name that the profile gives', async () => {
    const server = await tlsServer(ours.issue({ names: 'DNS:inner.example' }))
    const done = await dialled(server.url, withTls({ serverName: 'inner.example' }))
    expect(done.fault).toBeNull()
    expect(server.names).toEqual(['inner.example'])
    await end(done)
  })
})

describe.skipIf(made === null)('versions', () => {
  it('of the server are taken as agreed within the bounds', async () => {
    const { url } = await tlsServer(good)
    const done = await dialled(url, withTls({ maxVersion: 'TLSv1.2' }))
    expect(done.record.hops[0]?.tls?.version).toBe('TLSv1.2')
    await end(done)
  })

  it.each<[string, object, NonNullable<DialAbout['tls']>]>([
    ['the server has only an older one', { maxVersion: 'TLSv1.2' }, { minVersion: 'TLSv1.3' }],
    ['the server has only a newer one', { minVersion: 'TLSv1.3' }, { maxVersion: 'TLSv1.2' }],
    ['the server knows TLS 1.0 alone', { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' }, {}],
    ['the bounds exclude each other', {}, { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.2' }],
  ])('that have nothing in common are told: %s', async (_how, theirs, bounds) => {
    const { url } = await tlsServer({ ...good, ...theirs })
    expect((await dialled(url, withTls(bounds))).fault?.why).toMatchObject({ phase: 'tls', kind: 'tls-version' })
  })
})

describe('a server without TLS on the port', () => {
  it.each([
    ['HTTP', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['SMTP', '220 mail.example ESMTP\r\n'],
    ['SSH', 'SSH-2.0-OpenSSH_9.2\r\n'],
  ])('that speaks %s is no TLS', async (_what, greeting) => {
    const server = await rawServer((socket) => { socket.once('data', () => socket.end(greeting)) })
    expect((await dialled(server.url.replace('ws:', 'wss:'))).fault?.why).toMatchObject({ phase: 'tls', kind: 'not-tls' })
    await until(() => server.sockets.size === 0, 'the connection is gone')
  })

  it('that leaves is told apart by RST and FIN', async () => {
    const reset = await rawServer((socket) => { socket.once('data', () => socket.resetAndDestroy()) })
    const fin = await rawServer((socket) => { socket.once('data', () => socket.end()) })
    expect((await dialled(reset.url.replace('ws:', 'wss:'))).fault?.why).toMatchObject({ phase: 'tls', kind: 'reset', code: 'ECONNRESET', by: 'server' })
    expect((await dialled(fin.url.replace('ws:', 'wss:'))).fault?.why).toMatchObject({ phase: 'tls', kind: 'tls-failed', code: null, by: 'server' })
  })

  it.skipIf(made === null)('that wants another application protocol ends the handshake', async () => {
    const server = createTlsServer({ cert: good.cert, key: good.key, ALPNProtocols: ['h2'] })
    server.on('tlsClientError', () => undefined)
    const { port } = await onLoopback(server)
    expect((await dialled(`wss://localhost:${port}`, trusting)).fault?.why).toMatchObject({ phase: 'tls', kind: 'tls-failed', by: 'server' })
  })
})

describe.skipIf(made === null)('a client certificate', () => {
  const asking = { ca: [made?.cert ?? ''], requestCert: true, rejectUnauthorized: true }
  const forms: [string, () => NonNullable<DialAbout['tls']>][] = [
    ['PEM', () => ({ certificate: client.cert, key: client.key })],
    ['PEM with a locked key', () => ({ certificate: client.cert, key: client.lockedKey, passphrase })],
    ['PKCS #12', () => ({ pfx: client.pfx, passphrase })],
  ]
  it.each(forms)('as %s is shown to the server', async (_form, tls) => {
    const server = await tlsServer({ ...good, ...asking })
    const done = await dialled(server.url, withTls(tls()))
    expect(done.fault).toBeNull()
    expect(server.clients).toEqual(['test'])
    await end(done)
  })

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('that is missing, or of the wrong authority, is told by the server\'s alert (%s)', async (maxVersion) => {
    const url = await askingServer(ours, good, maxVersion === 'TLSv1.2' ? '-tls1_2' : '-tls1_3')
    const wrong = foreign?.issue() as Certificate
    const missing = (await dialled(url, withTls({ maxVersion }))).fault?.why
    if (maxVersion === 'TLSv1.3') expect(missing).toMatchObject({ phase: 'tls', kind: 'client-certificate-required', by: 'server' })
    // TLS 1.2 has no alert of its own for it.
    else expect(missing).toMatchObject({ phase: 'tls', kind: 'tls-failed', by: 'server' })
    const rejected = (await dialled(url, withTls({ maxVersion, certificate: wrong.cert, key: wrong.key }))).fault?.why
    expect(rejected).toMatchObject({ phase: 'tls', kind: 'client-certificate-rejected', by: 'server' })
  })

  it.each<[string, () => NonNullable<DialAbout['tls']>, string]>([
    ['a certificate that is none', () => ({ certificate: 'none', key: client.key }), 'bad-client-certificate'],
    ['the key of another certificate', () => ({ certificate: client.cert, key: good.key }), 'bad-client-certificate'],
    ['a wrong passphrase', () => ({ certificate: client.cert, key: client.lockedKey, passphrase: 'wrong' }), 'bad-client-certificate'],
    ['a wrong passphrase of a PKCS #12 file', () => ({ pfx: client.pfx, passphrase: 'wrong' }), 'bad-client-certificate'],
    ['a PKCS #12 file that is none', () => ({ pfx: Buffer.from('none') }), 'bad-client-certificate'],
    ['a certificate without a key', () => ({ certificate: client.cert }), 'bad-client-certificate'],
    ['a key without a certificate', () => ({ key: client.key }), 'bad-client-certificate'],
    ['an authority that is none', () => ({ ca: 'none' }), 'bad-ca'],
    ['an authority of broken bytes', () => ({ ca: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' }), 'bad-ca'],
  ])('or authority that can\'t be used is the profile\'s own fault: %s', async (_what, tls, kind) => {
    const server = await tlsServer(good)
    const { fault } = await dialled(server.url, withTls(tls()))
    expect(fault?.why).toMatchObject({ phase: 'tls', kind, by: 'client' })
    expect(JSON.stringify(fault?.why)).not.toContain('wrong')
    await until(() => server.sockets.size === 0, 'the connection is gone')
  })
})
