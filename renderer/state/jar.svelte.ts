import type { Api } from '../api'
import type { CookieFacts } from '../../shared/contract'

/** The cookies that a folder keeps of its profiles' handshakes. */
export class Jar {
  /** null: not known yet. */
  cookies = $state.raw<readonly CookieFacts[] | null>(null)
  readonly #api: Api
  readonly #folderId: string

  constructor(api: Api, folderId: string) {
    this.#api = api
    this.#folderId = folderId
  }

  async load(): Promise<void> {
    this.cookies = await this.#api.call('cookies.list', { folderId: this.#folderId })
  }

  async clear(): Promise<void> {
    await this.#api.call('cookies.clear', { folderId: this.#folderId })
    await this.load()
  }
}
