import type { Api } from '../api'
import type { StartReply } from '../../shared/contract'
import { isTemplateAlone, type SecretRef, type SecretsState } from '../../shared/secret'

/** How a secret field stands. */
export type SecretLook = 'empty' | 'kept' | 'unreadable' | 'variable'

/** The secrets that main keeps: the window knows their references, and how well they are kept. */
export class Secrets {
  state = $state.raw<SecretsState>({ backend: '', safe: true, agreed: false, unreadable: [] })
  /** The person is asked whether weak protection will do. */
  asking = $state(false)
  /** They are gone when Sockdeck quits. */
  readonly fleeting = $derived(!this.state.safe && !this.state.agreed)
  /** They are on the disk, and others who can read that can read them. */
  readonly weak = $derived(!this.state.safe && this.state.agreed)
  readonly #unreadable = $derived(new Set(this.state.unreadable))
  readonly #api: Api

  constructor(api: Api) {
    this.#api = api
    api.on('secrets.changed', (state) => {
      this.state = state
    })
  }

  start(reply: StartReply): void {
    this.state = reply.secrets
  }

  look(ref: SecretRef): SecretLook {
    if (ref === '') return 'empty'
    if (isTemplateAlone(ref)) return 'variable'
    return this.#unreadable.has(ref) ? 'unreadable' : 'kept'
  }

  /** What stands for the text from now on; in a field a variable alone stands for itself. */
  async put(text: string): Promise<SecretRef> {
    const alone = text.trim()
    return isTemplateAlone(alone) ? alone : this.keep(text)
  }

  /** As `put`, for the value of a variable: that is never looked into. */
  async keep(text: string): Promise<SecretRef> {
    const { id } = await this.#api.call('secrets.put', { text })
    return id
  }

  /** Throws AppError secret-unavailable if it can't be read. */
  async reveal(ref: SecretRef): Promise<string> {
    const { text } = await this.#api.call('secrets.reveal', { ref })
    return text
  }

  /** Whether secrets go on the disk although the system can't protect their key. */
  async agree(agreed: boolean): Promise<void> {
    this.state = await this.#api.call('secrets.agree', { agreed })
  }
}
