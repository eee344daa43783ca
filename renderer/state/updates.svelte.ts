import type { Api } from '../api'
import type { StartReply } from '../../shared/contract'
import type { UpdateState } from '../../shared/update'
import { t } from '../../shared/words/words'
import { updateWords } from '../format/update'
import type { Desk } from './desk.svelte'
import type { ToastMessage } from './notices.svelte'

interface Rooms {
  desk: Pick<Desk, 'dialog'>
  show: (message: ToastMessage) => void
}

/** What is known of newer versions, and the dialog in which a person decides about them. */
export class Updates {
  #state = $state.raw<UpdateState>({ kind: 'idle' })
  #version = $state('')
  readonly #api: Api
  readonly #rooms: Rooms

  constructor(api: Api, rooms: Rooms) {
    this.#api = api
    this.#rooms = rooms
    api.on('update.changed', (state) => this.#take(state))
  }

  start(reply: StartReply): void {
    this.#version = reply.version
    this.#state = reply.update
  }

  get state(): UpdateState {
    return this.#state
  }

  show(): void {
    this.#rooms.desk.dialog = 'update'
  }

  /** Shows what is known, and looks where that is nothing yet. */
  async check(): Promise<void> {
    this.show()
    const { kind } = this.#state
    if (kind === 'idle' || kind === 'current' || kind === 'failed') await this.look()
  }

  async look(): Promise<void> {
    await this.#api.call('update.look', {})
  }

  async download(): Promise<void> {
    await this.#api.call('update.download', {})
  }

  async cancel(): Promise<void> {
    await this.#api.call('update.cancel', {})
  }

  /** Main asks before it closes anything that is open. */
  async install(): Promise<void> {
    await this.#api.call('update.install', {})
  }

  /** Who has the dialog open sees it there. */
  #take(state: UpdateState): void {
    const before = this.#state.kind
    this.#state = state
    if (this.#rooms.desk.dialog === 'update' || before === state.kind) return
    const { title } = updateWords(state, this.#version)
    const action = { label: t('update.show'), run: () => this.show() }
    if (state.kind === 'ready' || (state.kind === 'available' && before !== 'downloading')) this.#rooms.show({ level: 'done', title, text: '', action })
    else if (state.kind === 'failed' && state.during === 'download') this.#rooms.show({ level: 'error', title, text: '', action })
  }
}
