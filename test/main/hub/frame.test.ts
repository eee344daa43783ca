import { describe, expect, it } from 'vitest'
import { encodeFrame, payloadBytes, payloadOf, textFrame } from '../../../main/hub/frame'

describe('encodeFrame', () => {
  it.each([
    [0, '8200'],
    [125, '827d'],
    [126, '827e007e'],
    [65_535, '827effff'],
    [65_536, '827f0000000000010000'],
  ])('puts the shortest header before %i bytes', (length, header) => {
    const payload = Buffer.alloc(length, 7)
    const frame = encodeFrame(payload, true)
    expect(frame.wire.subarray(0, frame.payloadAt).toString('hex')).toBe(header)
    expect(payloadOf(frame).equals(payload)).toBe(true)
    expect(payloadBytes(frame)).toBe(length)
  })

  it('marks text as text, in UTF-8', () => {
    expect(textFrame('é').wire.toString('hex')).toBe('8102c3a9')
  })

  it('keeps its own copy of the payload', () => {
    const payload = Buffer.from('before')
    const frame = encodeFrame(payload, false)
    payload.fill('x')
    expect(payloadOf(frame).toString()).toBe('before')
  })
})
