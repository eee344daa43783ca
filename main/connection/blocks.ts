/** Blocks: has a pause hold in the midst of what was read at once, too: 64 KiB may be of 32,768 frames, and `ws` stops only before the next block. */
import type { Socket as TcpSocket } from 'node:net'
import type { Reading, ReadTurn } from './read-turn'

type Done = (error?: Error | null) => void
type Step = (this: Receiver, done: Done) => void

/** Of ws 8; where a later version has not all of it, blocks stay whole. */
interface Receiver {
  _state: number
  _bufferedBytes: number
  /** Takes what is there; `done` asks for the next block. */
  startLoop: Step
  /** Begins a frame. */
  getInfo: Step
  [stops]?: Stops
}

const stops = Symbol('where it stops')
/** Frames that are read in one go, some milliseconds at most. Most blocks have fewer: to stop in each costs more than they take. */
const stretch = 1_024
/** States of the receiver: between two frames; and the one in which it takes nothing until its loop is started again. */
const between = 0
const deferred = 6
/** A frame's header (RFC 6455 §5.2). */
const headBytes = 2

interface Client {
  readonly isPaused: boolean
  resume: () => void
}

/** Of Node's sockets: a pause of their own lets one more block come, or the end. */
interface Inside {
  _handle?: { reading?: boolean; readStop?: () => void; readStart?: () => void } | null
}

export interface BlocksAbout {
  raw: TcpSocket
  turn: Pick<ReadTurn, 'frames' | 'stopped'>
  reading: Reading
}

/**
 * What is left of a block waits in `ws`, and nothing behind it is read, not even the end: so a socket holds one block at most, as any that is paused.
 * To be asked at the open.
 */
export function stopInBlocks(webSocket: Client, about: BlocksAbout): void {
  const receiver = (webSocket as Client & { _receiver?: Partial<Receiver> | null })._receiver
  if (typeof receiver?.getInfo !== 'function' || typeof receiver.startLoop !== 'function') return
  const { resume } = webSocket
  const stop = new Stops(receiver as Receiver, webSocket, about)
  Object.assign(receiver, { [stops]: stop, startLoop, getInfo })
  webSocket.resume = () => {
    resume.call(webSocket)
    stop.goOn()
  }
  about.raw.once('close', () => stop.goOn())
}

// One of each for all receivers: a loop that calls another function for each socket is slow.
function startLoop(this: Receiver, done: Done): void {
  this[stops]?.loop(done)
}

function getInfo(this: Receiver, done: Done): void {
  this[stops]?.begin(done)
}

class Stops {
  readonly #receiver: Receiver
  readonly #startLoop: Step
  readonly #getInfo: Step
  readonly #webSocket: Client
  readonly #about: BlocksAbout
  #frames = 0
  #rest: Done | null = null

  constructor(receiver: Receiver, webSocket: Client, about: BlocksAbout) {
    this.#receiver = receiver
    this.#startLoop = receiver.startLoop
    this.#getInfo = receiver.getInfo
    this.#webSocket = webSocket
    this.#about = about
  }

  loop(done: Done): void {
    this.#frames = 0
    this.#startLoop.call(this.#receiver, done)
  }

  begin(done: Done): void {
    if (this.#frames >= stretch && this.#receiver._bufferedBytes >= headBytes && this.#stopped(done)) return
    this.#frames += 1
    this.#getInfo.call(this.#receiver, done)
  }

  /** What was read before the connection was gone has nobody who pauses it. */
  #stopped(done: Done): boolean {
    const { raw, turn, reading } = this.#about
    this.#frames = 0
    turn.frames(stretch, reading)
    if (!raw.destroyed && !this.#webSocket.isPaused) return false
    this.#rest = done
    this.#receiver._state = deferred
    if (raw.destroyed) setImmediate(() => this.goOn())
    else {
      ;(raw as Inside)._handle?.readStop?.()
      turn.stopped(reading)
    }
    return true
  }

  /** With what it stopped before, if it did. */
  goOn(): void {
    const done = this.#rest
    if (done === null) return
    this.#rest = null
    const { _handle: handle } = this.#about.raw as Inside
    if (handle?.reading === true) handle.readStart?.()
    this.#receiver._state = between
    this.loop(done)
  }
}
