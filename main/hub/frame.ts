/** Frame: one message in wire form, encoded once and shared by all who get it. */

export interface Frame {
  readonly binary: boolean
  /** Header and payload as they go to the socket of a client without compression. */
  readonly wire: Buffer
  readonly payloadAt: number
}

/**
 * One final, unmasked frame (RFC 6455 §5.2): what a server sends needs no mask, so the same bytes serve every client.
 * The payload is copied, since a received one is a slice that would keep its whole read buffer alive.
 */
export function encodeFrame(payload: Uint8Array, binary: boolean): Frame {
  const { length } = payload
  const payloadAt = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const wire = Buffer.allocUnsafe(payloadAt + length)
  wire[0] = binary ? 0x82 : 0x81
  if (payloadAt === 2) wire[1] = length
  if (payloadAt === 4) {
    wire[1] = 126
    wire.writeUInt16BE(length, 2)
  }
  if (payloadAt === 10) {
    wire[1] = 127
    wire.writeBigUInt64BE(BigInt(length), 2)
  }
  wire.set(payload, payloadAt)
  return { binary, wire, payloadAt }
}

export function textFrame(text: string): Frame {
  return encodeFrame(Buffer.from(text), false)
}

/** Bytes of the payload; what the bounds of the queues count. */
export function payloadBytes(frame: Frame): number {
  return frame.wire.length - frame.payloadAt
}

export function payloadOf(frame: Frame): Buffer {
  return frame.wire.subarray(frame.payloadAt)
}
