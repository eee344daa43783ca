import { AppError, isAbort } from '../../shared/errors'
import { t } from '../../shared/words/words'
import { formatCount } from '../format/bytes'
import type { TreeRow } from '../format/json-tree'
import type { NodeStory } from '../format/json-path'
import type { PayloadWorker } from './payload-worker'
import { Windows } from './windows.svelte'

const pageRows = 64
const pagesKept = 16
/** Characters of a value shown whole below the tree. */
const shownCharacters = 1024 * 1024

/** The tree of a JSON text: the rows on screen, and the one that the keyboard stands on. */
export class JsonTreeReader {
  length = $state(0)
  current = $state<number | null>(null)
  /** All about the current row's value; null until it is known. */
  story = $state.raw<NodeStory | null>(null)
  problem = $state.raw<unknown>(null)
  readonly #pages: Windows<TreeRow[]>
  readonly #worker: PayloadWorker
  /** Steps are taken one after another, so that fast keys act on where the ones before them led. */
  #steps: Promise<void> = Promise.resolve()
  /** Counts texts: steps in an earlier one are not taken. */
  #turn = 0
  #moves = 0

  constructor(worker: PayloadWorker) {
    this.#worker = worker
    this.#pages = new Windows((page) => worker.ask('rows', { from: page * pageRows, to: (page + 1) * pageRows }), pagesKept)
  }

  begin(length: number): void {
    this.#turn += 1
    this.#pages.clear()
    this.length = length
    this.current = null
    this.story = null
    this.problem = null
  }

  row(number: number): TreeRow | null {
    return this.#pages.get(Math.floor(number / pageRows))?.[number % pageRows] ?? null
  }

  /** Says which rows are on screen, `end` exclusive. */
  see({ first, end }: { first: number; end: number }): void {
    this.#pages.see(Math.floor(first / pageRows), Math.ceil(Math.min(end, this.length) / pageRows))
  }

  moveTo(number: number): Promise<void> {
    if (this.length === 0) return Promise.resolve()
    const row = Math.min(Math.max(number, 0), this.length - 1)
    this.current = row
    this.#moves += 1
    const move = this.#moves
    // Of a held key only the last row is asked about.
    return this.#step(async () => {
      if (move === this.#moves) await this.#tell('row', row)
    })
  }

  /** All about the value that every step so far has led to. */
  async told(): Promise<NodeStory | null> {
    await this.#steps
    return this.story
  }

  /** Moves to a value that is visible: what the current one is in, say. */
  goTo(node: number): Promise<void> {
    return this.#step(() => this.#tell('node', node))
  }

  /** Opens or closes the current value, with `deep` all that is in it too. */
  toggle(deep: boolean, open?: boolean): Promise<void> {
    return this.#step(async () => {
      const { story } = this
      if (story !== null && story.count > 0) await this.#set(story.node, open ?? !story.open, deep)
    })
  }

  /** To the right: opens, or goes to the first value inside. */
  enter(deep: boolean): Promise<void> {
    return this.#step(async () => {
      const { story } = this
      if (story === null || story.count === 0) return
      if (story.open && !deep) await this.#tell('row', story.row + 1)
      else await this.#set(story.node, true, deep)
    })
  }

  /** To the left: closes, or goes to what it is in. */
  leave(deep: boolean): Promise<void> {
    return this.#step(async () => {
      const { story } = this
      if (story === null) return
      if (story.open) await this.#set(story.node, false, deep)
      else if (story.parentRow !== null) await this.#tell('row', story.parentRow)
    })
  }

  /** The current value as it was sent. Throws AppError message-too-large if it is longer than is shown. */
  value(): string {
    const { story } = this
    if (story === null) return ''
    if (story.length > story.text.length) throw new AppError('message-too-large', t('inspector.tree.tooLong', { amount: formatCount(story.length) }))
    return story.text
  }

  async #set(node: number, open: boolean, deep: boolean): Promise<void> {
    const { rows } = await this.#worker.ask('set', { node, open, deep })
    this.length = rows
    this.#pages.renew()
    await this.#tell('node', node)
  }

  async #tell(by: 'row' | 'node', number: number): Promise<void> {
    const move = this.#moves
    const story = await this.#worker.ask('story', { by, number, most: shownCharacters })
    // Moved on meanwhile: that row is told about next.
    if (move !== this.#moves) return
    this.story = story
    this.current = story.row
  }

  #step(step: () => Promise<void>): Promise<void> {
    const turn = this.#turn
    this.#steps = this.#steps.then(async () => {
      if (turn !== this.#turn) return
      try {
        await step()
      } catch (error) {
        if (turn === this.#turn && !isAbort(error)) this.problem = error
      }
    })
    return this.#steps
  }
}
