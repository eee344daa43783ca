import { actionIds, actionOf, actionTable, keysOf, type ActionId } from '../../shared/actions'
import type { StartReply } from '../../shared/contract'
import { keysMeant, keysPressed, reservedFor, type PressedKeys, type ReservedWord } from '../../shared/shortcut'
import type { Commands } from './commands'
import type { Settings } from './settings.svelte'

/** The part of a KeyboardEvent that is needed. */
export interface KeyPress extends PressedKeys {
  repeat: boolean
  isComposing: boolean
  defaultPrevented: boolean
  getModifierState(name: string): boolean
  preventDefault(): void
}

/** Who has some keys already: another action, the system, or something with a shortcut of its own, by its name. */
export type Holder = { kind: 'action'; action: ActionId } | { kind: 'system'; word: ReservedWord } | { kind: 'other'; name: string }

/** Something with a shortcut that is no action, such as a saved message. */
export interface OtherShortcut {
  name: string
  run: () => void
}

/** Those that make sense again and again while the keys are held. */
const repeatable: ReadonlySet<ActionId> = new Set(['find-next', 'find-previous'])
/** Those that disturb no dialog. */
const harmless: ReadonlySet<ActionId> = new Set(['quit', 'new-window', 'theme-system', 'theme-light', 'theme-dark', 'theme-contrast', 'language-en', 'language-zh-CN'])

/** Keyboard shortcuts as the person has them: what a key press runs, and how that is changed. */
export class Shortcuts {
  mac = $state(false)
  readonly #settings: Settings
  readonly #commands: Commands
  #others: ((keys: string) => OtherShortcut | null)[] = []

  constructor(settings: Settings, commands: Commands) {
    this.#settings = settings
    this.#commands = commands
  }

  start(reply: Pick<StartReply, 'platform'>): void {
    this.mac = reply.platform === 'darwin'
  }

  /** null: none. */
  keys(action: ActionId): string | null {
    return keysOf(action, this.#settings.shortcuts)
  }

  /** To be spread on a button or a menu entry that does the same. */
  hint(action: ActionId): { keys?: string } {
    const keys = this.keys(action)
    return keys === null ? {} : { keys }
  }

  isOwn(action: ActionId): boolean {
    return action in this.#settings.shortcuts && this.keys(action) !== (actionTable[action].keys ?? null)
  }

  get someOwn(): boolean {
    return Object.keys(this.#settings.shortcuts).length > 0
  }

  /** Looks further where no action has the keys. */
  also(find: (keys: string) => OtherShortcut | null): void {
    this.#others.push(find)
  }

  /** Runs what the keys stand for, unless an element has used them already. In a dialog only what leaves it in peace. */
  press(event: KeyPress, inDialog: boolean): void {
    if (event.defaultPrevented || event.isComposing || event.getModifierState('AltGraph')) return
    for (const keys of keysMeant(event, this.mac)) {
      const run = this.#runOf(keys, inDialog, event.repeat)
      if (run === null) continue
      event.preventDefault()
      run()
      return
    }
  }

  /** What was pressed, as a shortcut; null: a modifier alone. */
  read(event: PressedKeys): string | null {
    return keysPressed(event, this.mac)
  }

  /** null: nobody but perhaps the action itself. */
  holder(keys: string, action: ActionId): Holder | null {
    const word = reservedFor(keys)
    if (word !== null) return { kind: 'system', word }
    const other = actionOf(keys, this.#settings.shortcuts)
    if (other !== null) return other === action ? null : { kind: 'action', action: other }
    const name = this.#other(keys)?.name
    return name === undefined ? null : { kind: 'other', name }
  }

  /** null: none. Takes the keys away from the action that has them. */
  async set(action: ActionId, keys: string | null): Promise<void> {
    const own = this.#settings.shortcuts
    const other = keys === null ? null : actionOf(keys, own)
    const next = { ...own, ...(other === null ? {} : { [other]: null }), [action]: keys }
    // What is as usual is not kept: a better usual one then reaches everybody who never chose.
    const shortcuts = Object.fromEntries(Object.entries(next).filter(([name, chosen]) => chosen !== usual(name)))
    await this.#settings.set({ shortcuts })
  }

  /** Back to the usual one; whoever has that now loses it. */
  async reset(action: ActionId): Promise<void> {
    await this.set(action, actionTable[action].keys ?? null)
  }

  /** All back to the usual ones; the answer undoes it. */
  async resetAll(): Promise<() => Promise<void>> {
    const { shortcuts } = this.#settings
    await this.#settings.set({ shortcuts: {} })
    return () => this.#settings.set({ shortcuts })
  }

  #runOf(keys: string, inDialog: boolean, repeat: boolean): (() => void) | null {
    const action = actionOf(keys, this.#settings.shortcuts)
    if (action === null) return inDialog || repeat ? null : (this.#other(keys)?.run ?? null)
    if (!this.#commands.knows(action) || (inDialog && !harmless.has(action))) return null
    // Held down, it is used up all the same: nothing else must come of it.
    return repeat && !repeatable.has(action) ? () => undefined : () => this.#commands.run(action)
  }

  #other(keys: string): OtherShortcut | null {
    for (const find of this.#others) {
      const found = find(keys)
      if (found !== null) return found
    }
    return null
  }
}

/** undefined: an action of another version. */
function usual(name: string): string | null | undefined {
  return actionIds.some((id) => id === name) ? (actionTable[name as ActionId].keys ?? null) : undefined
}
