/** A raw server that floods its clients with small numbered messages, as fast as they take them or so many a second. */
import type { Socket } from 'node:net'
import { rawServer, upgrade } from '../raw-server'
import type { TestServer } from '../servers'
import { until } from '../until'

/** One text message: a number of so many digits, then letters. */
export const floodedBytes = 32
const digits = 10
const headBytes = 2
const frameBytes = headBytes + floodedBytes
const framesAtOnce = 2_000

export interface Flood extends TestServer {
  /** Messages that were given to all clients together. */
  sent: number
  /** As soon as somebody is there: so many to each, at most `perSecond`; resolves when all were given to the system. */
  go: (messages: number, perSecond?: number) => Promise<void>
}

/** Frames of the messages from `first` on. */
function block(first: number, count: number): Buffer {
  const bytes = Buffer.alloc(count * frameBytes, 'x')
  for (let i = 0; i < count; i += 1) {
    const at = i * frameBytes
    bytes[at] = 0x81
    bytes[at + 1] = floodedBytes
    bytes.write(String(first + i).padStart(digits, '0'), at + headBytes, 'latin1')
  }
  return bytes
}

/** What number a message has. */
export function numberOf(payload: Buffer): number {
  return Number(payload.toString('latin1', 0, digits))
}

export async function floodServer(): Promise<Flood> {
  const clients: Socket[] = []
  const server = await rawServer(async (socket) => {
    await upgrade(socket)
    socket.on('data', () => undefined)
    clients.push(socket)
  })
  const pour = async (socket: Socket, messages: number, perSecond: number) => {
    const begun = performance.now()
    for (let first = 0; first < messages && !socket.destroyed;) {
      const due = Math.min(messages, Math.floor(((performance.now() - begun) / 1000) * perSecond))
      const count = Math.min(framesAtOnce, due - first)
      if (count > 0) await new Promise<void>((resolve) => { socket.write(block(first, count), () => resolve()) })
      else await new Promise<void>((resolve) => { setTimeout(resolve, 5) })
      first += Math.max(0, count)
      flood.sent += Math.max(0, count)
    }
  }
  const go: Flood['go'] = async (messages, perSecond = Infinity) => {
    await until(() => clients.length > 0, 'somebody is there to be flooded')
    await Promise.all(clients.map((socket) => pour(socket, messages, perSecond)))
  }
  const flood: Flood = { ...server, sent: 0, go }
  return flood
}
