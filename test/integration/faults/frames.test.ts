import { isUtf8 } from 'node:buffer'
import type { Socket } from 'node:net'
import { expect } from 'vitest'
import { describeCause } from '../../../shared/cause'
import { count } from '../../support/counts'
import { othersOf } from '../../support/faults/bystanders'
import { collect } from '../../support/faults/heap'
import { illegalFrames, type IllegalFrame } from '../../support/faults/illegal-frames'
import { row } from '../../support/faults/row'
import { acted, Scene, sceneSecrets } from '../../support/faults/scene'
import { Deck, eager } from '../../support/live-deck'
import { row as header } from '../../support/prepared'
import { closeBody, closeFrame, frame, rawServer, requestOf, switching, textFrame, upgrade } from '../../support/raw-server'
import { until } from '../../support/until'

const pairs = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').replaceAll(/(..)(?!$)/g, '$1 ')
const about = { reconnect: eager, limits: { closeTimeoutMs: 300 } }

/** A client's close frame (RFC 6455 §5.2), masked. */
function closeSaid(wire: Buffer): Buffer | null {
  const at = wire.indexOf(Buffer.from([0x88, 0x82]))
  if (at === -1 || wire.length < at + 8) return null
  return Buffer.from([6, 7].map((place) => (wire[at + place] ?? 0) ^ (wire[at + place - 4] ?? 0)))
}

interface Heard {
  url: string
  accepted: () => number
  wire: () => Buffer
}

/** Says all of it at the open, part by part, and keeps what it hears. */
async function saying(scene: Scene, parts: readonly Uint8Array[], ...more: string[]): Promise<Heard> {
  let wire = Buffer.alloc(0)
  const server = await scene.peer(async (socket: Socket) => {
    await upgrade(socket, ...more)
    socket.setNoDelay(true)
    socket.on('end', () => socket.end()).on('data', (data: Buffer) => { wire = Buffer.concat([wire, data]) })
    for (const part of parts) await new Promise<void>((resolve) => socket.write(part, () => setImmediate(resolve)))
  })
  return { url: server.url, accepted: () => server.accepted, wire: () => wire }
}

row({ id: 'F18', fault: 'garbage after 101', target: 'named, with the section of RFC 6455 and the first 64 bytes in hex' }, async ({ measured, bare }) => {
  const garbage = ['HTTP/1.1 500 Internal Server Error\r\nContent-Type: text/html\r\n\r\n<h1>Oh</h1>', '{"event":"hello"}', '\r\n', '\xff\xfe\xfd', '220 mail.example ESMTP'].map((text) => Buffer.from(text, 'latin1'))
  const seen = await acted(async (scene) => {
    await scene.each(garbage, async (bytes) => {
      // At once, behind a good message, and in two parts.
      for (const parts of [[bytes], [frame(textFrame, 'fine'), bytes], [Buffer.concat([frame(textFrame, 'fine'), bytes])], [bytes.subarray(0, 1), bytes.subarray(1)]]) {
        const server = await saying(scene, parts)
        const why = await scene.lived(server.url, about)
        expect(why).toMatchObject({ phase: 'open', kind: 'protocol-error', by: 'client' })
        expect(why.code).toMatch(/^WS_ERR_/)
        expect(why.reason).toMatch(/^RFC 6455 §5\.\d(\.\d)?; the frame begins with ([0-9a-f]{2} )*[0-9a-f]{2}$/)
        // What had come by then: all of what was written at once.
        const quoted = why.reason.split('begins with ')[1] ?? ''
        expect(pairs(bytes.subarray(0, 64)).startsWith(quoted)).toBe(true)
        if (parts.length === 1) expect(quoted).toBe(pairs(bytes.subarray(0, 64)))
        expect(describeCause(why)).toContain(quoted)
        expect(server.accepted()).toBe(1)
      }
    })
    // A server that throws back what it was told: its bytes are shown in no form that could be read.
    const echo = await scene.peer(async (socket) => { const request = await requestOf(socket); socket.write(`${switching(request)}${/^x-key: (.*)$/im.exec(request)?.[1] ?? ''}`) })
    const why = await scene.lived(echo.url, { request: { headers: [header('X-Key', 'sec_1', { secret: true })] } })
    expect(why.reason).toContain('***')
    expect(why.reason).not.toContain(pairs(Buffer.from(sceneSecrets.sec_1)))
  })
  const server = await rawServer(async (socket) => { socket.write(`${switching(await requestOf(socket))}HTTP/1.1 500 Oh\r\n\r\n`) })
  bare(await wordsAfterOpen(server.url))
  measured(`${garbage.length} kinds of garbage in 4 ways, all named and quoted, secrets hidden; ${othersOf(seen)}`)
})

async function wordsAfterOpen(url: string): Promise<string> {
  const { WebSocket } = await import('ws')
  const socket = new WebSocket(url)
  return new Promise((resolve) => socket.once('error', (error) => resolve(`“${error.message}”, ${'code' in error ? String(error.code) : 'no code'}; the bytes are lost`)))
}

const good = Buffer.from('né κόσμε 😀 з')
/** The same with a bad byte at each place in turn: whole characters before and after. */
const spoilt = [...good.keys()].map((at) => Buffer.from(good.map((byte, place) => (place === at ? 0xff : byte))))
const notLast = 0x01
const continuation = 0x80

row({ id: 'F19', fault: 'invalid UTF-8 in a text or a close reason, split at each byte', target: '1007; the raw bytes kept in the log' }, async ({ measured }) => {
  let cases = 0
  const seen = await acted(async (scene) => {
    expect(spoilt.every((bytes) => !isUtf8(bytes))).toBe(true)
    const seen: [id: string, kept: [string, Buffer]][] = []
    const bad = async (parts: readonly Uint8Array[], kept: [string, Buffer]) => {
      const server = await saying(scene, parts)
      const id = scene.deck.open(server.url, about)
      const { cause: why } = await scene.deck.reaches(id, 'failed')
      expect(why).toMatchObject({ phase: 'open', kind: 'bad-utf8', code: 'WS_ERR_INVALID_UTF8', reason: `RFC 6455 §${kept[0] === 'in text' ? '8.1' : '5.5.1'}` })
      await until(() => closeSaid(server.wire())?.equals(closeBody(1007)), 'the server was told 1007')
      expect(server.accepted()).toBe(1)
      seen.push([id, kept])
    }
    await scene.each([...spoilt.entries()].filter(([at]) => at % count(3, 1) === 0), async ([at, bytes]) => {
      // In two fragments, the cut at each byte in turn: within characters, too.
      await bad([frame(notLast, bytes.subarray(0, at)), frame(continuation, bytes.subarray(at))], ['in text', bytes])
      const body = Buffer.concat([closeBody(1000), bytes])
      const whole = frame(closeFrame, body)
      await bad([whole.subarray(0, at + 2), whole.subarray(at + 2)], ['in close', body])
    })
    // The same cuts harm nothing that is UTF-8.
    const server = await saying(scene, [...good.keys()].flatMap((at) => [frame(notLast, good.subarray(0, at)), frame(continuation, good.subarray(at))]))
    const id = await scene.deck.opened(server.url, about)
    await until(() => scene.deck.snapshot(id).counters.messagesIn === good.length, 'all came')
    await scene.cut(id)
    scene.afterwards(() => {
      cases = seen.length
      expect(scene.deck.frames(id).filter(([what]) => what === 'in text')).toEqual([...good].map(() => ['in text', good]))
      // In one go: the bystanders' rows are many.
      const frames = new Map(seen.map(([one]) => [one, [] as [string, Buffer][]]))
      for (const found of scene.deck.rows()) if (found.kind !== 'lifecycle') frames.get(found.source.connectionId)?.push([`${found.direction} ${found.kind}`, scene.deck.bytes(found)])
      for (const [one, kept] of seen) expect(frames.get(one)).toEqual([kept, ['out close', closeBody(1007)]])
    })
  })
  measured(`${cases} of ${cases} answered with 1007, their bytes in the log; ${good.length} good ones untouched; ${othersOf(seen)}`)
})

async function illegal(scene: Scene, { what, bytes, kind, code, section, answer }: IllegalFrame): Promise<void> {
  const server = await saying(scene, [Buffer.concat([frame(textFrame, 'fine'), bytes, frame(textFrame, 'too late')])])
  const id = scene.deck.open(server.url, about)
  const { cause: why } = await scene.deck.reaches(id, 'failed')
  expect([what, why.kind, why.code, why.by, why.wasClean]).toEqual([what, kind, code, 'client', false])
  expect([what, why.reason.startsWith(section === '' ? '' : `RFC 6455 §${section}`)]).toEqual([what, true])
  await until(() => closeSaid(server.wire())?.equals(closeBody(answer)), `${what}: the server was told ${answer}`)
  expect([what, server.accepted()]).toEqual([what, 1])
  scene.afterwards(() => {
    const kept = scene.deck.frames(id)
    expect([what, kept[0], kept.at(-1)]).toEqual([what, ['in text', Buffer.from('fine')], ['out close', closeBody(answer)]])
    expect([what, kept.some(([, said]) => said.equals(Buffer.from('too late')))]).toEqual([what, false])
  })
}

row({ id: 'F20', fault: `illegal frames: ${illegalFrames.length} variants`, target: '1002, 1007 or 1009 on the wire; each rule named by code and section' }, async ({ measured }) => {
  const seen = await acted((scene) => scene.each(illegalFrames, (bad) => illegal(scene, bad)))
  measured(`${illegalFrames.length} of ${illegalFrames.length}, ${new Set(illegalFrames.map(({ code }) => code)).size} codes of ws, ${new Set(illegalFrames.map(({ section }) => section)).size - 1} sections; ${othersOf(seen)}`)
})

const MiB = 1024 * 1024
const held = () => {
  const { heapUsed, external, arrayBuffers } = process.memoryUsage()
  return { blocks: external + arrayBuffers, all: heapUsed + external + arrayBuffers }
}

const receiveBytes = 16 * MiB

/** Only the header of a frame of such a length comes. */
async function headerAlone(scene: Scene, length: bigint): Promise<void> {
  const head = Buffer.alloc(10)
  head.writeUInt16BE(0x827f)
  head.writeBigUInt64BE(length, 2)
  const server = await saying(scene, [head])
  expect(await scene.lived(server.url, { ...about, limits: { receiveBytes, closeTimeoutMs: 300 } })).toMatchObject({ kind: 'message-too-big', code: 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' })
  await until(() => closeSaid(server.wire())?.equals(closeBody(1009)), 'the server was told 1009')
}

/** Bytes of buffers at most while each was refused, and of all that was kept. */
async function weighed(lengths: readonly bigint[]): Promise<{ peak: number; kept: number }> {
  const scene = new Scene(new Deck())
  const most = { peak: 0, kept: 0 }
  for (const length of lengths) {
    collect()
    const before = held()
    const weigh = () => { most.peak = Math.max(most.peak, held().blocks - before.blocks) }
    const stop = scene.deck.pool.onChange(weigh)
    await headerAlone(scene, length)
    stop()
    weigh()
    collect()
    most.kept = Math.max(most.kept, held().all - before.all)
  }
  await scene.deck.end()
  await scene.end()
  return most
}

row({ id: 'F21', fault: 'a frame above the limit, of which only the header comes', target: 'refused before anything is allocated: ≤ + 1 MiB' }, async ({ measured }) => {
  const lengths = [BigInt(receiveBytes) + 1n, 100n * BigInt(MiB), (1n << 31n) - 1n, 1n << 32n, (1n << 53n) - 1n]
  // By themselves: to collect garbage stops everything.
  const { peak, kept } = await weighed(lengths)
  expect(peak).toBeLessThanOrEqual(MiB)
  expect(kept).toBeLessThanOrEqual(MiB)
  const again = Array.from({ length: count(1, 10) }, () => lengths).flat()
  const seen = await acted((scene) => scene.each(again, (length) => headerAlone(scene, length)))
  measured(`${lengths.length} lengths up to 2^53 − 1: + ${Math.max(0, peak / 1024).toFixed(0)} KiB of buffers at most, + ${Math.max(0, kept / 1024).toFixed(0)} KiB kept; ${othersOf(seen)}`)
})
