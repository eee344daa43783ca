import { t } from '../../shared/words/words'
import type { Composer } from './composer.svelte'
import type { Connections } from './connections.svelte'
import type { Desk } from './desk.svelte'
import type { Hub } from './hub.svelte'
import type { Launcher } from './launcher.svelte'
import type { Profiles } from './profiles.svelte'
import type { Settings } from './settings.svelte'

export interface TourRooms {
  settings: Settings
  desk: Desk
  hub: Hub
  profiles: Profiles
  launcher: Launcher
  connections: Connections
  composer: Composer
}

export const tourSteps = ['open', 'send', 'look'] as const

/** Three steps on the local hub; each does the real thing, and goes on by itself once it is done. */
export class Tour {
  #step = $state(0)
  readonly #rooms: TourRooms
  /** At the first start, and whenever somebody asks for it. */
  readonly shown: boolean = $derived.by(() => !this.#rooms.settings.seen.tour || this.#rooms.desk.dialog === 'tour')
  readonly name = $derived(tourSteps[this.#step] ?? 'look')
  readonly place = $derived(this.#step + 1)
  readonly first = $derived(this.#step === 0)
  readonly last = $derived(this.#step === tourSteps.length - 1)
  /** The profile that the first step opens; null: the person deleted it. */
  readonly echo: string | null = $derived.by(() => this.#rooms.profiles.book.profiles.find(({ url }) => url === this.echoUrl)?.id ?? null)
  /** What the step asks for has happened. */
  readonly did: boolean = $derived.by(() => {
    if (this.name === 'open') return this.#rooms.connections.counts.open >= 3
    return this.name === 'send' && this.#rooms.composer.runs.latest !== null
  })

  constructor(rooms: TourRooms) {
    this.#rooms = rooms
  }

  get echoUrl(): string {
    return `ws://127.0.0.1:${this.#rooms.hub.current.port}/echo`
  }

  async openSockets(): Promise<void> {
    if (this.echo !== null) await this.#rooms.launcher.openMany(this.echo, 3)
  }

  async sendHello(): Promise<void> {
    const { composer } = this.#rooms
    if (composer.text.trim() === '') composer.take({ format: 'text', text: 'hello' })
    await composer.send()
  }

  next(): void {
    this.#step = Math.min(this.#step + 1, tourSteps.length - 1)
  }

  back(): void {
    this.#step = Math.max(this.#step - 1, 0)
  }

  /** Says once, after an update, that there are news; the first start has none. */
  async greet(version: string, say: (title: string, action: { label: string; run: () => void }) => void): Promise<void> {
    const { settings, desk } = this.#rooms
    const { seen } = settings
    if (seen.version === version) return
    if (seen.version !== '') say(t('tour.updated', { version }), { label: t('tour.whatsNew'), run: () => (desk.dialog = 'news') })
    await settings.set({ seen: { ...seen, version } })
  }

  /** Not shown again unless asked for. */
  async end(): Promise<void> {
    const { settings, desk } = this.#rooms
    this.#step = 0
    if (desk.dialog === 'tour') desk.dialog = null
    if (!settings.seen.tour) await settings.set({ seen: { ...settings.seen, tour: true } })
  }
}
