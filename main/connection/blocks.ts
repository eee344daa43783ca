/** Blocks: has a pause hold in the midst of what was read at once, too: 64 KiB may be of 32,768 frames, and `ws` stops only before the next block. */
import type { Socket as TcpSocket } from 'node:net'
import type { Fleet } from './fleets'
import type { Reading, ReadTurn } from './read-turn'
import { Valve } from './valve'

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

export interface BlocksAbout {
  raw: TcpSocket
  turn: Pick<ReadTurn, 'frames' | 'stopped' | 'fleets'>
  reading: Reading
}

/**
 * What is left of a block waits in `ws`, and nothing behind it is read, not even the end: so a socket holds one block at most, as any that is paused.
 * To be asked at the open. Returns what keeps it from being read.
 */
export function stopInBlocks(webSocket: Client, about: BlocksAbout): Valve {
  const valve = new Valve(about.raw)
  const fleet = about.turn.fleets.join(about.raw, valve)
  const receiver = (webSocket as Client & { _receiver?: Partial<Receiver> | null })._receiver
  if (typeof receiver?.getInfo !== 'function' || typeof receiver.startLoop !== 'function') return valve
  const { resume } = webSocket
  const stop = new Stops(receiver as Receiver, webSocket, { ...about, valve, fleet })
  Object.assign(receiver, { [stops]: stop, startLoop, getInfo })
  webSocket.resume = () => {
    resume.call(webSocket)
    stop.goOn()
  }
  about.raw.once('close', () => stop.goOn())
  return valve
}

// One of each for all receivers: a loop that calls another function for each socket is slow.
function startLoop(this: Receiver, done: Done): void {
  this[stops]?.block(done)
}

function getInfo(this: Receiver, done: Done): void {
  this[stops]?.begin(done)
}

interface StopsAbout extends BlocksAbout {
  valve: Valve
  fleet: Fleet
}

class Stops {
  readonly #receiver: Receiver
  readonly #startLoop: Step
  readonly #getInfo: Step
  readonly #webSocket: Client
  readonly #about: StopsAbout
  #frames = 0
  /** Nothing behind it is read. */
  #rest: Done | null = null

  constructor(receiver: Receiver, webSocket: Client, about: StopsAbout) {
    this.#receiver = receiver
    this.#startLoop = receiver.startLoop
    this.#getInfo = receiver.getInfo
    this.#webSocket = webSocket
    this.#about = about
  }

  block(done: Done): void {
    this.#about.fleet.hears(this.#about.valve)
    this.loop(done)
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
    const { raw, valve, turn, reading } = this.#about
    this.#frames = 0
    turn.frames(stretch, reading)
    if (!raw.destroyed && !this.#webSocket.isPaused) return false
    this.#rest = done
    this.#receiver._state = deferred
    valve.shut()
    if (raw.destroyed) setImmediate(() => this.goOn())
    else turn.stopped(reading)
    return true
  }

  /** With what it stopped before, if it did. */
  goOn(): void {
    const done = this.#rest
    if (done === null) return
    this.#rest = null
    this.#about.valve.open()
    this.#receiver._state = between
    this.loop(done)
  }
}
