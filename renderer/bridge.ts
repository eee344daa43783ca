import { bridgeName, type Bridge } from '../shared/contract'

type Told = Parameters<Parameters<Bridge['listen']>[0]>
type Listener = (...told: Told) => void

/** Throws when the page runs without the preload script. */
export function windowBridge(): Bridge {
  const bridge = (window as unknown as Record<string, Bridge | undefined>)[bridgeName]
  if (bridge === undefined) throw new Error('This page only works inside Sockdeck')
  return bridge
}

/**
 * Asks for the first picture before there is a page to show it, so that main makes it while the page is read. Who asks for
 * it gets that one; what main tells before that waits, and is told in its order: what is newer than the picture, after it.
 */
export class EarlyBridge implements Bridge {
  readonly #bridge: Bridge
  readonly #listeners = new Set<Listener>()
  #picture: Promise<unknown> | null
  /** null: nothing waits any more. */
  #waiting: Told[] | null = []
  /** So many of them are older than the picture; null: it is not there yet. */
  #older: number | null = null

  constructor(bridge: Bridge) {
    this.#bridge = bridge
    bridge.listen((...told) => (this.#waiting === null ? this.#tell(told) : this.#waiting.push(told)))
    this.#picture = this.#ask()
  }

  call(command: string, payload: unknown): Promise<unknown> {
    const picture = this.#picture
    if (picture === null || command !== 'app.start') return this.#bridge.call(command, payload)
    this.#picture = null
    if (this.#older === null) this.#release()
    else {
      for (const told of this.#waiting?.splice(0, this.#older) ?? []) this.#tell(told)
      // The picture is handed on in this turn of the event loop.
      setTimeout(() => this.#release())
    }
    return picture
  }

  listen(onEvent: Listener): () => void {
    this.#listeners.add(onEvent)
    return () => this.#listeners.delete(onEvent)
  }

  async #ask(): Promise<unknown> {
    const reply = await this.#bridge.call('app.start', {})
    this.#older = this.#waiting?.length ?? 0
    return reply
  }

  #release(): void {
    const waiting = this.#waiting ?? []
    this.#waiting = null
    for (const told of waiting) this.#tell(told)
  }

  #tell(told: Told): void {
    for (const listener of this.#listeners) listener(...told)
  }
}
