import type { Api } from '../api'
import type { ImportReport, StartReply } from '../../shared/contract'
import type { FileOpening, LinkOpening, Opening, Openings as Waiting } from '../../shared/opening'
import type { Profile } from '../../shared/profile'
import type { Launcher } from './launcher.svelte'
import type { Profiles } from './profiles.svelte'

interface Rooms {
  profiles: Profiles
  launcher: Launcher
}

/** Links and files from outside, one after another, each waiting for a word of the person. */
export class Openings {
  #list = $state.raw<readonly Opening[]>([])
  #shownIn = $state<number | null>(null)
  /** This window, as main knows it. */
  #self: number | null = null
  readonly current = $derived(this.#shownIn === this.#self ? (this.#list[0] ?? null) : null)
  /** How many come after it. */
  readonly waiting = $derived(Math.max(0, this.#list.length - 1))
  readonly #api: Api
  readonly #rooms: Rooms

  constructor(api: Api, rooms: Rooms) {
    this.#api = api
    this.#rooms = rooms
    api.on('openings.changed', (openings) => this.#take(openings))
  }

  start(reply: StartReply): void {
    this.#self = reply.openings.shownIn
    this.#take(reply.openings)
  }

  /** A profile that goes there already, whatever else it sets. */
  known({ url, protocol }: LinkOpening): Profile | null {
    return this.#rooms.profiles.book.profiles.find((profile) => sameUrl(profile.url, url) && (protocol === '' || offers(profile, protocol))) ?? null
  }

  /** The profile that a link becomes. */
  draft({ name, url, protocol }: LinkOpening): Profile {
    return this.#rooms.profiles.blank({ name, url, options: protocol === '' ? {} : { request: { protocols: [{ name: protocol, enabled: true }] } } })
  }

  /** The link stays until all of it is done: what fails can be tried again. */
  async save(opening: LinkOpening, draft: Profile): Promise<void> {
    await this.#rooms.profiles.save(draft)
    await this.dismiss(opening)
  }

  /** By a profile that is known, or one that is saved first. */
  async connect(opening: LinkOpening, profile: Profile): Promise<void> {
    const { profiles, launcher } = this.#rooms
    if (!profiles.byId.has(profile.id)) await profiles.save(profile)
    await launcher.connect(profile.id)
    await this.dismiss(opening)
  }

  async import({ id }: FileOpening): Promise<ImportReport> {
    const report = await this.#api.call('openings.import', { id })
    this.#forget(id)
    return report
  }

  async dismiss({ id }: Opening): Promise<void> {
    this.#forget(id)
    await this.#api.call('openings.dismiss', { id })
  }

  #take({ shownIn, list }: Waiting): void {
    this.#shownIn = shownIn
    this.#list = list
  }

  /** At once: main's word comes a moment later. */
  #forget(id: number): void {
    this.#list = this.#list.filter((opening) => opening.id !== id)
  }
}

/** `ws://host` and `ws://host/` are one; a template is none of them. */
function sameUrl(own: string, url: string): boolean {
  return own === url || (URL.canParse(own) && new URL(own).href === url)
}

function offers({ options }: Profile, protocol: string): boolean {
  return options.request?.protocols?.some(({ name, enabled }) => enabled && name === protocol) ?? false
}
