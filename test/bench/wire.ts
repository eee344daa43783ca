/** The little of RFC 6455 that the load server speaks. */
import { createHash } from 'node:crypto'

/** A text message as a server sends it: one frame, unmasked, below 126 bytes. */
export function frame(text: string): Buffer {
  const payload = Buffer.from(text)
  return Buffer.concat([Buffer.from([0x81, payload.length]), payload])
}

export function pongOf(payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x8a, payload.length]), payload])
}

/** The answer to an upgrade request, by its head. */
export function switching(request: string): string {
  const key = /^sec-websocket-key: *(\S*)/im.exec(request)?.[1] ?? ''
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
  return ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade', `Sec-WebSocket-Accept: ${accept}`, '', ''].join('\r\n')
}
