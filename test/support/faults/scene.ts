/** Scene: where a fault is acted out, on a deck whose other connections must not notice; its servers leave with it. */
import type { Socket } from 'node:net'
import { expect } from 'vitest'
import { WebSocket } from 'ws'
import type { Cause, ConnectionId } from '../../../shared/connection'
import { count } from '../counts'
import { dialled, type DialAbout } from '../dial-plan'
import { Deck } from '../live-deck'
import type { PlanAbout } from '../plan'
import { surroundingsOf } from '../prepared'
import { seeded } from '../random'
import { answer, rawServer, requestOf, upgrade, type RawServer } from '../raw-server'
import { until } from '../until'
import { beside } from './bystanders'
import { echoProcess } from './echo-process'
import { nothingYet } from './oracle'
import type { Undisturbed } from './others'
import { faultProxy, type FaultProxy } from './proxy'

/** A deadline that only silence is to reach, ms: on a busy machine, too, the peer was called by then. */
export const soonMs = count(3_000, 100)

/** What profiles in scenes may refer to. */
export const sceneSecrets = { sec_1: 'client-secret-4711', sec_2: 'correct horse' }

interface Leaving {
  close: () => unknown
}

export class Scene {
  readonly deck: Deck
  readonly random: () => number
  readonly #leaving: Leaving[] = []
  readonly #looks: (() => void)[] = []

  constructor(deck: Deck, random: () => number = seeded(1)) {
    this.deck = deck
    this.random = random
  }

  /** 0 ≤ n < `below`. */
  whole(below: number): number {
    return Math.floor(this.random() * below)
  }

  one<T>(items: readonly T[]): T {
    return items[this.whole(items.length)] as T
  }

  /** Leaves with the scene. */
  keep<T extends Leaving>(server: T): T {
    this.#leaving.push(server)
    return server
  }

  async peer(behave: (socket: Socket) => void | Promise<void>): Promise<RawServer> {
    return this.keep(await rawServer(behave))
  }

  /** Answers each request with these bytes. */
  answering(bytes: string | ((request: string) => string)): Promise<RawServer> {
    return this.peer(async (socket) => {
      const request = await requestOf(socket)
      socket.write(typeof bytes === 'string' ? bytes : bytes(request), 'latin1')
    })
  }

  /** Refuses each upgrade. */
  refusing(status: string, headers: readonly string[] = [], body = ''): Promise<RawServer> {
    return this.peer((socket) => answer(socket, status, headers, body))
  }

  /** Upgrades, writes these bytes and reads on. */
  speaking(bytes: Uint8Array, ...more: string[]): Promise<RawServer> {
    return this.peer(async (socket) => {
      await upgrade(socket, ...more)
      if (bytes.byteLength > 0) socket.write(bytes)
      socket.on('end', () => socket.end()).resume()
    })
  }

  /** A proxy that spoils what it carries, before a server that behaves. */
  async spoiled({ port }: { port: number }, toxics: Partial<Pick<FaultProxy, 'down' | 'up'>>): Promise<FaultProxy> {
    return Object.assign(this.keep(await faultProxy(port)), toxics)
  }

  /** A port on which nobody listens. */
  async freePort(): Promise<number> {
    const { port, close } = await rawServer(() => undefined)
    await close()
    return port
  }

  /** Why a connection of a whole profile ended for good, where it would try again, too; `then` is done as soon as it is open. */
  async lived(url: string, about: PlanAbout = {}, then?: (deck: Deck, id: ConnectionId) => void): Promise<Cause> {
    const id = this.deck.open(url, { ...about, limits: { closeTimeoutMs: 200, ...about.limits } })
    if (then !== undefined) {
      await this.deck.reaches(id, 'open')
      then(this.deck, id)
    }
    const why = await this.deck.cause(id)
    const end = () => { const { kind } = this.deck.state(id); return kind === 'closing' ? null : kind }
    expect(['closed', 'failed']).toContain(await until(end, () => `${url} was over`))
    expect(this.deck.pool.attempts(id)[0]?.cause).toEqual(why)
    // A deck holds only so many.
    await this.deck.pool.remove(id)
    return why
  }

  /** At once, whatever its peer makes of a close frame. */
  async cut(id: ConnectionId): Promise<void> {
    this.deck.pool.close(id)
    this.deck.pool.close(id)
    await this.deck.reaches(id, 'closed')
  }

  /** By a dial alone, for what a profile keeps in files. */
  async tried(url: string, about: DialAbout = {}): Promise<Cause | undefined> {
    const { fault, socket } = await dialled(url, about)
    socket?.terminate()
    return fault?.why
  }

  /** One after the other: bystanders are to suffer from a fault, not from a crowd of servers in this process. */
  async each<T>(items: Iterable<T>, act: (item: T) => Promise<unknown>): Promise<void> {
    for (const item of items) await act(item)
  }

  /** What is looked at when the bystanders are gone, since looking takes time of theirs. */
  afterwards(look: () => void): void {
    this.#looks.push(look)
  }

  lookBack(): void {
    for (const look of this.#looks.splice(0)) look()
  }

  async end(): Promise<void> {
    await Promise.all(this.#leaving.splice(0).map((server) => server.close()))
  }
}

/** Acts on a deck beside bystanders who must lose nothing, and at full counts not wait either; afterwards everything must be given back. */
export async function acted(act: (scene: Scene) => Promise<unknown>, random?: () => number): Promise<Undisturbed> {
  // It stays for the tests that follow.
  await echoProcess()
  const baseline = await nothingYet()
  const deck = new Deck({ surroundings: surroundingsOf({ secrets: sceneSecrets }) })
  const scene = new Scene(deck, random)
  const seen = await beside(deck, () => act(scene))
  scene.lookBack()
  await deck.end()
  await scene.end()
  expect(deck.complaints).toEqual([])
  expect(deck.timers).toEqual(new Set())
  await baseline.isBack()
  return seen
}

/** What a bare client of ws has to say where Sockdeck names a cause. */
export async function bareWords(url: string, options: object = {}): Promise<string> {
  const socket = new WebSocket(url, options)
  return new Promise((resolve) => {
    socket.once('open', () => { socket.terminate(); resolve('opens') })
    socket.once('error', (error) => { socket.terminate(); resolve(`“${error.message}”, ${'code' in error ? String(error.code) : 'no code'}`) })
  })
}
