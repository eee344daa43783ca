import type { Api } from '../api'
import type { ReportReply } from '../../shared/report'
import { t } from '../../shared/words/words'
import type { ToastMessage } from './notices.svelte'

/** The report that a person is about to save: what they see of it is what main has ready to write. */
export class Report {
  made = $state.raw<ReportReply | null>(null)
  /** Why there is none; null while all is well. */
  problem = $state.raw<unknown>(null)
  saving = $state(false)
  readonly #api: Api
  readonly #show: (message: ToastMessage) => void
  #making: Promise<void> | null = null

  constructor(api: Api, show: (message: ToastMessage) => void) {
    this.#api = api
    this.#show = show
  }

  /** Anew, from what is known now; one that is being made already is waited for, so that none overtakes another. */
  make(): Promise<void> {
    this.#making ??= this.#make().finally(() => {
      this.#making = null
    })
    return this.#making
  }

  /** False: the person chose no place. Throws what main refuses. */
  async save(): Promise<boolean> {
    this.saving = true
    try {
      const { file } = await this.#api.call('report.save', {})
      if (file !== null) this.#show({ level: 'done', title: t('report.done'), text: file, action: null })
      return file !== null
    } finally {
      this.saving = false
    }
  }

  async #make(): Promise<void> {
    this.made = null
    this.problem = null
    try {
      this.made = await this.#api.call('report.make', {})
    } catch (error) {
      this.problem = error
    }
  }
}
