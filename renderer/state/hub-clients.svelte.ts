import { untrack } from 'svelte'
import { SvelteSet } from 'svelte/reactivity'
import type { Api } from '../api'
import type { HubClient } from '../../shared/hub'
import { AppError } from '../../shared/errors'

export const clientColumns = ['id', 'path', 'address', 'since', 'inRate', 'outRate', 'queuedMessages'] as const
export type ClientColumn = (typeof clientColumns)[number]

/** Messages per second, over the last second. */
export interface ClientRow extends HubClient {
  inRate: number
  outRate: number
}

const everyMs = 1_000

interface Look {
  at: number
  messagesIn: number
  messagesOut: number
}

/** The hub's clients as a list: their rates, their order, and which of them are picked. */
export class HubClients {
  sortBy = $state<ClientColumn>('id')
  descending = $state(false)
  /** Somebody points at a row: rows stay where they are. */
  held = $state(false)
  readonly picked = new SvelteSet<number>()
  readonly #api: Api
  readonly #clients: () => readonly HubClient[]
  #rates = $state.raw<ReadonlyMap<number, { inRate: number; outRate: number }>>(new Map())
  #order = $state.raw<readonly number[]>([])
  #looks = new Map<number, Look>()
  readonly #rows = $derived.by(() => new Map(this.#clients().map((client) => [client.id, this.#rowOf(client)])))
  /** In order; who came since it was made stands at its end. */
  readonly rows: readonly ClientRow[] = $derived.by(() => {
    const known = this.#order.flatMap((id) => this.#rows.get(id) ?? [])
    const placed = new Set(this.#order)
    return [...known, ...[...this.#rows.values()].filter(({ id }) => !placed.has(id))]
  })
  readonly pickedRows = $derived(this.rows.filter(({ id }) => this.picked.has(id)))

  constructor(api: Api, clients: () => readonly HubClient[]) {
    this.#api = api
    this.#clients = clients
  }

  /** Looks at the counters once a second, until the returned function is called. */
  watch(): () => void {
    this.#looks.clear()
    this.#rates = new Map()
    // Or an effect that watches would begin anew with each change.
    untrack(() => this.#look())
    const timer = setInterval(() => this.#look(), everyMs)
    return () => clearInterval(timer)
  }

  /** By this column; the other way round if it is that one already. Figures begin with the largest. */
  sort(column: ClientColumn): void {
    this.descending = this.sortBy === column ? !this.descending : column === 'inRate' || column === 'outRate' || column === 'queuedMessages'
    this.sortBy = column
    this.#arrange()
  }

  toggle(id: number): void {
    if (!this.picked.delete(id)) this.picked.add(id)
  }

  pickAll(on: boolean): void {
    this.picked.clear()
    if (on) for (const { id } of this.rows) this.picked.add(id)
  }

  /** Closes them; says how many were still there. */
  async evict(ids: readonly number[]): Promise<number> {
    const closed = await Promise.all(ids.map((id) => this.#evict(id)))
    return closed.filter(Boolean).length
  }

  /** False: it left by itself, and is where it was wanted. */
  async #evict(id: number): Promise<boolean> {
    this.picked.delete(id)
    try {
      await this.#api.call('hub.evict', { id })
      return true
    } catch (error) {
      if (error instanceof AppError && error.code === 'not-found') return false
      throw error
    }
  }

  #look(): void {
    const at = performance.now()
    const clients = this.#clients()
    this.#rates = new Map(clients.map((client) => [client.id, this.#rateOf(client, at)]))
    this.#looks = new Map(clients.map(({ id, messagesIn, messagesOut }) => [id, { at, messagesIn, messagesOut }]))
    const there = new Set(clients.map(({ id }) => id))
    for (const id of this.picked) if (!there.has(id)) this.picked.delete(id)
    if (!this.held) this.#arrange()
  }

  #rateOf({ id, messagesIn, messagesOut }: HubClient, at: number): { inRate: number; outRate: number } {
    const before = this.#looks.get(id)
    // Numbers begin anew when the hub does.
    if (before === undefined || at <= before.at || messagesIn < before.messagesIn || messagesOut < before.messagesOut) return { inRate: 0, outRate: 0 }
    const seconds = (at - before.at) / 1_000
    return { inRate: (messagesIn - before.messagesIn) / seconds, outRate: (messagesOut - before.messagesOut) / seconds }
  }

  #rowOf(client: HubClient): ClientRow {
    return { ...client, ...(this.#rates.get(client.id) ?? { inRate: 0, outRate: 0 }) }
  }

  #arrange(): void {
    const { sortBy, descending } = this
    const sign = descending ? -1 : 1
    this.#order = [...this.#rows.values()].sort((a, b) => sign * compared(a[sortBy], b[sortBy]) || a.id - b.id).map(({ id }) => id)
  }
}

function compared(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return a === b ? 0 : String(a).localeCompare(String(b), undefined, { numeric: true })
}
