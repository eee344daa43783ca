/** A TCP proxy that spoils what it carries, byte by byte; the names of its toxics are those of toxiproxy. */
import { connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { onLoopback, type TestServer } from '../servers'
import { seeded } from '../random'
import { readApart } from '../turns'

/** `at` is a byte of one direction of one link, from 0: all before it arrive. */
export type Toxic =
  | { kind: 'latency'; ms: number; jitterMs: number }
  | { kind: 'bandwidth'; bytesPerSecond: number }
  /** Pieces of so many bytes, with so long between them; a drip is 1 byte. */
  | { kind: 'slice'; bytes: number; everyMs: number }
  | { kind: 'corrupt'; at: number }
  /** RST to both ends, once what came before had time to be read; `abrupt` on its heels, where libuv may take it for a FIN. */
  | { kind: 'reset'; at: number; abrupt?: boolean }
  /** FIN, and nothing more in this direction. */
  | { kind: 'fin'; at: number }
  /** Everything from here on is swallowed, and nobody is told. */
  | { kind: 'hole'; at: number }

export interface Stage {
  /** After this long, from the call, ms. */
  afterMs: number
  /** From the server to the client. */
  down?: Toxic[]
  /** From the client to the server. */
  up?: Toxic[]
}

export interface FaultProxy extends TestServer {
  down: Toxic[]
  up: Toxic[]
  /** Pairs of connections that live. */
  links: Set<readonly [client: Socket, upstream: Socket]>
  /** Bytes handed on so far, in both directions of all links. */
  carried: { down: number; up: number }
  schedule: (stages: readonly Stage[]) => void
  /** RST to all. */
  cut: () => void
}

type Way = 'down' | 'up'
/** What is left to do with a link after a piece. */
type Verdict = 'on' | 'reset' | 'fin'

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** RST; Node loses hold of a socket that is reset while its FIN waits behind what it has to write. */
function reset(socket: Socket): void {
  if (socket.writableEnded && !socket.writableFinished) socket.destroy()
  else socket.resetAndDestroy()
}

/** One direction of one link. */
class Lane {
  #offset = 0
  readonly #to: Socket
  readonly #toxics: () => readonly Toxic[]
  readonly #random: () => number
  readonly #carried: (bytes: number) => void

  constructor(to: Socket, { toxics, random, carried }: { toxics: () => readonly Toxic[]; random: () => number; carried: (bytes: number) => void }) {
    this.#to = to
    this.#toxics = toxics
    this.#random = random
    this.#carried = carried
  }

  async carry(chunk: Buffer): Promise<Verdict> {
    const toxics = this.#toxics()
    let piece = Buffer.from(chunk)
    let verdict: Verdict = 'on'
    for (const toxic of toxics) {
      if (!('at' in toxic)) continue
      const index = toxic.at - this.#offset
      if (toxic.kind === 'corrupt') {
        if (index >= 0 && index < piece.length) piece[index] = (piece[index] ?? 0) ^ 0xff
      } else if (index <= piece.length) {
        piece = piece.subarray(0, Math.max(0, index))
        if (toxic.kind !== 'hole') verdict = toxic.kind
      }
    }
    this.#offset += chunk.length
    await this.#hand(piece, toxics)
    return verdict
  }

  async #hand(piece: Buffer, toxics: readonly Toxic[]): Promise<void> {
    const latency = toxics.find((toxic) => toxic.kind === 'latency')
    if (latency !== undefined) await sleep(Math.max(0, latency.ms + (this.#random() * 2 - 1) * latency.jitterMs))
    const bandwidth = toxics.find((toxic) => toxic.kind === 'bandwidth')
    const slice = toxics.find((toxic) => toxic.kind === 'slice')
    const size = slice?.bytes ?? (bandwidth === undefined ? piece.length : Math.max(1, Math.ceil(bandwidth.bytesPerSecond / 50)))
    for (let at = 0; at < piece.length && !this.#to.destroyed; at += size) {
      const part = piece.subarray(at, at + size)
      if (!this.#to.write(part)) await new Promise<void>((resolve) => { this.#to.once('drain', resolve).once('close', resolve) })
      this.#carried(part.length)
      if (slice !== undefined) await sleep(slice.everyMs)
      if (bandwidth !== undefined) await sleep((part.length / bandwidth.bytesPerSecond) * 1000)
    }
  }
}

/** Carries what comes to 127.0.0.1:`port`; ended with the test. The toxics may be changed while links live. */
export async function faultProxy(port: number, seed = 1): Promise<FaultProxy> {
  const random = seeded(seed)
  const links: FaultProxy['links'] = new Set()
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    const link = [client, upstream] as const
    links.add(link)
    void pump(link, client, upstream, 'up')
    void pump(link, upstream, client, 'down')
  })
  const pump = async (link: readonly [Socket, Socket], from: Socket, to: Socket, way: Way) => {
    from.setNoDelay(true)
    from.on('error', () => reset(to)).on('close', () => { if (to.destroyed) links.delete(link) })
    const lane = new Lane(to, { toxics: () => proxy[way], random, carried: (bytes) => { proxy.carried[way] += bytes } })
    try {
      // Byte 0 comes before anything is said.
      let verdict = await lane.carry(Buffer.alloc(0))
      for await (const chunk of from.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        if (verdict !== 'on') break
        verdict = await lane.carry(chunk)
        if (verdict !== 'on') break
      }
      if (verdict === 'reset' && !proxy[way].some((toxic) => toxic.kind === 'reset' && toxic.abrupt)) await readApart()
      if (verdict === 'reset') for (const end of link) reset(end)
      else if (!proxy[way].some(({ kind }) => kind === 'hole')) to.end()
      if (verdict !== 'reset') from.resume()
    } catch {
      // It went away in the midst of it: so does the other end.
      to.destroy()
    }
  }
  const proxy: FaultProxy = {
    ...(await onLoopback(server)),
    down: [],
    up: [],
    links,
    carried: { down: 0, up: 0 },
    schedule: (stages) => {
      const timers = stages.map(({ afterMs, down, up }) => setTimeout(() => {
        if (down) proxy.down = down
        if (up) proxy.up = up
      }, afterMs))
      onTestFinished(() => timers.forEach(clearTimeout))
    },
    cut: () => { for (const link of links) for (const end of link) reset(end) },
  }
  return proxy
}
