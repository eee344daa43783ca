/** Inflating: inflates what arrives compressed at all sockets (RFC 7692), so much in a turn of the event loop, and one large message at a time. */
import type { InflateRaw } from 'node:zlib'
import { limits } from '../../shared/limits'
import { codeOf } from '../lib/errno'
import { NextTurn } from '../lib/next-turn'
import { Inflation, newInflate, type Inflated } from './inflation'
import { Slabs } from './slabs'

type Told = (error: Error | null, result?: Uint8Array) => void
type Decompress = (data: Uint8Array, fin: boolean, told: Told) => void

/** Fields of ws 8; where a later version has them no longer, it inflates by itself, without these bounds. */
interface Receiver {
  _maxPayload: number
  _messageLength: number
  _extensions: Record<string, Extension | undefined>
  createError: (...about: [type: ErrorConstructor, words: string, prefixed: boolean, closeCode: number, code: string]) => Error
}

interface Extension {
  params: Record<string, unknown> | null
  /** Closed by `ws` with the socket. */
  _inflate: InflateRaw | null
  decompress: Decompress
}

interface Job {
  inflation: Inflation
  tell: (inflated: Inflated) => void
}

/** Frames of up to so many bytes go before larger ones: they become 4 MiB at most (RFC 1951: 258 bytes for two bits), and seldom that. */
const smallBytes = 4 * 1024
/** What a frame costs besides its bytes, in bytes. */
const frameCost = 64
const defaultWindowBits = 15

export class Inflating {
  readonly #make: typeof newInflate
  readonly #slabs = new Slabs()
  /** The first of each is at work, the others wait. */
  readonly #small: Job[] = []
  readonly #large: Job[] = []
  /** In this turn of the event loop. */
  #spent = 0
  readonly #turn = new NextTurn(() => this.#next())
  #running = false

  constructor(make = newInflate) {
    this.#make = make
  }

  /** From now on what arrives compressed at this open socket is inflated here. */
  watch(webSocket: object): void {
    const { _receiver: receiver } = webSocket as { _receiver?: Receiver | null }
    const extension = receiver?._extensions?.['permessage-deflate']
    if (!receiver || typeof extension?.decompress !== 'function' || typeof receiver.createError !== 'function') return
    const { decompress } = extension
    extension.decompress = (data, fin, told) => {
      const inflate = (extension._inflate ??= this.#make(windowBits(extension)))
      if (inflate === null) {
        // For good: from now on `ws` has a stream of its own there.
        extension.decompress = decompress
        return extension.decompress(data, fin, told)
      }
      const most = receiver._maxPayload > 0 ? receiver._maxPayload - receiver._messageLength : Infinity
      const inflation = new Inflation({ inflate, data, fin, most }, this.#slabs)
      const lane = data.byteLength > smallBytes ? this.#large : this.#small
      lane.push({ inflation, tell: (inflated) => tell(inflated, fin, { receiver, extension, told }) })
      this.#wake()
    }
  }

  /** Large ones have half of a turn, whatever else there is. */
  get #lane(): Job[] | null {
    if (this.#small.length > 0 && (this.#large.length === 0 || this.#spent < limits.inflateTurnBytes / 2)) return this.#small
    return this.#large.length > 0 ? this.#large : null
  }

  /** Never at once: `ws` counts on being told later. */
  #wake(): void {
    if (this.#running || this.#lane === null || this.#spent >= limits.inflateTurnBytes) return
    this.#running = true
    queueMicrotask(this.#run)
  }

  readonly #run = (): void => {
    this.#turn.ask()
    try {
      for (let lane = this.#lane; lane !== null && this.#spent < limits.inflateTurnBytes; lane = this.#lane) this.#step(lane)
    } finally {
      this.#running = false
      this.#wake()
    }
  }

  #next(): void {
    this.#spent = 0
    this.#wake()
  }

  #step(lane: Job[]): void {
    const [job] = lane
    if (job === undefined) return
    const inflated = job.inflation.step()
    this.#spent += job.inflation.cost
    if (inflated.kind === 'more') return
    this.#spent += frameCost
    lane.shift()
    job.tell(inflated)
  }
}

function windowBits({ params }: Extension): number {
  const bits = params?.['server_max_window_bits']
  return typeof bits === 'number' ? bits : defaultWindowBits
}

interface Ends {
  receiver: Receiver
  extension: Extension
  told: Told
}

/** As `ws` does it by itself. */
function tell(inflated: Inflated, fin: boolean, { receiver, extension, told }: Ends): void {
  // Its socket is over, and nobody listens.
  if (inflated.kind === 'more' || inflated.kind === 'gone') return
  const inflate = extension._inflate
  if (inflated.kind !== 'done' || inflated.ended) {
    extension._inflate = null
    inflate?.close()
  } else if (fin && extension.params?.['server_no_context_takeover'] === true) inflate?.reset()
  if (inflated.kind === 'done') told(null, inflated.bytes)
  else if (inflated.kind === 'bad') told(receiver.createError(Error, inflated.error.message, false, 1007, codeOf(inflated.error) ?? ''))
  else told(receiver.createError(RangeError, 'Max payload size exceeded', false, 1009, 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH'))
}
