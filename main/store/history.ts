/** What was sent by hand, and the draft that is being written: kept on disk, so that a restart loses neither. */
import { randomUUID } from 'node:crypto'
import * as v from 'valibot'
import { limits } from '../../shared/limits'
import type { ComposedMessage } from '../../shared/payload'
import { composedSchema, sentItemSchema, type SentItem } from '../../shared/sent'
import { t } from '../../shared/words/words'
import type { Clock } from '../lib/clock'
import { Listeners } from '../lib/listeners'
import type { Logger } from '../lib/logger'
import { openGuarded, type DurableStore } from './guard'
import type { Recovery } from './recovery'

interface Items {
  /** Newest first. */
  items: SentItem[]
}

/** A longer message is not kept among what was sent: one of them would push out hundreds of others. */
const longestKept = limits.savedMessageCharacters
/** Characters that a save may write for each millisecond that it waits, so that a long history does not keep the disk busy. */
const charactersPerMs = 4 * 1024
const emptyDraft: ComposedMessage = { format: 'text', text: '' }

/**
 * Two files: who types a draft must not pay for the history at each pause. A kill costs what was changed within the last
 * `limits.rememberMs`, of a history of many megabytes a little more.
 */
export class History {
  readonly #items: DurableStore<Items>
  readonly #draft: DurableStore<ComposedMessage>
  readonly #listeners: Listeners
  readonly #clock: Clock
  #shownDraft: ComposedMessage

  private constructor({ items, draft }: { items: DurableStore<Items>; draft: DurableStore<ComposedMessage> }, clock: Clock, logger: Logger) {
    this.#items = items
    this.#draft = draft
    this.#clock = clock
    this.#shownDraft = draft.value
    this.#listeners = new Listeners((error) => logger.error('A listener of the history failed', error))
  }

  /** Never fails for what it finds on disk: see `recovered`. */
  static open({ dir, clock, logger }: { dir: string; clock: Clock; logger: Logger }): History {
    const schema = v.strictObject({ items: v.pipe(v.array(sentItemSchema), v.maxLength(limits.sentItems)) })
    const items = openGuarded<Items>({
      dir,
      name: 'history',
      shape: { version: 1, schema: v.pipe(schema, v.transform(({ items: found }) => ({ items: bounded(found) }))), migrations: {} },
      defaults: () => ({ items: [] }),
      noun: () => t('engine.store.history'),
      count: ({ items: kept }) => t('engine.store.messageCount', { count: kept.length }),
      clock,
      logger,
    })
    const draft = openGuarded<ComposedMessage>({
      dir,
      name: 'draft',
      shape: { version: 1, schema: composedSchema, migrations: {} },
      defaults: () => emptyDraft,
      noun: () => t('engine.store.draft'),
      count: () => '',
      clock,
      logger,
    })
    return new History({ items, draft }, clock, logger)
  }

  /** What had to be done to open the two files, in words for the person. */
  get recoveries(): Recovery[] {
    return [this.#items.recovered, this.#draft.recovered].filter((recovery) => recovery !== null)
  }

  get draft(): ComposedMessage {
    return this.#shownDraft
  }

  get count(): number {
    return this.#items.value.items.length
  }

  /** Of what was sent; a draft is known to who writes it. */
  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener)
  }

  /** One that is longer than any message is known until the app quits; on disk an empty one stands for it. */
  saveDraft(draft: ComposedMessage): void {
    this.#shownDraft = draft
    this.#draft.saveSoon(draft.text.length > limits.composedBytes ? { ...draft, text: '' } : draft, limits.rememberMs)
  }

  /** The oldest go where there is no more room; a message of more than `limits.savedMessageCharacters` is not kept. */
  add(item: Omit<SentItem, 'id' | 'at'>): void {
    if (item.message.text.length > longestKept) return
    this.#become([{ ...item, id: randomUUID(), at: Math.floor(this.#clock.now()) }, ...this.#items.value.items])
  }

  /** Newest first; of a profile those that went to one of its sockets. */
  list(profileId: string | null): SentItem[] {
    const { items } = this.#items.value
    return profileId === null ? items : items.filter(({ targets }) => targets.some((target) => target.profileId === profileId))
  }

  /** null: all of it. Returns what `restore` needs to undo this. */
  remove(ids: readonly string[] | null): SentItem[] {
    const { items } = this.#items.value
    const doomed = ids === null ? null : new Set(ids)
    const removed = items.filter(({ id }) => doomed?.has(id) ?? true)
    if (removed.length > 0) this.#become(items.filter((item) => !removed.includes(item)))
    return removed
  }

  /** By their times, exactly as it was if nothing else has changed since; those that are there are passed over. */
  restore(items: readonly SentItem[]): void {
    const present = new Map([...items, ...this.#items.value.items].map((item) => [item.id, item]))
    this.#become([...present.values()].toSorted((a, b) => b.at - a.at))
  }

  /** Writes down what is still to be written; for quitting. */
  flush(): void {
    this.#items.flush()
    this.#draft.flush()
  }

  #become(items: readonly SentItem[]): void {
    const next = bounded(items)
    this.#items.saveSoon({ items: next }, limits.rememberMs + charactersOf(next) / charactersPerMs)
    this.#listeners.tell()
  }
}

function charactersOf(items: readonly SentItem[]): number {
  return items.reduce((sum, { message }) => sum + message.text.length, 0)
}

/** The newest that fit, each id once. */
function bounded(items: readonly SentItem[]): SentItem[] {
  const seen = new Set<string>()
  const kept: SentItem[] = []
  let characters = 0
  for (const item of items) {
    if (seen.has(item.id)) continue
    characters += item.message.text.length
    if (kept.length === limits.sentItems || characters > limits.sentCharacters) break
    seen.add(item.id)
    kept.push(item)
  }
  return kept
}
