import type { CaptureInfo } from '../../shared/capture'
import { settingsSchema } from '../../shared/settings'
import { t } from '../../shared/words/words'
import { safeParse } from 'valibot'
import type { Captures } from './captures.svelte'
import type { Settings } from './settings.svelte'

const MiB = 1024 * 1024
const rules = settingsSchema.entries.log.entries

/** What bounds would delete of what is kept now. */
export interface Loss {
  /** Captures that go as a whole, oldest last. */
  whole: CaptureInfo[]
  /** The one that then loses its oldest entries; null: none does. */
  partly: CaptureInfo | null
}

/** The bounds of what is kept, as they are typed. */
export class Retention {
  #captures = $state<string | null>(null)
  #gibibytes = $state<string | null>(null)
  readonly #settings: Settings
  readonly #kept: Captures

  /** What stands in the two fields. */
  get captures(): string {
    return this.#captures ?? String(this.#settings.log.captures)
  }

  set captures(text: string) {
    this.#captures = text
  }

  get gibibytes(): string {
    return this.#gibibytes ?? String(Math.round((this.#settings.log.mebibytes / 1024) * 1000) / 1000)
  }

  set gibibytes(text: string) {
    this.#gibibytes = text
  }

  readonly #bounds = $derived.by(() => ({
    captures: typed(this.captures),
    // What was not touched is kept to the MiB.
    mebibytes: this.#gibibytes === null ? this.#settings.log.mebibytes : Math.round(typed(this.#gibibytes) * 1024),
  }))
  readonly changed = $derived.by(() => this.#bounds.captures !== this.#settings.log.captures || this.#bounds.mebibytes !== this.#settings.log.mebibytes)
  readonly capturesProblem = $derived(problemOf(this.#bounds.captures, 'captures'))
  readonly gibibytesProblem = $derived(problemOf(this.#bounds.mebibytes, 'mebibytes'))
  readonly valid = $derived(this.capturesProblem === null && this.gibibytesProblem === null)
  /** Nothing while the bounds are as they were. */
  readonly loss: Loss = $derived.by(() =>
    this.changed && this.valid ? lossOf(this.#kept.all, this.#bounds.captures, this.#bounds.mebibytes * MiB) : { whole: [], partly: null },
  )

  constructor(settings: Settings, kept: Captures) {
    this.#settings = settings
    this.#kept = kept
  }

  /** Back to what is saved. */
  reset(): void {
    this.#captures = null
    this.#gibibytes = null
  }

  async save(): Promise<void> {
    if (!this.changed || !this.valid) return
    await this.#settings.setLog(this.#bounds)
    this.reset()
  }
}

function typed(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text.trim().replace(',', '.'))
}

function problemOf(value: number, rule: 'captures' | 'mebibytes'): string | null {
  if (!Number.isFinite(value)) return t('captures.retention.notNumber')
  if (!Number.isInteger(value)) return t('captures.retention.notWhole')
  const checked = safeParse(rules[rule], value)
  return checked.success ? null : checked.issues[0].message
}

/** As main's retention does it: the oldest beyond the number first, then the oldest bytes; the live one is never deleted as a whole. Newest first. */
export function lossOf(captures: readonly CaptureInfo[], most: number, mostBytes: number): Loss {
  const whole = captures.slice(most).filter(({ live }) => !live)
  const staying = captures.filter((info) => !whole.includes(info))
  let over = staying.reduce((sum, info) => sum + info.diskBytes, 0) - mostBytes
  for (const info of staying.toReversed()) {
    if (over <= 0) break
    if (info.live || info.diskBytes > over) return { whole, partly: info }
    whole.unshift(info)
    over -= info.diskBytes
  }
  return { whole, partly: null }
}
