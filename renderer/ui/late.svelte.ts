import { flushSync } from 'svelte'
import { createAttachmentKey } from 'svelte/attachments'
import { on } from 'svelte/events'

type Props = Record<PropertyKey, unknown>

/** What comes first when a person, or another program, comes near a button. */
const signs = ['pointerover', 'focus', 'click'] as const

/**
 * A button of which the menu, popover or tooltip is built when somebody comes near it: a window has dozens, and few are ever opened.
 * It wears plain attributes until then, and afterwards those of the real thing.
 */
export class LateTrigger {
  woken = $state(false)
  #real = $state.raw<Props | null>(null)
  readonly #plain: Props

  constructor(attributes: Record<string, string> = {}) {
    // Under a key of its own: a button may have a tooltip and a menu.
    this.#plain = { type: 'button', 'data-state': 'closed', ...attributes, [createAttachmentKey()]: (button: HTMLElement) => this.#watch(button) }
  }

  /** To be spread on the button. */
  get props(): Props {
    return this.#real ?? this.#plain
  }

  take(real: Props): void {
    this.#real = real
  }

  /** On its way down, so that the real thing listens when the same event arrives. */
  #watch(button: HTMLElement): () => void {
    const wake = () => {
      if (this.woken) return
      this.woken = true
      flushSync()
    }
    const stops = signs.map((sign) => on(button, sign, wake, { capture: true }))
    return () => stops.forEach((stop) => stop())
  }
}
