import type { Bridge, EventName, Events, Replies, StartReply } from '../../shared/contract'
import type { LogTotals } from '../../shared/entry'
import { toWire, type AppError } from '../../shared/errors'
import { plainDeckView } from '../../shared/deck-view'
import { hubPort, limits } from '../../shared/limits'
import type { Command, Payload } from '../../shared/schemas'

type Answer = (payload: unknown) => unknown

/** The seam between the window and main, played by a test: it records calls, answers as told and sends events. */
export class FakeBridge implements Bridge {
  readonly calls: { command: string; payload: unknown }[] = []
  readonly #answers = new Map<string, Answer>()
  readonly #listeners = new Set<(name: string, value: unknown) => void>()

  answer<C extends Command>(command: C, make: (payload: Payload<C>) => Replies[C] | Promise<Replies[C]>): this {
    this.#answers.set(command, make as Answer)
    return this
  }

  refuse(command: Command, error: AppError): this {
    this.#answers.set(command, () => {
      throw error
    })
    return this
  }

  emit<E extends EventName>(name: E, value: Events[E]): void {
    for (const listener of this.#listeners) listener(name, value)
  }

  /** The payloads that one command was called with, oldest first. */
  sent<C extends Command>(command: C): Payload<C>[] {
    return this.calls.filter((call) => call.command === command).map((call) => call.payload as Payload<C>)
  }

  async call(command: string, payload: unknown): Promise<unknown> {
    this.calls.push({ command, payload: structuredClone(payload) })
    const answer = this.#answers.get(command)
    try {
      return { ok: true, value: answer === undefined ? null : await answer(payload) }
    } catch (error) {
      return { ok: false, error: toWire(error) }
    }
  }

  listen(onEvent: (name: string, value: unknown) => void): () => void {
    this.#listeners.add(onEvent)
    return () => this.#listeners.delete(onEvent)
  }
}

/** The books of a capture that was just begun. */
export const emptyTotals: LogTotals = {
  captureId: 'live',
  startedAt: 0,
  head: 0,
  kept: 0,
  keptBytes: 0,
  onDisk: 0,
  diskBytes: 0,
  dropped: 0,
  missed: 0,
  recording: { kind: 'on' },
}

export function startReply(about: Partial<StartReply> = {}): StartReply {
  return {
    version: '0.1.0',
    runtime: 'Electron 33.2.1',
    dataFolder: '/data',
    book: { folders: [], profiles: [] },
    environments: { global: [], environments: [], chosenId: null },
    secrets: { backend: 'keychain', safe: true, agreed: false, unreadable: [] },
    settings: {
      theme: 'system',
      language: 'system',
      density: 'comfortable',
      monoFont: '',
      motion: 'system',
      askBeforeQuit: true,
      updates: 'ask',
      shortcuts: {},
      seen: { tour: true, version: '0.1.0' },
      deckView: plainDeckView,
      hidden: [],
      window: { x: null, y: null, width: 1280, height: 800, maximized: false },
      hub: { port: hubPort, startWithApp: true },
      deck: [],
      panes: {},
      log: { captures: limits.capturesKept, mebibytes: limits.captureMiB, time: 'clock', hiddenColumns: [], filters: [] },
      defaults: {},
      weakSecrets: false,
    },
    connections: [],
    hub: { kind: 'running', port: hubPort, problem: '', clients: [], evicted: 0 },
    totals: emptyTotals,
    jobs: [],
    notices: [],
    systemLanguage: 'en',
    platform: 'linux',
    draft: { format: 'text', text: '' },
    messages: { folders: [], messages: [] },
    schedules: [],
    broadcasts: [],
    decks: [],
    ramps: [],
    openings: { shownIn: 1, list: [] },
    update: { kind: 'idle' },
    ...about,
  }
}
