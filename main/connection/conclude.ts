/** Conclude: hears a close frame when it comes, and knows whether one went out; `ws` tells of both only when TCP has ended. */

/** Fields of ws 8; where a later version has them no longer, close frames are told when TCP ends. */
interface Inside {
  _receiver?: { on?: (event: string, listener: (code: number, reason: Uint8Array) => void) => unknown } | null
  _closeFrameSent?: boolean
}

/** Told of the peer's close frame after `ws` has answered it; `code` is 1005 where it has none. To be asked at the open. */
export function onCloseFrame(webSocket: object, tell: (code: number, reason: Uint8Array) => void): void {
  (webSocket as Inside)._receiver?.on?.('conclude', tell)
}

/** False as long as none of ours has been taken by the system. */
export function sentCloseFrame(webSocket: object): boolean {
  return (webSocket as Inside)._closeFrameSent ?? true
}

/** The close frame's body as it is on the wire: two bytes of code, then the reason; empty for 1005 (RFC 6455 §5.5.1, §7.1.5). */
export function closeBody(code: number, reason: Uint8Array = new Uint8Array()): Uint8Array {
  if (code === 1005) return new Uint8Array()
  const body = Buffer.allocUnsafe(2 + reason.byteLength)
  body.writeUInt16BE(code)
  body.set(reason, 2)
  return body
}
