import type { Bridge, Reply } from '../shared/contract'
import type { Glance } from '../shared/glance'
import { deckShape, narrowPx, panes } from './panes'
import { splitPx, type SplitShape } from './ui/split'

export interface Typed {
  text: string
  /** It had the focus. */
  focused: boolean
}

/** Of the text field, in the words of the composer: its catalogue comes later. */
export const labels = { en: 'Message', 'zh-CN': '消息' } satisfies Record<Glance['language'], string>

/** What has a size of its own, and in which direction. */
type Sized = [pane: HTMLElement, axis: 'x' | 'y', percent: number | null, shape: SplitShape]

/**
 * The window before its desk is there: the panes as they were left, and the message being written, which can be written on.
 * Only a page that is new in its window shows one: a page that comes back knows more than what was kept.
 */
export class Splash {
  #root: HTMLElement | null = null
  #field: HTMLTextAreaElement | null = null
  #given = ''
  #typed: Typed | null = null

  /** Resolves when it is on the screen. */
  async show(bridge: Bridge): Promise<void> {
    const reply = (await bridge.call('app.glance', {})) as Reply<'app.glance'>
    if (!reply.ok) return
    dress(reply.value)
    this.#draw(reply.value)
    await drawn()
  }

  /** There is something else to show. */
  leave(): void {
    if (this.#root !== null) performance.mark('desk')
    if (this.#field !== null) {
      const typed = { text: this.#field.value, focused: document.activeElement === this.#field }
      if (typed.focused || typed.text !== this.#given) this.#typed = typed
    }
    this.#root?.remove()
    this.#root = null
    this.#field = null
  }

  /** What was typed while it was there, to whoever takes it first; null: nothing. */
  takeTyped(): Typed | null {
    const typed = this.#typed
    this.#typed = null
    return typed
  }

  #draw({ hidden, panes: sizes, sockets, density, draft, language }: Glance): void {
    const sized: Sized[] = []
    const pane = (name: string, axis: Sized[1], shape: SplitShape, inside: HTMLElement[] = []) => {
      if (hidden.includes(name) || (name === 'messages' && sizes['messages'] === undefined && innerWidth < narrowPx)) return []
      const element = box(name, ...inside)
      sized.push([element, axis, sizes[name]?.[0] ?? null, shape])
      return [element]
    }
    const written = draft === null ? [] : [this.#writing(draft, labels[language])]
    // In this order they are sized: what a pane has depends on those before it.
    const sidebar = pane('sidebar', 'x', panes.sidebar)
    const deck = pane('deck', 'y', deckShape({ sockets, schedules: 0, compact: density === 'compact', perLine: null }))
    const messages = pane('messages', 'x', panes.messages)
    const composer = pane('composer', 'y', panes.composer, [box('composing', box('bar'), ...written, box('foot')), ...messages])
    const root = box('splash', box('panes', ...sidebar, box('right', ...deck, box('below', box('stage'), ...composer))), box('status'))
    document.body.append(root)
    this.#root = root
    performance.mark('splash')
    for (const [element, axis, percent, shape] of sized) {
      const { clientWidth, clientHeight } = element.parentElement ?? root
      element.style.flexBasis = `${splitPx(axis === 'x' ? clientWidth : clientHeight, percent, shape)}px`
    }
  }

  #writing(draft: string, label: string): HTMLElement {
    const field = document.createElement('textarea')
    field.value = draft
    field.spellcheck = false
    field.setAttribute('aria-label', label)
    this.#given = draft
    this.#field = field
    return field
  }
}

/** A window that nobody can see draws nothing. */
const longestFrameMs = 100

function drawn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, longestFrameMs)
    // The second one comes when the first has been drawn.
    requestAnimationFrame(() => requestAnimationFrame(() => resolve()))
  })
}

function box(name: string, ...inside: HTMLElement[]): HTMLElement {
  const element = document.createElement('div')
  element.className = name
  element.append(...inside)
  return element
}

/** What the whole page wears; App.svelte takes it over. */
function dress({ theme, density, language, monoFont }: Glance): void {
  const { documentElement: html } = document
  html.lang = language
  if (theme !== 'system') html.dataset['theme'] = theme
  html.dataset['density'] = density
  if (monoFont !== '') html.style.setProperty('--mono-chosen', `"${monoFont}"`)
}
