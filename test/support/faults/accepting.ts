/** Servers that take so many sockets a second and refuse the rest: one in memory, and a real one in a process of its own. */
import { once } from 'node:events'
import { abortError } from '../../../main/lib/abort'
import type { Clock } from '../../../main/lib/clock'
import { cause, Fault } from '../../../main/lib/fault'
import type { Dial } from '../../../main/connection/wire'
import { FakeSocket } from '../fake-socket'
import { launch, moduleCommand } from './child-server'

/** What it takes is counted anew so often. */
const windowMs = 100
/** From the call to the answer. */
const answerMs = 2

export class AcceptingServer {
  up = true
  /** It is away only for those who dial such a URL. */
  awayAt: (url: string) => boolean = () => false
  perSecond = Infinity
  /** When each dial came and was accepted, by the monotonic clock. */
  readonly dials: number[] = []
  readonly accepts: number[] = []
  readonly sockets = new Set<FakeSocket>()
  readonly #clock: Clock
  #window = { at: -Infinity, taken: 0 }

  constructor(clock: Clock) {
    this.#clock = clock
  }

  readonly dial: Dial = async ({ plan: { url } }, _trace, signal) => {
    if (signal.aborted) throw abortError(signal)
    this.dials.push(this.#clock.elapsed())
    const taken = this.up && !this.awayAt(url) && this.#takes()
    await this.#clock.sleep(answerMs, signal)
    if (!taken || !this.up) throw new Fault(cause('tcp', 'refused', { code: 'ECONNREFUSED' }))
    const socket = new FakeSocket()
    this.accepts.push(this.#clock.elapsed())
    this.sockets.add(socket)
    void socket.ended.then(() => this.sockets.delete(socket))
    return socket
  }

  /** Its process is killed: the system closes all its sockets. */
  kill(): void {
    this.up = false
    this.cut()
  }

  /** All that are open are lost. */
  cut(): void {
    for (const socket of this.sockets) socket.end(cause('open', 'no-close-frame'))
  }

  #takes(): boolean {
    const at = Math.floor(this.#clock.elapsed() / windowMs)
    if (at !== this.#window.at) this.#window = { at, taken: 0 }
    if (this.#window.taken >= (this.perSecond * windowMs) / 1_000) return false
    this.#window.taken += 1
    return true
  }
}

const program = `
  import { createServer } from 'node:http'
  import { WebSocketServer } from 'ws'
  const [port, perSecond] = process.argv.slice(1).map(Number)
  const http = createServer()
  new WebSocketServer({ server: http })
  let window = { at: -1, taken: 0 }
  http.on('connection', (socket) => {
    const at = Math.floor(performance.now() / ${windowMs})
    if (at !== window.at) window = { at, taken: 0 }
    if (++window.taken > perSecond * ${windowMs} / 1000) socket.resetAndDestroy()
  })
  http.listen(port, '127.0.0.1', 4096, () => process.send(http.address().port))
`

export interface AcceptingProcess {
  url: string
  /** By SIGKILL; resolves when the system has closed all its sockets. */
  kill: () => Promise<void>
  /** On the same port, taking no more than so many a second; resolves when it listens. */
  start: (perSecond: number) => Promise<void>
}

/** Takes as many as come until it is started again; ended with the test. */
export async function acceptingProcess(): Promise<AcceptingProcess> {
  const run = async (port: number, perSecond: number) => {
    const { child, said } = await launch(moduleCommand(program, String(port), String(perSecond)))
    return { child, port: Number(said) }
  }
  let { child, port } = await run(0, Infinity)
  return {
    url: `ws://127.0.0.1:${port}/`,
    kill: async () => {
      child.kill('SIGKILL')
      await once(child, 'close')
    },
    start: async (perSecond) => {
      ({ child, port } = await run(port, perSecond))
    },
  }
}
