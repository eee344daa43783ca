import { describe, expect, it } from 'vitest'
import type { PerMessageDeflateOptions } from 'ws'
import { limits } from '../../shared/limits'
import { text } from '../support/engine'
import { Deck } from '../support/live-deck'
import { wsServer, type TestServer } from '../support/servers'
import { until } from '../support/until'

const small = 'small'
const large = 'large '.repeat(1_000)
const huge = 'huge '.repeat((1.5 * limits.corkBytes) / 5)

/** Sends messages of all kinds once it got one: compressed and not, whole and in fragments, control frames in their midst. */
function mixed(perMessageDeflate: boolean | PerMessageDeflateOptions): Promise<TestServer> {
  return wsServer((webSocket) => webSocket.once('message', () => {
    webSocket.send(large, { compress: true })
    webSocket.send(large, { compress: false })
    webSocket.send('com', { compress: true, fin: false })
    webSocket.ping()
    webSocket.send('pressed', { compress: true, fin: true })
    webSocket.ping()
    webSocket.send('pla', { compress: false, fin: false })
    webSocket.ping()
    webSocket.send('in', { compress: false, fin: true })
    webSocket.send(Buffer.from(large), { compress: true })
  }), { perMessageDeflate })
}

/** What came or went on a connection, the first characters of it, and which of it was compressed. */
function compressed(deck: Deck, id: string, direction: 'in' | 'out'): [string, boolean][] {
  const rows = deck.rows(id).filter((row) => row.direction === direction && row.kind !== 'ping' && row.kind !== 'pong')
  return rows.map((row) => [deck.bytes(row).toString('latin1', 0, 10).trim(), row.compressed])
}

describe('the log says which messages were compressed', () => {
  it('of those received, whole and in fragments, with control frames between them', async () => {
    const deck = new Deck()
    const { url } = await mixed({ threshold: 0 })
    const heartbeat = { enabled: false, intervalMs: 100, timeoutMs: 100, misses: 1, logged: true }
    const id = await deck.opened(url, { compression: { mode: 'offered' }, heartbeat })
    deck.pool.send(id, text(small))
    await until(() => deck.snapshot(id).counters.messagesIn === 5, 'all came')
    expect(compressed(deck, id, 'in')).toEqual([['large larg', true], ['large larg', false], ['compressed', true], ['plain', false], ['large larg', true]])
    expect(deck.rows(id).filter((row) => row.kind === 'ping').map((row) => row.compressed)).toEqual([false, false, false])
  })

  it.each([
    ['with a window that is kept, where small ones are not either', {}, false],
    ['with a window that is not kept, where small ones are not', { clientNoContextTakeover: true }, false],
  ])('of those sent, whole and in fragments, %s', async (_which, agreed, smallToo) => {
    const deck = new Deck()
    let got = ''
    const { url } = await wsServer((webSocket) => webSocket.on('message', (data: Buffer) => (got += data.toString('latin1', 0, 1))), { perMessageDeflate: agreed })
    const id = await deck.opened(url, { compression: { mode: 'offered' } })
    for (const message of [small, large, huge, small]) deck.pool.send(id, text(message))
    await until(() => got === 'slhs', 'the server has them')
    await until(() => deck.snapshot(id).counters.messagesOut === 4, 'all are sent')
    expect(compressed(deck, id, 'out')).toEqual([['small', smallToo], ['large larg', true], ['huge huge', true], ['small', smallToo]])
  })

  it('of none where compression was not agreed on', async () => {
    const deck = new Deck()
    const { url } = await mixed(false)
    const id = await deck.opened(url, { compression: { mode: 'offered' } })
    deck.pool.send(id, text(huge))
    await until(() => deck.snapshot(id).counters.messagesIn === 5, 'all came')
    expect(deck.rows(id).filter((row) => row.compressed)).toEqual([])
  })
})
