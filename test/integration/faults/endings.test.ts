import { deflateRawSync } from 'node:zlib'
import { expect } from 'vitest'
import type { Cause } from '../../../shared/connection'
import { count } from '../../support/counts'
import { beside } from '../../support/faults/bystanders'
import { echoProcess } from '../../support/faults/echo-process'
import { nothingYet } from '../../support/faults/oracle'
import { row, type Told } from '../../support/faults/row'
import { Deck } from '../../support/live-deck'
import { binaryFrame, frame, rawServer, requestOf, switching, textFrame } from '../../support/raw-server'

type Ending = 'reset' | 'fin'

/** What a server says, frame by frame. */
interface Piece {
  bytes: Buffer
  headBytes: number
  /** The message that is whole with it; null: more of it follows. */
  ends: string | null
}

function piece(first: number, payload: Uint8Array | string, ends: string | null): Piece {
  const bytes = frame(first, payload)
  return { bytes, headBytes: bytes.length - Buffer.from(payload).length, ends }
}

const binary = Buffer.alloc(130, 7)
const packed = (words: string) => {
  const all = deflateRawSync(words, { finishFlush: 2 })
  return all.subarray(0, all.length - 4)
}
const plain: Piece[] = [
  piece(textFrame, 'first words', 'first words'),
  piece(binaryFrame, binary, binary.toString('hex')),
  piece(0x01, 'in ', null),
  piece(0x00, 'three ', null),
  piece(0x80, 'parts', 'in three parts'),
  piece(textFrame, 'x'.repeat(60), 'x'.repeat(60)),
]
const deflated: Piece[] = Array.from({ length: 12 }, (_, i) => `${i} a compressed message ${i}`).map((words) => piece(0xc1, packed(words), words))
const extension = ['Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover']

/** What must be in the log, and what the cause says of the rest. */
function expected(pieces: readonly Piece[], at: number): { whole: string[]; reason: string } {
  const whole: string[] = []
  let start = 0
  let before = 0
  for (const { bytes, headBytes, ends } of pieces) {
    const here = at - start
    if (here < bytes.length) {
      const [come, all] = [here - headBytes, bytes.length - headBytes]
      if (come >= 0) return { whole, reason: `in the middle of a frame: ${come} of its ${all} bytes had come` }
      if (here > 0) return { whole, reason: 'in the middle of a frame’s header' }
      return { whole, reason: before === 0 ? '' : `in the middle of a message: ${before} bytes of it had come` }
    }
    start += bytes.length
    before = ends === null ? before + bytes.length - headBytes : 0
    if (ends !== null) whole.push(ends)
  }
  throw new Error(`Nothing is said up to byte ${at}`)
}

/** Says so many bytes of it, counted from the end of the handshake's answer (or, negative, from its start), and ends. */
async function endingServer(ending: Ending, pieces: readonly Piece[], more: readonly string[]) {
  return rawServer(async (socket) => {
    const request = await requestOf(socket)
    const [, part = '', digits = '0'] = /^GET \/(head|body)\/(\d+)/.exec(request) ?? []
    const head = Buffer.from(switching(request, ...more))
    const said = part === 'head' ? head.subarray(0, Number(digits)) : Buffer.concat([head, ...pieces.map(({ bytes }) => bytes)]).subarray(0, head.length + Number(digits))
    socket.resume()
    socket.write(said, () => (ending === 'reset' ? socket.resetAndDestroy() : socket.end()))
  })
}

const headBytes = switching('sec-websocket-key: x\r\n').length
const everyNth = count(7, 1)
const places = (below: number) => Array.from({ length: Math.ceil(below / everyNth) }, (_, i) => i * everyNth)
const kindOf: Record<Ending, Cause['kind']> = { reset: 'reset', fin: 'no-close-frame' }

async function endsAtEachByte(ending: Ending, { measured }: Told): Promise<void> {
  await echoProcess()
  const baseline = await nothingYet()
  const deck = new Deck()
  const servers = await Promise.all([endingServer(ending, plain, []), endingServer(ending, deflated, extension)])
  const told = { phase: 'open', kind: kindOf[ending], code: ending === 'reset' ? 'ECONNRESET' : null, by: 'server', wasClean: false }
  const inBody = async (pieces: readonly Piece[], port: number, at: number) => {
    const id = deck.open(`ws://127.0.0.1:${port}/body/${at}`, { compression: { mode: pieces === deflated ? 'offered' : 'off' } })
    const { cause } = await deck.reaches(id, 'failed')
    const { whole, reason } = expected(pieces, at)
    expect({ at, cause }).toMatchObject({ at, cause: { ...told, reason } })
    expect(deck.history(id)).toEqual(['idle', 'connecting', 'open', 'failed'])
    expect(deck.frames(id).map(([what, bytes]) => (what === 'in text' ? bytes.toString() : bytes.toString('hex')))).toEqual(whole)
  }
  const inHead = async (port: number, at: number) => {
    const id = deck.open(`ws://127.0.0.1:${port}/head/${at}`)
    expect({ at, cause: (await deck.reaches(id, 'failed')).cause }).toMatchObject({ at, cause: { ...told, phase: 'http' } })
    expect(deck.history(id)).toEqual(['idle', 'connecting', 'failed'])
  }
  const one = async (at: number) => {
    await Promise.all([inBody(plain, servers[0].port, at), inBody(deflated, servers[1].port, at)])
    if (at < headBytes) await inHead(servers[0].port, at)
  }
  // Whoever stands by writes to the same log, which is searched for each of these.
  const [some, rest] = [places(200).slice(0, 30), places(200).slice(30)]
  // The servers are in this process: how long they keep its loop busy is not what is asked here.
  await beside(deck, async () => { for (const at of some) await one(at) }, count(9, 30), false)
  for (const at of rest) await one(at)
  await Promise.all([deck.end(), ...servers.map(({ close }) => close())])
  await baseline.isBack()
  const total = places(200).reduce((sum, at) => sum + (at < headBytes ? 3 : 2), 0)
  measured(`${total} of ${total} named, with what had come; others lost nothing`)
}

// Elsewhere an RST may overtake what was sent before it.
const isLinux = process.platform === 'linux' ? null : 'only Linux hands over all that came before an RST'

row({ id: 'F12', fault: 'RST at byte n of the answer, and of plain and compressed frames, n < 200', target: '100 % told from FIN, with the bytes of the broken frame', skip: isLinux }, (told) => endsAtEachByte('reset', told))
row({ id: 'F13', fault: 'FIN at byte n, without a close frame', target: '100 % told from RST, with the bytes of the broken frame' }, (told) => endsAtEachByte('fin', told))
