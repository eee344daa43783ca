import type { Api } from '../api'
import type { Notice, StartReply } from '../../shared/contract'
import { isAbort } from '../../shared/errors'
import { t } from '../../shared/words/words'
import { describeError } from '../format/errors'

export interface ToastMessage {
  level: 'done' | 'error'
  title: string
  text: string
  action: { label: string; run: () => void } | null
}

export class Notices {
  #all = $state.raw<Notice[]>([])
  #read = $state.raw<ReadonlySet<number>>(new Set())
  readonly banners = $derived(this.#all.filter((notice) => !this.#read.has(notice.id)))
  readonly #show: (message: ToastMessage) => void

  constructor(api: Api, show: (message: ToastMessage) => void) {
    this.#show = show
    api.on('notices.changed', (notices) => {
      this.#all = notices
    })
  }

  start(reply: StartReply): void {
    this.#all = reply.notices
  }

  dismiss(id: number): void {
    this.#read = new Set([...this.#read, id])
  }

  /** Something the person asked for did not happen. */
  fail(error: unknown, retry?: () => void): void {
    if (isAbort(error)) return
    const { title, text } = describeError(error)
    this.#show({ level: 'error', title, text, action: retry === undefined ? null : { label: t('common.tryAgain'), run: retry } })
  }

  done(title: string, undo?: () => void): void {
    this.#show({ level: 'done', title, text: '', action: undo === undefined ? null : { label: t('common.undo'), run: undo } })
  }

  /** As `done`, with an undo that may fail; null: there is nothing to undo. */
  undoable(title: string, undo: (() => Promise<void>) | null): void {
    if (undo === null) this.done(title)
    else this.done(title, () => void undo().catch((error: unknown) => this.fail(error)))
  }
}
