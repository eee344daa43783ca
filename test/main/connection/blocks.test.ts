import { Socket } from 'node:net'
import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { stopInBlocks } from '../../../main/connection/blocks'
import { ReadTurn } from '../../../main/connection/read-turn'
import { text } from '../../support/engine'
import { Deck } from '../../support/live-deck'
import { closeBody, closeFrame, frame, pingFrame, rawServer, textFrame, upgrade } from '../../support/raw-server'
import { turns } from '../../support/turns'
import { until } from '../../support/until'

const pings = 30_000
/** Of two bytes each: what one read can hold. */
const tiny = Buffer.concat(Array.from({ length: pings }, () => frame(pingFrame)))
const deflated = 'Sec-WebSocket-Extensions: permessage-deflate'
/** Frames of one turn, with a margin: each counts as 292 bytes of 1 MiB. */
const mostInTurn = 10_000

/** A server that says all this at once, when it is first spoken to, and then ends so. */
async function saying(bytes: Uint8Array, end: (socket: Socket) => unknown = () => undefined, ...more: string[]) {
  return rawServer(async (socket) => {
    await upgrade(socket, ...more)
    socket.once('data', () => socket.resume().write(bytes, () => end(socket)))
  })
}

/** How many frames came in the turn of the event loop in which most did. */
async function mostAtOnce(deck: Deck, id: string, all: number): Promise<number> {
  let most = 0
  for (let seen = deck.snapshot(id).counters.controlIn; seen < all;) {
    await turns(1)
    const { controlIn } = deck.snapshot(id).counters
    most = Math.max(most, controlIn - seen)
    seen = controlIn
  }
  return most
}

describe('a block of tiny frames', () => {
  it('takes several turns of the event loop, and all of it comes', async () => {
    const deck = new Deck()
    const { url } = await saying(tiny)
    const id = await deck.opened(url)
    deck.pool.send(id, text('go on'))
    expect(await mostAtOnce(deck, id, pings)).toBeLessThan(mostInTurn)
    expect(deck.state(id).kind).toBe('open')
  })

  it('does so behind a compressed message, too, and in its order', async () => {
    const deck = new Deck()
    const { url } = await saying(Buffer.concat([frame(0xc1, deflateRawSync('first')), tiny, frame(textFrame, 'last')]), undefined, deflated)
    const id = await deck.opened(url, { compression: { mode: 'offered' } })
    deck.pool.send(id, text('go on'))
    expect(await mostAtOnce(deck, id, pings)).toBeLessThan(mostInTurn)
    await until(() => deck.snapshot(id).counters.messagesIn === 2, 'all has come')
    expect(deck.frames(id).filter(([what]) => what === 'in text').map(([, bytes]) => bytes.toString())).toEqual(['first', 'last'])
  })

  it('is whole before the end of its connection is told, and answered where it ends with a close frame', async () => {
    const last = frame(textFrame, 'last')
    const goodbye = frame(closeFrame, closeBody(1000))
    for (const [bytes, end, kind] of [
      [last, 'end', 'no-close-frame'],
      [Buffer.concat([last, goodbye]), 'end', 'close-frame'],
      [last, 'resetAndDestroy', 'reset'],
    ] as const) {
      const deck = new Deck()
      // A reset throws away what this side has not read yet.
      const { url } = await saying(Buffer.concat([tiny, bytes]), (socket) => setTimeout(() => socket[end](), end === 'end' ? 0 : 200))
      const id = await deck.opened(url)
      deck.pool.send(id, text('go on'))
      expect((await deck.cause(id)).kind).toBe(kind)
      const { controlIn, messagesIn } = deck.snapshot(id).counters
      expect([controlIn, messagesIn]).toEqual([pings, 1])
      expect(deck.frames(id).map(([what]) => what).filter((what) => what.endsWith('close'))).toEqual(kind === 'close-frame' ? ['in close', 'out close'] : [])
    }
  })
})

/** A socket on a pressed log, in the midst of the block; how many frames of it have come. */
async function held() {
  const deck = new Deck()
  const { url } = await saying(Buffer.concat([tiny, frame(textFrame, 'last')]))
  const id = await deck.opened(url, { limits: { closeTimeoutMs: 50 } })
  deck.pool.send(id, text('go on'))
  const come = () => deck.snapshot(id).counters.controlIn
  while (come() === 0) await turns(1)
  deck.log.press(true)
  await turns(20)
  return { deck, id, come }
}

describe('the rest of a block', () => {
  it('waits while the log is pressed, and comes when it no longer is', async () => {
    const { deck, id, come } = await held()
    const before = come()
    expect(before).toBeLessThan(pings)
    await turns(20)
    expect(come()).toBe(before)
    deck.log.press(false)
    await until(() => deck.snapshot(id).counters.messagesIn === 1, 'all has come')
    expect([come(), deck.state(id).kind]).toEqual([pings, 'open'])
  })

  it('comes when its connection is cut meanwhile, in several turns of the event loop, and nothing comes later', async () => {
    const { deck, id, come } = await held()
    const before = come()
    deck.pool.close(id)
    const most = await mostAtOnce(deck, id, pings)
    expect([before < pings, most < mostInTurn]).toEqual([true, true])
    await deck.reaches(id, 'closed')
    const after = deck.log.rows(id).length
    await turns(20)
    expect([come(), deck.log.rows(id).length]).toEqual([pings, after])
  })
})

describe('blocks of another kind of receiver', () => {
  it('stay whole, and nothing breaks', () => {
    const reading = { pause: () => undefined, resume: () => undefined }
    const about = { raw: new Socket(), turn: new ReadTurn(), reading }
    for (const _receiver of [undefined, null, { getInfo: () => undefined }])
      expect(() => stopInBlocks({ isPaused: true, resume: () => undefined, ...{ _receiver } }, about)).not.toThrow()
  })
})
