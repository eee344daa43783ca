import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hearLastWords } from '../../../main/connection/last-words'
import { text } from '../../support/engine'
import { Deck } from '../../support/live-deck'
import { closeBody, closeFrame, frame, rawServer, textFrame, upgrade } from '../../support/raw-server'
import { until } from '../../support/until'

const isPosix = process.platform !== 'win32'

/** A connection, and the server's end of it. */
async function opened() {
  const deck = new Deck()
  let peer: Socket | null = null
  const { url } = await rawServer(async (socket) => {
    await upgrade(socket)
    peer = socket
  })
  const id = await deck.opened(url)
  return { deck, id, peer: await until(() => peer, 'the server has it') }
}

describe.runIf(isPosix)('what a peer said before it left', () => {
  it('is heard although a write fails first: its close frame decides, not the reset behind it', async () => {
    const { deck, id, peer } = await opened()
    // All in one turn: this side can't read before it writes.
    peer.write(Buffer.concat([frame(textFrame, 'last words'), frame(closeFrame, closeBody(1008, 'policy'))]))
    peer.resetAndDestroy()
    deck.pool.send(id, text('too late'))
    expect(await deck.cause(id)).toMatchObject({ kind: 'close-frame', closeCode: 1008, reason: 'policy', by: 'server' })
    expect(deck.frames(id).filter(([what]) => what.startsWith('in'))).toEqual([['in text', Buffer.from('last words')], ['in close', closeBody(1008, 'policy')]])
  })

  it('may be nothing: then it is the reset', async () => {
    const { deck, id, peer } = await opened()
    peer.resetAndDestroy()
    deck.pool.send(id, text('too late'))
    expect(await deck.cause(id)).toMatchObject({ kind: 'reset', code: 'ECONNRESET' })
  })

  it('may be more than one block, and comes in its order', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sockdeck-words-'))
    const said = Buffer.from(Array.from({ length: 150_000 }, (_, at) => at % 251))
    let left = false
    const server = createServer((socket) => {
      socket.end(said, () => socket.destroy()).on('close', () => { left = true })
    }).listen(join(folder, 'here.sock'))
    try {
      await once(server, 'listening')
      const raw = connect(join(folder, 'here.sock'))
      await once(raw, 'connect')
      raw.pause()
      hearLastWords(raw)
      const heard: Buffer[] = []
      await until(() => left && raw.readableLength > 0, 'it has left, and a first part waits in the stream')
      const closed = new Promise((resolve) => raw.on('data', (part: Buffer) => heard.push(part)).on('error', () => undefined).on('close', resolve))
      raw.pause()
      raw.write('too late')
      await closed
      const all = Buffer.concat(heard)
      expect(all.equals(said.subarray(0, all.byteLength))).toBe(true)
      expect(all.byteLength).toBeGreaterThan(128 * 1024)
    } finally {
      server.close()
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('is not looked for where a socket is destroyed for another reason, or has no descriptor', () => {
    for (const [handle, error] of [[{ fd: -1 }, Object.assign(new Error('x'), { code: 'EPIPE', syscall: 'write' })], [null, undefined]] as const) {
      const destroyed: unknown[] = []
      const raw = { errored: error ?? null, _handle: handle, destroy: (why?: Error) => { destroyed.push(why) }, read: () => { throw new Error('Nobody should look') } }
      hearLastWords(raw as unknown as Socket)
      raw.destroy(error)
      expect(destroyed).toEqual([error])
    }
  })
})
