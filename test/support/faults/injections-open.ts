/** Injections into open connections: ends of all kinds, broken rules, broken limits, silence. */
import type { Overrides } from '../../../shared/options'
import { text } from '../engine'
import { Deck } from '../live-deck'
import { binaryFrame, closeBody, closeFrame, frame, switching, textFrame, upgrade } from '../raw-server'
import { clog, deafPinger } from './deaf-pinger'
import type { Toxic } from './proxy'
import { illegalFrames } from './illegal-frames'
import type { InjectionRow } from './injection'
import type { Scene } from './scene'

const deflated = 'Sec-WebSocket-Extensions: permessage-deflate'
const beat = { enabled: true, intervalMs: 100, timeoutMs: 60, misses: 1 }
const answerBytes = Buffer.byteLength(switching(''))
const message = frame(binaryFrame, Buffer.alloc(400))
const tooMany = Buffer.concat([frame(0x02, 'x'), Buffer.alloc(3 * 17_000, frame(0x00, 'x'))])
const reserved = [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1999, 2000, 2999]

const spoken = async (scene: Scene, bytes: Uint8Array, about = {}, more: string[] = []) => scene.lived((await scene.speaking(bytes, ...more)).url, about)
const mute = (scene: Scene) => scene.peer(async (socket) => { await upgrade(socket); socket.resume() })

/** The first message breaks off at a byte of it, or before. */
async function broken(scene: Scene, toxic: (at: number) => Toxic) {
  const proxy = await scene.spoiled(await scene.speaking(message), { down: [toxic(answerBytes + scene.whole(message.byteLength))] })
  return scene.lived(proxy.url)
}

async function illegal(scene: Scene, kind: string) {
  return spoken(scene, scene.one(illegalFrames.filter((bad) => bad.kind === kind)).bytes)
}

/** Silence from a byte on, as if a cable were cut. */
async function halfOpen(scene: Scene, about: Overrides) {
  const proxy = await scene.spoiled(await scene.speaking(message), { down: [{ kind: 'hole', at: answerBytes + scene.whole(message.byteLength) }] })
  return scene.lived(proxy.url, about)
}

export const openInjections: readonly InjectionRow[] = [
  ['close-frame', 'open', 'server', 'a close frame', (scene) => {
    const code = scene.one([1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3000 + scene.whole(2_000)])
    return spoken(scene, frame(closeFrame, scene.one([Buffer.alloc(0), closeBody(code), closeBody(code, 'bye'), closeBody(code, 'é'.repeat(61))])))
  }],
  ['no-close-frame', 'open', 'server', 'FIN after the open', async (scene) => scene.lived((await scene.peer(async (socket) => { await upgrade(socket); socket.end() })).url)],
  ['no-close-frame', 'open', 'server', 'FIN at a byte of a message', (scene) => broken(scene, (at) => ({ kind: 'fin', at }))],
  ['reset', 'open', 'server', 'RST after a message to it', async (scene) => {
    const server = await scene.peer(async (socket) => { await upgrade(socket); socket.once('data', () => socket.resetAndDestroy()) })
    return scene.lived(server.url, {}, (deck, id) => deck.pool.send(id, text('now')))
  }],
  ['reset', 'open', 'server', 'RST at a byte of a message', (scene) => broken(scene, (at) => ({ kind: 'reset', at }))],
  ['heartbeat-lost', 'heartbeat', 'client', 'a peer that sends no pong', async (scene) => scene.lived((await mute(scene)).url, { heartbeat: beat })],
  ['heartbeat-lost', 'heartbeat', 'client', 'a way that swallows everything from a byte on', (scene) => halfOpen(scene, { heartbeat: beat })],
  ['app-heartbeat-lost', 'heartbeat', 'client', 'an application that answers no ping', async (scene) => scene.lived((await mute(scene)).url, { appPing: { ...beat, message: 'ping', answer: 'pong' } })],
  ['protocol-error', 'open', 'client', 'a frame that breaks a rule', (scene) => illegal(scene, 'protocol-error')],
  ['protocol-error', 'open', 'client', 'a second HTTP answer', (scene) => spoken(scene, Buffer.from(scene.one(['HTTP/1.1 500 Oh\r\n\r\n', '\r\n\r\n', '<html>', '{"a":1}'])))],
  ['protocol-error', 'open', 'client', 'a spoilt first byte of a message', async (scene) => {
    const proxy = await scene.spoiled(await scene.speaking(frame(textFrame, 'x'.repeat(scene.whole(100)))), { down: [{ kind: 'corrupt', at: answerBytes }] })
    return scene.lived(proxy.url)
  }],
  ['bad-utf8', 'open', 'client', 'text that is not UTF-8', (scene) => illegal(scene, 'bad-utf8')],
  ['bad-utf8', 'open', 'client', 'a spoilt byte of a text', async (scene) => {
    const words = 'only ASCII until it was spoilt'
    const proxy = await scene.spoiled(await scene.speaking(frame(textFrame, words)), { down: [{ kind: 'corrupt', at: answerBytes + 2 + scene.whole(words.length) }] })
    return scene.lived(proxy.url)
  }],
  ['bad-compression', 'open', 'client', 'compressed data that is none', (scene) => spoken(scene, frame(0xc1, Buffer.alloc(20 + scene.whole(100), 0xff)), { compression: { mode: 'offered' } }, [deflated])],
  ['reserved-close-code', 'open', 'client', 'a close code that must not travel', (scene) => spoken(scene, frame(closeFrame, closeBody(scene.one(reserved))))],
  ['message-too-big', 'open', 'client', 'a message above the limit', (scene) => spoken(scene, frame(binaryFrame, Buffer.alloc(101 + scene.whole(1_000))), { limits: { receiveBytes: 100 } })],
  ['message-too-big', 'open', 'client', 'the mere length of a huge message', (scene) => illegal(scene, 'message-too-big')],
  ['message-timeout', 'open', 'client', 'a message that does not end in time', (scene) => spoken(scene, scene.whole(2) === 0 ? frame(0x02, 'x') : frame(binaryFrame, 'x'.repeat(90)).subarray(0, 2 + scene.whole(89)), { limits: { messageMs: 150 } })],
  ['too-many-fragments', 'open', 'client', 'a message in too many fragments', (scene) => spoken(scene, tooMany)],
  ['ping-flood', 'open', 'client', 'pings without end from a peer that takes no pong', async (scene) => scene.lived(await deafPinger(), {}, clog)],
  ['queue-overflow', 'queue', 'client', 'more messages than the queue takes', async (scene) => scene.lived((await mute(scene)).url, { queue: { messages: 2, overflow: 'close' } }, (deck, id) => {
    for (let i = 0; i < 4; i += 1) deck.pool.send(id, text('x'))
  })],
  ['user-closed', 'user', 'client', 'a person who closes it', async (scene) => scene.lived((await mute(scene)).url, {}, (deck, id) => deck.pool.close(id))],
  ['app-quit', 'user', 'client', 'the end of the app', async (scene) => {
    const own = new Deck()
    const id = await own.opened((await mute(scene)).url, { limits: { closeTimeoutMs: 200 } })
    await own.end()
    return own.cause(id)
  }],
]
