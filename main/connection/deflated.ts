/** Whether a message was compressed on the wire (permessage-deflate, RFC 7692): `ws` knows, but has no public word for it. */

/** Fields of ws 8; where a later version has them no longer, messages count as not compressed. */
interface Inside {
  _receiver?: { _compressed?: boolean } | null
  _sender?: { _compress?: boolean } | null
}

/** Of the message whose event is being told: RSV1 of its first frame (RFC 7692 §6). Control frames do not change it. */
export function arrivedDeflated(webSocket: object): boolean {
  return (webSocket as Inside)._receiver?._compressed === true
}

/** Of the message that was handed over last: what was agreed, and whether `ws` found its first fragment large enough. */
export function leavesDeflated(webSocket: object): boolean {
  return (webSocket as Inside)._sender?._compress === true
}
