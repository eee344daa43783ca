import type { Api } from '../api'
import type { BroadcastChange, BroadcastLine, BroadcastOrder, BroadcastRun } from '../../shared/broadcast'
import type { ConnectionId } from '../../shared/connection'
import type { StartReply } from '../../shared/contract'
import type { ComposedMessage } from '../../shared/payload'

/** What became of the message that was sent last, socket by socket, as it goes on. */
export class ComposerRuns {
  latest = $state.raw<BroadcastRun | null>(null)
  /** Some sockets still wait for their turn. */
  readonly sending: boolean = $derived(this.latest !== null && isSending(this.latest))
  /** Sockets that did not get it and could be tried again. */
  readonly failed: ConnectionId[] = $derived.by(() => failedOf(this.latest))
  readonly #api: Api
  #message: ComposedMessage | null = null
  /** Changes that came before the run they belong to. */
  #early: BroadcastChange[] = []
  #starting = 0

  constructor(api: Api) {
    this.#api = api
    api.on('broadcasts.changed', (changes) => this.#take(changes))
  }

  /** One that still runs can still be stopped. */
  start({ broadcasts }: StartReply): void {
    this.latest = broadcasts.findLast(({ state }) => state === 'running') ?? null
    this.#message = null
  }

  async send(ids: readonly ConnectionId[], message: ComposedMessage, order: BroadcastOrder): Promise<void> {
    this.#starting += 1
    try {
      const run = await this.#api.call('broadcasts.start', { ids: [...ids], message, order })
      if (run.id < (this.latest?.id ?? -1)) return
      this.latest = run
      this.#message = message
      this.#take(this.#early)
    } finally {
      this.#starting -= 1
      if (this.#starting === 0) this.#early = []
    }
  }

  /** The same message is still known. */
  get repeatable(): boolean {
    return this.#message !== null
  }

  /** The same message again, to those that failed. */
  async again(): Promise<void> {
    const { latest, failed } = this
    if (this.#message !== null && latest !== null && failed.length > 0) await this.send(failed, this.#message, latest.order)
  }

  async cancel(): Promise<void> {
    if (this.latest !== null) await this.#api.call('broadcasts.cancel', { id: this.latest.id })
  }

  #take(changes: readonly BroadcastChange[]): void {
    if (this.#starting > 0) this.#early = [...this.#early, ...changes.filter(({ id }) => id !== this.latest?.id)]
    for (const change of changes) if (change.id === this.latest?.id) this.latest = changed(this.latest, change)
  }
}

function changed(run: BroadcastRun, { state, lines }: BroadcastChange): BroadcastRun {
  const newer = new Map(lines.map((line) => [line.connectionId, line]))
  return { ...run, state, lines: run.lines.map((line) => newer.get(line.connectionId) ?? line) }
}

/** Nobody is tried again while the others still have their turn. */
function failedOf(run: BroadcastRun | null): ConnectionId[] {
  return run === null || isSending(run) ? [] : run.lines.filter(isFailed).map(({ connectionId }) => connectionId)
}

function isSending({ state, lines }: BroadcastRun): boolean {
  return state === 'running' && lines.some(({ outcome }) => outcome === null)
}

function isFailed({ outcome }: BroadcastLine): boolean {
  return outcome === null || outcome.kind === 'refused' || outcome.kind === 'dropped'
}
