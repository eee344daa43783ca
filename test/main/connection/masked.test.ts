import fc from 'fast-check'
import { expect, test } from 'vitest'
import { maskedFrames } from '../../../main/connection/masked'

interface Read {
  binary: boolean
  key: string
  payload: Buffer
}

/** Reads frames as a server does: RFC 6455 §5.2. */
function read(frames: Buffer): Read[] {
  const found: Read[] = []
  for (let at = 0; at < frames.length; ) {
    const head = frames.readUInt16BE(at)
    expect(head & 0x7080).toBe(0x0080) // no reserved bit, and masked
    expect(head >>> 15).toBe(1) // the last fragment
    const short = head & 0x7f
    const size = short === 127 ? Number(frames.readBigUInt64BE(at + 2)) : short === 126 ? frames.readUInt16BE(at + 2) : short
    const start = at + 2 + (short === 127 ? 8 : short === 126 ? 2 : 0)
    expect(start - at).toBe(size < 126 ? 2 : size < 65_536 ? 4 : 10) // the shortest form
    const key = frames.subarray(start, start + 4)
    const payload = Buffer.from(frames.subarray(start + 4, start + 4 + size).map((byte, i) => byte ^ (key[i % 4] ?? 0)))
    expect(payload.length).toBe(size)
    found.push({ binary: ((head >>> 8) & 0xf) === 2, key: key.toString('hex'), payload })
    at = start + 4 + size
  }
  return found
}

const sizes = fc.oneof(fc.nat(300), fc.constantFrom(0, 1, 2, 3, 4, 5, 125, 126, 127, 65_535, 65_536, 65_537, 200_000))
const message = fc.record({ binary: fc.boolean(), size: sizes, fill: fc.nat(255) })
const carrier = message.map(({ binary, size, fill }) => ({ message: { binary, bytes: Buffer.alloc(size, fill) } }))

test('a batch of any messages comes apart into the same messages in their order', () => {
  fc.assert(
    fc.property(fc.array(carrier, { maxLength: 8 }), (batch) => {
      const found = read(maskedFrames(batch))
      expect(found.map(({ binary, payload }) => [binary, payload.length])).toEqual(batch.map(({ message: { binary, bytes } }) => [binary, bytes.length]))
      for (const [i, { payload }] of found.entries()) expect(payload.equals(batch[i]?.message.bytes ?? Buffer.alloc(0))).toBe(true)
    }),
  )
})

test('each frame has a mask of its own, long after the first drawing of them', () => {
  const one = { message: { binary: false, bytes: Buffer.from('same') } }
  const keys = Array.from({ length: 100 }, () => read(maskedFrames(Array.from({ length: 100 }, () => one))).map(({ key }) => key)).flat()
  // Of 10,000 random masks of 32 bits hardly two are the same (0.01 on average); a mask that is used again would show in thousands.
  expect(new Set(keys).size).toBeGreaterThan(9_990)
})
