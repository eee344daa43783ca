/** Injections in the opening handshake: refusals, redirects, answers that are none, ends in the middle. */
import { switching, upgrade, requestOf } from '../raw-server'
import { badHandshakes, badSubprotocols, protocols } from './answers'
import type { InjectionRow } from './injection'
import { soonMs, type Scene } from './scene'

const following = { redirects: { follow: true, hops: 2 } }
/** Of every 101 that the servers here answer with. */
const answerBytes = Buffer.byteLength(switching(''))

async function redirecting(scene: Scene, location: string, about: object) {
  const server = await scene.refusing(scene.one(['301 Moved', '302 Found', '303 There', '307 Temporary', '308 For good']), location === '' ? [] : [`Location: ${location}`])
  return scene.lived(server.url, about)
}

/** By a kind that the table of bad handshakes has several of. */
async function shaking(scene: Scene, kind: string) {
  const { answer } = scene.one(badHandshakes.filter((bad) => bad.kind === kind))
  return scene.lived((await scene.answering(answer)).url)
}

async function subprotocol(scene: Scene, kind: string) {
  const { asked, headers } = scene.one(badSubprotocols.filter((bad) => bad.kind === kind))
  const server = await scene.peer((socket) => upgrade(socket, ...headers))
  return scene.lived(server.url, { request: { protocols: protocols(asked) } })
}

/** The answer breaks off at a byte of it. */
async function broken(scene: Scene, kind: 'reset' | 'fin' | 'hole' | 'corrupt', at: number, about = {}) {
  const proxy = await scene.spoiled(await scene.peer(upgrade), { down: [{ kind, at }] })
  return scene.lived(proxy.url, about)
}

export const httpInjections: readonly InjectionRow[] = [
  ['http-status', 'http', 'server', 'a refusal', async (scene) => {
    const server = await scene.refusing(scene.one(['200 OK', '400 Bad', '401 Who', '403 No', '404 Where', '407 Proxy', '426 Newer', '429 Slow', '500 Oh', '503 Busy']), [], 'x'.repeat(scene.whole(1_000)))
    return scene.lived(server.url)
  }],
  ['redirect', 'http', 'server', 'a redirect that is not followed', (scene) => redirecting(scene, scene.one(['/there', 'https://elsewhere.example/', '']), {})],
  ['too-many-redirects', 'http', 'client', 'redirects without end', (scene) => redirecting(scene, '/again', following)],
  ['redirect-invalid', 'http', 'client', 'a redirect to nowhere', (scene) => redirecting(scene, scene.one(['', 'ftp://host.example/', 'file:///etc/passwd', 'http://', 'javascript:alert(1)']), following)],
  ['not-http', 'http', 'client', 'an answer that is no HTTP', (scene) => shaking(scene, 'not-http')],
  ['not-http', 'http', 'client', 'a spoilt first byte of the answer', (scene) => broken(scene, 'corrupt', 0)],
  ['header-too-large', 'http', 'client', 'a header without end', (scene) => shaking(scene, 'header-too-large')],
  ['bad-upgrade', 'websocket', 'client', 'a 101 to something else', (scene) => shaking(scene, 'bad-upgrade')],
  ['bad-accept', 'websocket', 'client', 'a 101 for another request', (scene) => shaking(scene, 'bad-accept')],
  ['subprotocol-missing', 'websocket', 'client', 'no subprotocol of those asked for', (scene) => subprotocol(scene, 'subprotocol-missing')],
  ['subprotocol', 'websocket', 'client', 'a subprotocol that nobody asked for', (scene) => subprotocol(scene, 'subprotocol')],
  ['extension-missing', 'websocket', 'client', 'no compression where it is required', async (scene) => scene.lived((await scene.peer(upgrade)).url, { compression: { mode: 'required' } })],
  ['bad-extension', 'websocket', 'client', 'an extension that was not offered', (scene) => shaking(scene, 'bad-extension')],
  ['bad-extension', 'websocket', 'client', 'an extension of another name, or with other parameters', async (scene) => {
    const extension = scene.one(['x-snappy', 'permessage-deflate; client_max_window_bits=9', 'permessage-deflate; x=1'])
    return scene.lived((await scene.peer((socket) => upgrade(socket, `Sec-WebSocket-Extensions: ${extension}`))).url, { compression: { mode: 'offered' } })
  }],
  ['deadline', 'http', 'client', 'a server that says nothing', async (scene) => scene.lived((await scene.peer((socket) => void socket.resume())).url, { limits: { deadlineMs: soonMs } })],
  ['deadline', 'http', 'client', 'an answer of which the rest is swallowed', (scene) => broken(scene, 'hole', scene.whole(answerBytes), { limits: { deadlineMs: 1.5 * soonMs } })],
  ['no-close-frame', 'http', 'server', 'FIN in place of an answer', async (scene) => scene.lived((await scene.peer(async (socket) => { await requestOf(socket); socket.end() })).url)],
  ['no-close-frame', 'http', 'server', 'FIN at a byte of the answer', (scene) => broken(scene, 'fin', scene.whole(answerBytes))],
  ['reset', 'http', 'server', 'RST in place of an answer', async (scene) => scene.lived((await scene.peer(async (socket) => { await requestOf(socket); socket.resetAndDestroy() })).url)],
  ['reset', 'http', 'server', 'RST at a byte of the answer', (scene) => broken(scene, 'reset', 1 + scene.whole(answerBytes - 1))],
]
