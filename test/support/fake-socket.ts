/** An open socket in memory: the test is the peer and the network. */
import type { Cause } from '../../shared/connection'
import { Valve } from '../../main/connection/valve'
import { cause } from '../../main/lib/fault'
import type { Carrier, Frame, Handshake, Socket, TellFate, WriteFate } from '../../main/connection/wire'

export class FakeSocket implements Socket {
  readonly handshake: Handshake
  paused = false
  pauses = 0
  readonly valve = new Valve({})
  /** Batches given to `write`, one per cork. */
  readonly corks: string[][] = []
  readonly pings: string[] = []
  readonly closes: number[] = []
  terminated = false
  unsentBytes = 0
  takenMark = 0
  /** When true the system takes nothing: writes wait for `takeAll` or the end. */
  stalled = false
  /** When true a close frame is answered at once, as a polite peer does. */
  polite = true
  readonly ended: Promise<Cause>
  readonly concluding: Promise<Cause>
  conclusion: Cause | null = null
  #conclude: (why: Cause) => void = () => undefined
  #end: (cause: Cause) => void = () => undefined
  #over = false
  #inbox: Frame[] = []
  #wake: () => void = () => undefined
  #untold: ((fate: WriteFate) => void)[] = []

  constructor(agreed: Partial<Handshake> = {}) {
    this.handshake = { protocol: '', extensions: '', status: 101, headers: [], address: '127.0.0.1:1', timing: { http: 1 }, ...agreed }
    this.ended = new Promise((resolve) => {
      this.#end = resolve
    })
    this.concluding = new Promise((resolve) => {
      this.#conclude = resolve
    })
  }

  async read(): Promise<readonly Frame[]> {
    if (this.#inbox.length === 0 && !this.#over)
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    const frames = this.#inbox
    this.#inbox = []
    return frames
  }

  write<T extends Carrier>(batch: readonly T[], told: TellFate<T>): void {
    this.unsentBytes += batch.reduce((sum, { message }) => sum + message.bytes.byteLength, 0)
    this.corks.push(batch.map(({ message }) => Buffer.from(message.bytes).toString()))
    this.#untold.push((fate) => told(batch, fate, false))
    if (this.#over) this.#tell('unwritten')
    else if (!this.stalled) this.takeAll()
  }

  ping(payload: Uint8Array): boolean {
    this.pings.push(Buffer.from(payload).toString())
    return true
  }

  close(code: number): void {
    this.closes.push(code)
    if (this.polite) this.end(cause('open', 'close-frame', { closeCode: code, wasClean: true }))
  }

  terminate(): void {
    this.terminated = true
    this.end(cause('open', 'no-close-frame'))
  }

  /** The system takes all that was written. */
  takeAll(): void {
    this.#tell('taken')
  }

  arrive(kind: Frame['kind'], text: string): void {
    this.#inbox.push({ kind, direction: 'in', data: Buffer.from(text), compressed: false })
    this.#wake()
  }

  /** The peer answers the newest ping. */
  pong(): void {
    this.arrive('pong', this.pings.at(-1) ?? '')
  }

  /** The peer's close frame comes, say. */
  concludes(why: Cause): void {
    this.conclusion = why
    this.#conclude(why)
  }

  end(why: Cause): void {
    if (this.#over) return
    this.#over = true
    this.#tell('unknown')
    this.#end(why)
    this.#wake()
  }

  #tell(fate: WriteFate): void {
    const untold = this.#untold
    this.#untold = []
    this.unsentBytes = 0
    this.takenMark += 1
    for (const tell of untold) tell(fate)
  }
}
