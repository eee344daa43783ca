/** Injections in TLS: other protocols, versions, certificates of all kinds, trust. */
import { X509Certificate } from 'node:crypto'
import type { ServerOptions } from 'node:https'
import { createServer as createTlsServer } from 'node:tls'
import type { DialAbout } from '../dial-plan'
import { onLoopback } from '../servers'
import { tlsServer } from '../tls-server'
import { certificates, type Certificates } from './certificates'
import type { InjectionRow } from './injection'
import { soonMs, type Scene } from './scene'

/** A fatal alert in place of a ServerHello (RFC 8446 §6). */
const alert = (description: number) => Buffer.from([0x15, 3, 3, 0, 2, 2, description])
/** RFC 8446 §6.2. */
export const alerts = {
  handshakeFailure: 40, badCertificate: 42, certificateRevoked: 44, unknownAuthority: 48, protocolVersion: 70, internalError: 80, certificateRequired: 116,
}

/** A server that reads the client's first words and answers so. */
async function heardTls(scene: Scene, answer: Uint8Array | string | null, about: NonNullable<DialAbout['tls']> = {}) {
  const server = await scene.peer((socket) => void socket.once('data', () => (answer === null ? socket.end() : socket.end(answer))))
  return scene.tried(server.url.replace('ws:', 'wss:'), { tls: about })
}

export const alerted = (scene: Scene, description: number, about: NonNullable<DialAbout['tls']> = {}) => heardTls(scene, alert(description), about)

/** Neither needs openssl. */
const plain: readonly InjectionRow[] = [
  ['not-tls', 'tls', 'client', 'a server without TLS on the port', (scene) => heardTls(scene, scene.one(['HTTP/1.1 400 Bad Request\r\n\r\n', '220 mail.example ESMTP\r\n', 'SSH-2.0-OpenSSH_9.2\r\n']))],
  ['tls-failed', 'tls', 'server', 'FIN in the TLS handshake', (scene) => heardTls(scene, null)],
  ['tls-failed', 'tls', 'server', 'an alert that is about nothing in particular', (scene) => alerted(scene, scene.one([alerts.handshakeFailure, alerts.internalError]))],
  ['tls-version', 'tls', null, 'an alert about the version', (scene) => alerted(scene, alerts.protocolVersion)],
  ['reset', 'tls', 'server', 'RST in the TLS handshake', async (scene) => {
    const server = await scene.peer((socket) => void socket.once('data', () => socket.resetAndDestroy()))
    return scene.lived(server.url.replace('ws:', 'wss:'))
  }],
  ['deadline', 'tls', 'client', 'a server that says nothing to TLS', async (scene) => {
    const server = await scene.peer((socket) => void socket.resume())
    return scene.lived(server.url.replace('ws:', 'wss:'), { limits: { deadlineMs: soonMs } })
  }],
  ['bad-ca', 'tls', 'client', 'an extra authority that is none', async (scene) => {
    const server = await scene.peer(() => undefined)
    return scene.tried(server.url.replace('ws:', 'wss:'), { tls: { ca: scene.one(['none', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----']) } })
  }],
  ['bad-client-certificate', 'tls', 'client', 'a client certificate that is none', async (scene) => {
    const server = await scene.peer(() => undefined)
    return scene.tried(server.url.replace('ws:', 'wss:'), { tls: scene.one([{ certificate: 'none', key: 'none' }, { pfx: Buffer.from('none') }]) })
  }],
]

async function certified(scene: Scene, made: Certificates, server: ServerOptions, tls: DialAbout['tls'] = {}) {
  const { url } = scene.keep(await tlsServer(server))
  return scene.tried(url, { network: { family: 'ipv4' }, tls: { ca: made.ours.cert, ...tls } })
}

const trusted = (made: Certificates): readonly InjectionRow[] => [
  ['certificate-expired', 'tls', 'client', 'a certificate that expired', (scene) => certified(scene, made, made.expired)],
  ['certificate-not-yet-valid', 'tls', 'client', 'a certificate that is not valid yet', (scene) => certified(scene, made, made.notYet)],
  ['certificate-self-signed', 'tls', 'client', 'a certificate that signed itself', (scene) => certified(scene, made, made.selfSigned)],
  ['certificate-unknown-ca', 'tls', 'client', 'a certificate of an unknown authority', (scene) => certified(scene, made, made.foreign)],
  ['certificate-wrong-host', 'tls', 'client', 'a certificate for another host', (scene) => certified(scene, made, made.elsewhere)],
  ['certificate', 'tls', 'client', 'a certificate that is no server’s', (scene) => certified(scene, made, made.clients)],
  ['certificate-pin', 'tls', 'client', 'another certificate than the pinned one', (scene) => certified(scene, made, made.good, { pins: [new X509Certificate(made.ours.cert).fingerprint256] })],
  ['tls-version', 'tls', null, 'a server with other versions of TLS', (scene) => scene.one([
    () => certified(scene, made, { ...made.good, maxVersion: 'TLSv1.2' }, { minVersion: 'TLSv1.3' }),
    () => certified(scene, made, { ...made.good, minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' }),
  ])()],
  // OpenSSL says so by an alert, before or after the handshake; Node's own server never does.
  ['client-certificate-required', 'tls', 'server', 'an alert that asks for a client certificate', (scene) => alerted(scene, scene.one([alerts.certificateRequired, alerts.badCertificate]))],
  ['client-certificate-rejected', 'tls', 'server', 'an alert about the client certificate', (scene) => alerted(scene, scene.one([alerts.badCertificate, alerts.certificateRevoked, alerts.unknownAuthority]), { certificate: made.good.cert, key: made.good.key })],
  ['tls-failed', 'tls', 'server', 'a server that wants another application protocol', async (scene) => {
    const server = createTlsServer({ cert: made.good.cert, key: made.good.key, ALPNProtocols: ['h2'] }).on('tlsClientError', () => undefined)
    const { port } = scene.keep(await onLoopback(server))
    return scene.tried(`wss://localhost:${port}`, { network: { family: 'ipv4' }, tls: { ca: made.ours.cert } })
  }],
  ['redirect-downgrade', 'http', 'client', 'a redirect from wss to ws', async (scene) => {
    const server = scene.keep(await tlsServer(made.good, (request, response) => response.writeHead(scene.one([301, 302, 307, 308]), { location: `ws://${request.headers.host}/` }).end()))
    return scene.tried(server.url, { network: { family: 'ipv4' }, tls: { ca: made.ours.cert }, redirects: { follow: true, hops: 2 } })
  }],
]

export function trustInjections(): readonly InjectionRow[] {
  const made = certificates()
  return made === null ? plain : [...plain, ...trusted(made)]
}
