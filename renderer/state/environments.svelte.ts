import type { Api } from '../api'
import type { StartReply } from '../../shared/contract'
import type { Environment, Environments as Saved } from '../../shared/environment'
import { EnvironmentsDraft } from './environments-draft.svelte'
import type { Secrets } from './secrets.svelte'

/** The named values for `{{name}}` as main keeps them: global ones, environments, and which of these is chosen. */
export class Environments {
  saved = $state.raw<Saved>({ global: [], environments: [], chosenId: null })
  /** What is edited in the dialog; null: it is not on the screen. */
  draft = $state.raw<EnvironmentsDraft | null>(null)
  readonly chosen: Environment | null = $derived(this.saved.environments.find(({ id }) => id === this.saved.chosenId) ?? null)
  readonly #api: Api
  readonly #secrets: Secrets

  constructor(api: Api, secrets: Secrets) {
    this.#api = api
    this.#secrets = secrets
    api.on('environments.changed', (saved) => {
      this.saved = saved
    })
  }

  start(reply: StartReply): void {
    this.saved = reply.environments
  }

  /** null: none. */
  async choose(chosenId: string | null): Promise<void> {
    if (chosenId !== this.saved.chosenId) await this.save({ ...this.saved, chosenId })
  }

  /** A draft that is open stays. */
  edit(): void {
    this.draft ??= new EnvironmentsDraft(this.saved, { keep: (text) => this.#secrets.keep(text), reveal: (ref) => this.#secrets.reveal(ref) })
  }

  /** Begins a variable of this name in the environment in use, or among the global ones. */
  beginVariable(name: string): void {
    this.edit()
    this.draft?.shown.begin(name)
  }

  close(): void {
    this.draft = null
  }

  /** False when something doesn't fit yet, and the draft then shows where. */
  async saveDraft(): Promise<boolean> {
    await this.draft?.settled()
    const finished = this.draft?.finished() ?? null
    if (finished !== null) await this.save(finished)
    return finished !== null
  }

  async save(environments: Saved): Promise<void> {
    this.saved = await this.#api.call('environments.save', { environments })
  }
}
