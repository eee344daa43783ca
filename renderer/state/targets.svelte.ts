import type { BroadcastOrder } from '../../shared/broadcast'
import type { ConnectionSnapshot } from '../../shared/connection'
import { limits } from '../../shared/limits'
import { t } from '../../shared/words/words'
import type { Connections } from './connections.svelte'
import type { Selection } from './selection.svelte'

/** Which sockets a message goes to; `nth`: of the selection, counted from 1. */
export type Target = { kind: 'selection' } | { kind: 'folder'; folderId: string | null } | { kind: 'open' } | { kind: 'nth'; every: number; from: number }

interface Sources {
  connections: Connections
  selection: Selection
  /** The profile keeps messages while its socket is on its way back. */
  holds: (connection: ConnectionSnapshot) => boolean
}

/** To whom a message goes, and in which order. What views read are numbers and words: a snapshot that changes neither redraws nothing. */
export class Targets {
  chosen = $state.raw<Target>({ kind: 'selection' })
  order = $state.raw<BroadcastOrder>({ kind: 'at-once' })
  readonly #connections: Connections
  readonly #selection: Selection
  readonly #holds: Sources['holds']
  /** In deck order. */
  readonly list: ConnectionSnapshot[] = $derived.by(() => this.of(this.chosen))
  readonly size: number = $derived(this.list.length)
  readonly #open: number = $derived(this.list.filter(isOpen).length)
  /** On their way back, and keep it until they are. */
  readonly waiting: number = $derived.by(() => this.list.filter((connection) => this.#keeps(connection)).length)
  /** Not open: they will refuse it. */
  readonly absent: number = $derived(this.size - this.#open - this.waiting)
  /** Why there is nobody to send to, in words; null if there is. */
  readonly blocked: string | null = $derived.by(() => this.#blocked())
  /** The folders of those that would take it; their order and number don't matter. */
  readonly #folderKey: string = $derived.by(() => {
    const takers = this.takers()
    return JSON.stringify(takers.length === 0 ? [null] : [...new Set(takers.map(({ folderId }) => folderId))])
  })
  readonly folderIds: readonly (string | null)[] = $derived(JSON.parse(this.#folderKey) as (string | null)[])

  constructor({ connections, selection, holds }: Sources) {
    this.#connections = connections
    this.#selection = selection
    this.#holds = holds
  }

  of(target: Target): ConnectionSnapshot[] {
    switch (target.kind) {
      case 'selection':
        return this.#selection.list
      case 'nth':
        return this.#selection.list.filter((_, index) => index + 1 >= target.from && (index + 1 - target.from) % target.every === 0)
      case 'open':
        return this.#connections.list.filter(isOpen)
      case 'folder':
        return this.#connections.list.filter((connection) => connection.folderId === target.folderId && (isOpen(connection) || this.#keeps(connection)))
    }
  }

  /** How many it would go to. */
  count(target: Target): number {
    return this.of(target).length
  }

  /** Those that would take it; before any is chosen, all of the deck. */
  takers(): ConnectionSnapshot[] {
    const open = this.list.filter(isOpen)
    if (open.length > 0) return open
    return this.list.length > 0 ? this.list : this.#connections.list
  }

  /** Control frames go to open sockets alone. */
  openIds(): string[] {
    return this.list.filter(isOpen).map(({ id }) => id)
  }

  get open(): number {
    return this.#open
  }

  /** The folders of what is on the deck. */
  folders(): Set<string | null> {
    return new Set(this.#connections.list.map(({ folderId }) => folderId))
  }

  #keeps(connection: ConnectionSnapshot): boolean {
    const { kind } = connection.state
    return (kind === 'connecting' || kind === 'waiting') && this.#holds(connection)
  }

  #blocked(): string | null {
    const { kind } = this.chosen
    if (this.#connections.list.length === 0) return t('composer.blocked.noConnection')
    if (kind === 'folder' && this.size === 0) return t('composer.blocked.folder')
    if (kind === 'open' && this.size === 0) return t('composer.blocked.noneOpen')
    if (this.#selection.size === 0 && this.size === 0) return t('composer.blocked.noneTicked')
    if (this.size === 0) return t('composer.blocked.nth')
    return this.absent === this.size ? t('composer.blocked.noneSelectedOpen') : null
  }
}

/** A pause as it was typed, within its bounds; null: it is none. */
export function pauseOf(typed: string): number | null {
  const ms = Number(typed.trim() === '' ? NaN : typed)
  return Number.isInteger(ms) && ms >= 1 && ms <= limits.broadcastSpacingMs ? ms : null
}

function isOpen({ state }: ConnectionSnapshot): boolean {
  return state.kind === 'open'
}
