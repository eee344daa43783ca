/** Filling: fills what one connection sends at the moment it is sent, and hands each secret that goes in to its veil. */
import type { Filled } from '../../shared/template'
import type { Preparation } from '../prepare/preparation'
import type { Draft, Made } from './draft'
import type { Veil } from './veil'

export class Filling {
  readonly #preparation: Pick<Preparation, 'fill'>
  readonly #veil: Veil

  constructor(preparation: Pick<Preparation, 'fill'>, veil: Veil) {
    this.#preparation = preparation
    this.#veil = veil
  }

  /** Bound, so that loops can be given it as it is. */
  readonly fill = (template: string, counter?: number): Filled => {
    const filled = this.#preparation.fill(template, counter)
    this.#veil.add(filled.secrets)
    return filled
  }

  readonly make = (draft: Draft): Made => {
    const made = draft.make(this.fill)
    if (made.kind === 'made') for (const bytes of made.hidden) this.#veil.addBytes(bytes)
    return made
  }
}
