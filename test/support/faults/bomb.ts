/** Compressed messages that are a thousand times as large as they look (RFC 7692), and servers that throw them. */
import type { Socket } from 'node:net'
import { deflateRawSync, constants } from 'node:zlib'
import { rawServer, upgrade, type RawServer } from '../raw-server'
import { until } from '../until'

const MiB = 1024 * 1024
/** Of a frame that says its length in eight bytes. */
export const headBytes = 10
const compressedBinary = 0xc2
/** What ends each compressed message, and is left away (RFC 7692 §7.2.1). */
const tailBytes = 4

/** One frame that becomes so many zeros. */
export function bombOf(bytes: number): Buffer {
  const packed = deflateRawSync(Buffer.alloc(bytes), { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -tailBytes)
  const head = Buffer.from([compressedBinary, 127, 0, 0, 0, 0, 0, 0, 0, 0])
  head.writeUInt32BE(packed.length, 6)
  return Buffer.concat([head, packed])
}

export const bomb = bombOf(64 * MiB)

export interface Thrower extends RawServer {
  /** At all clients that are there, in one moment, once there are so many. */
  throw: (frame: Buffer, clients: number) => Promise<void>
}

/** A server that has agreed on compression with its clients. */
export async function thrower(): Promise<Thrower> {
  const clients: Socket[] = []
  const server = await rawServer(async (socket) => {
    await upgrade(socket, 'Sec-WebSocket-Extensions: permessage-deflate')
    socket.resume()
    clients.push(socket)
  })
  const throwAt: Thrower['throw'] = async (frame, count) => {
    await until(() => clients.length >= count, 'all clients are there')
    for (const socket of clients.splice(0)) socket.write(frame)
  }
  return Object.assign(server, { throw: throwAt })
}
