import { deflateRawSync } from 'node:zlib'
import { expect } from 'vitest'
import type { Cause, ConnectionId } from '../../../shared/connection'
import { count, torture } from '../../support/counts'
import { beside, othersOf } from '../../support/faults/bystanders'
import { echoProcess } from '../../support/faults/echo-process'
import { nothingYet } from '../../support/faults/oracle'
import { row, type Told } from '../../support/faults/row'
import { saying, speaker } from '../../support/faults/speaker'
import { Deck } from '../../support/live-deck'
import { binaryFrame, frame, switching, textFrame } from '../../support/raw-server'

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
const headersOf = (pieces: readonly Piece[]) => (pieces === deflated ? ['Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover'] : [])

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

const headBytes = (pieces: readonly Piece[]) => switching('sec-websocket-key: x\r\n', ...headersOf(pieces)).length
/** In one go, when nobody stands by any more: their rows are many. */
function framesOf(deck: Deck, ids: readonly ConnectionId[]): Map<ConnectionId, string[]> {
  const frames = new Map(ids.map((id) => [id, [] as string[]]))
  for (const one of deck.rows()) if (one.kind !== 'lifecycle') frames.get(one.source.connectionId)?.push(deck.bytes(one).toString(one.kind === 'text' ? 'utf8' : 'hex'))
  return frames
}

const everyNth = count(7, 1)
const places = (below: number) => Array.from({ length: Math.ceil(below / everyNth) }, (_, i) => i * everyNth)
const kindOf: Record<Ending, Cause['kind']> = { reset: 'reset', fin: 'no-close-frame' }

async function endsAtEachByte(ending: Ending, { measured }: Told): Promise<void> {
  await Promise.all([echoProcess(), speaker()])
  const baseline = await nothingYet()
  const deck = new Deck()
  /** So many bytes of the answer and of what follows it. */
  const broken = (pieces: readonly Piece[], bytes: number) => saying({ says: Buffer.concat(pieces.map((one) => one.bytes)), headers: headersOf(pieces), bytes, ends: ending === 'reset' ? 'by RST' : 'by FIN' })
  const told = { phase: 'open', kind: kindOf[ending], code: ending === 'reset' ? 'ECONNRESET' : null, by: 'server', wasClean: false }
  const expectedOf = new Map<ConnectionId, { at: number; whole: string[] }>()
  const inBody = async (pieces: readonly Piece[], at: number) => {
    const id = deck.open(await broken(pieces, headBytes(pieces) + at), { compression: { mode: pieces === deflated ? 'offered' : 'off' } })
    const { cause } = await deck.reaches(id, 'failed')
    const { whole, reason } = expected(pieces, at)
    expect({ at, cause }).toMatchObject({ at, cause: { ...told, reason } })
    expect(deck.history(id)).toEqual(['idle', 'connecting', 'open', 'failed'])
    expectedOf.set(id, { at, whole })
  }
  const inHead = async (at: number) => {
    const id = deck.open(await broken(plain, at))
    expect({ at, cause: (await deck.reaches(id, 'failed')).cause }).toMatchObject({ at, cause: { ...told, phase: 'http' } })
    expect(deck.history(id)).toEqual(['idle', 'connecting', 'failed'])
  }
  const one = async (at: number) => {
    await Promise.all([inBody(plain, at), inBody(deflated, at)])
    if (at < headBytes(plain)) await inHead(at)
  }
  const all = places(200)
  // With full counts one after the other, and slowly: for a percentile that one bad moment of the machine can't spoil.
  const [some, rest] = torture ? [all, []] : [all.slice(0, 30), all.slice(30)]
  const calmly = async (at: number) => {
    await one(at)
    if (torture) await new Promise((resolve) => setTimeout(resolve, 30))
  }
  const seen = await beside(deck, async () => { for (const at of some) await calmly(at) })
  for (const at of rest) await one(at)
  await deck.end()
  expect(framesOf(deck, [...expectedOf.keys()])).toEqual(new Map([...expectedOf].map(([id, { whole }]) => [id, whole])))
  await baseline.isBack()
  const total = all.reduce((sum, at) => sum + (at < headBytes(plain) ? 3 : 2), 0)
  measured(`${total} of ${total} named, with what had come; ${othersOf(seen)}`)
}

// Elsewhere an RST may overtake what was sent before it.
const isLinux = process.platform === 'linux' ? null : 'only Linux hands over all that came before an RST'

row({ id: 'F12', fault: 'RST at byte n of the answer, and of plain and compressed frames, n < 200', target: '100 % told from FIN, with the bytes of the broken frame', skip: isLinux }, (told) => endsAtEachByte('reset', told))
row({ id: 'F13', fault: 'FIN at byte n, without a close frame', target: '100 % told from RST, with the bytes of the broken frame' }, (told) => endsAtEachByte('fin', told))
