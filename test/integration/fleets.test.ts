import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { fleetRule } from '../../main/connection/fleets'
import { Deck } from '../support/live-deck'
import { frame, rawServer, textFrame, upgrade } from '../support/raw-server'
import { turns } from '../support/turns'
import { until } from '../support/until'

const sockets = 200

/** A deck whose sockets are all at one peer, the peer's sides of them, and how many of this side's have heard of their end. */
async function fleet() {
  const peers: Socket[] = []
  let ends = 0
  const onSocket = (about: unknown) => {
    const { socket } = about as { socket: Socket }
    for (const end of ['end', 'error']) socket.once(end, () => { ends += 1 })
  }
  const { url } = await rawServer(async (socket) => {
    await upgrade(socket)
    peers.push(socket)
  })
  const deck = new Deck()
  subscribe('net.client.socket', onSocket)
  const ids = await Promise.all(Array.from({ length: sockets }, () => deck.opened(url, { reconnect: { enabled: false } })))
  unsubscribe('net.client.socket', onSocket)
  return { deck, ids, peers, ends: () => ends }
}

describe('two hundred sockets of one peer', () => {
  it('end in portions where it ends them all in one moment, each with its cause', async () => {
    for (const [end, kind] of [['end', 'no-close-frame'], ['resetAndDestroy', 'reset']] as const) {
      const { deck, ids, peers, ends } = await fleet()
      let most = 0
      for (const peer of peers) peer[end]()
      for (let before = 0; before < sockets;) {
        await turns(1)
        most = Math.max(most, ends() - before)
        before = ends()
      }
      expect([end, most]).toEqual([end, fleetRule.ends])
      await until(() => ids.every((id) => deck.state(id).kind === 'failed'), 'all are over')
      expect(new Set(ids.map((id) => deck.state(id)).map((state) => 'cause' in state && state.cause.kind))).toEqual(new Set([kind]))
      await deck.end()
    }
  })

  it('bring all that they say before they end, in order', async () => {
    const { deck, ids, peers } = await fleet()
    const words = Array.from({ length: 100 }, (_, i) => `${i} ${'.'.repeat(1_000)}`)
    const said = Buffer.concat(words.map((word) => frame(textFrame, word)))
    for (const peer of peers) peer.end(said)
    await until(() => ids.every((id) => deck.state(id).kind === 'failed'), 'all are over')
    for (const id of ids)
      expect(deck.frames(id).filter(([what]) => what === 'in text').map(([, bytes]) => bytes.toString())).toEqual(words)
    await deck.end()
  })
})
