import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { tellOffence, type Offence } from '../../../main/connection/offence'
import { dialled, end } from '../../support/dial-plan'
import { closeBody, closeFrame, frame, rawServer, textFrame, upgrade } from '../../support/raw-server'
import type { Frame } from '../../../main/connection/wire'

/** What was read, and how it ended, of a server that says these parts one after the other. */
async function heard(parts: readonly Uint8Array[], ...more: string[]) {
  const { url } = await rawServer(async (socket) => {
    await upgrade(socket, ...more)
    socket.setNoDelay(true)
    for (const part of parts) await new Promise<void>((resolve) => socket.write(part, () => setImmediate(resolve)))
    socket.on('end', () => socket.end()).resume()
  })
  const done = await dialled(url, { compression: { mode: more.length === 0 ? 'off' : 'offered' }, limits: { closeTimeoutMs: 200 } })
  const frames: Frame[] = []
  for (;;) {
    const batch = (await done.socket?.read()) ?? []
    if (batch.length === 0) break
    frames.push(...batch)
  }
  const why = await done.socket?.ended
  await end(done)
  return { why, frames: frames.map(({ kind, direction, data }) => `${direction} ${kind} ${Buffer.from(data).toString('hex')}`) }
}

const bytewise = (bytes: Buffer) => Array.from(bytes, (byte) => Buffer.from([byte]))
const bad = Buffer.from('ff61', 'hex')
const deflated = 'Sec-WebSocket-Extensions: permessage-deflate'

describe('what broke a rule', () => {
  it('is quoted from the first byte of its frame, wherever that stood', async () => {
    const wrong = frame(0x83, 'x'.repeat(100))
    const quoted = `RFC 6455 §5.2; the frame begins with ${(wrong.subarray(0, 64).toString('hex').match(/../g) ?? []).join(' ')}`
    expect((await heard([wrong])).why?.reason).toBe(quoted)
    expect((await heard([Buffer.concat([frame(textFrame, 'a'), frame(textFrame, 'b'.repeat(200)), wrong])])).why?.reason).toBe(quoted)
    expect((await heard(bytewise(wrong))).why?.reason).toBe('RFC 6455 §5.2; the frame begins with 83 64')
  })

  it('is kept whole where it is a text, in one piece, in fragments, byte by byte, or compressed', async () => {
    const kept = ['in text ff61', 'out close 03ef']
    const fragments = [frame(0x01, bad.subarray(0, 1)), frame(0x80, bad.subarray(1))]
    for (const parts of [[frame(textFrame, bad)], fragments, bytewise(Buffer.concat(fragments))]) expect((await heard(parts)).frames).toEqual(kept)
    const packed = await heard([frame(0xc1, deflateRawSync(bad))], deflated)
    expect([packed.why?.kind, ...packed.frames]).toEqual(['bad-utf8', ...kept])
  })

  it('is kept as it was where it is a close frame, with its code in the cause', async () => {
    const reserved = await heard([frame(closeFrame, closeBody(1005, 'bye'))])
    expect(reserved).toMatchObject({ why: { kind: 'reserved-close-code', closeCode: 1005, reason: 'RFC 6455 §7.4' }, frames: ['in close 03ed627965', 'out close 03ea'] })
    expect((await heard(bytewise(frame(closeFrame, Buffer.concat([closeBody(1000), bad]))))).frames).toEqual(['in close 03e8ff61', 'out close 03ef'])
  })

  it('behind a compressed message of the same packet is quoted, too', async () => {
    const { why, frames } = await heard([Buffer.concat([frame(0xc1, deflateRawSync('fine')), frame(0x83, 'x')])], deflated)
    expect(why?.reason).toBe('RFC 6455 §5.2; the frame begins with 83 01 78')
    expect(frames).toEqual([`in text ${Buffer.from('fine').toString('hex')}`, 'out close 03ea'])
  })

  it('is not known of another kind of receiver, and nothing breaks', () => {
    const told: Offence[] = []
    for (const other of [{}, { _receiver: null }, { _receiver: { _buffers: [] } }]) tellOffence(other, (offence) => told.push(offence))
    expect(told).toEqual([])
  })
})
